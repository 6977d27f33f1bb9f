/** Words about event logs. */
export interface EventMessages {
  /** Of an event; `number` is Windows' own. */
  readonly level: (number: number | undefined) => string;
  readonly record: (number: string) => string;
  readonly noName: string;
  readonly count: (count: number, records: number) => string;
  readonly leftOut: (count: number) => string;
  /** Times are shown with their zone. */
  readonly period: (from: string, to: string) => string;
  readonly noPeriod: string;
  readonly headerDamaged: string;
  readonly moreChunks: (found: number, declared: number) => string;
  readonly damagedChunk: (offset: string, what: DamageWords) => string;
  readonly damagedRecords: (count: number, first: string) => string;
  readonly andMore: (count: number) => string;
}

/** What is wrong with a chunk; several things can be. */
export type DamageWords = readonly ('header-missing' | 'header-checksum' | 'records-checksum' | 'cut')[];
