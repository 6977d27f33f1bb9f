import { crc32 } from 'node:zlib';
import type { FilePath } from '../ground/brand.ts';
import { type HiveError, isHiveError } from '../ground/errors.ts';
import { expand } from './binary-xml/expand.ts';
import type { Place, ValuePlaces } from './binary-xml/nodes.ts';
import { parseFragment, readInstance } from './binary-xml/parse.ts';
import { ChunkBytes } from './chunk-bytes.ts';
import { ChunkTables } from './chunk-tables.ts';
import { ExpansionBudget } from './expansion-budget.ts';
import type { KnownTemplates } from './known-templates.ts';
import { eventOf, type LogEvent } from './log-event.ts';
import { type FoundRecord, findRecords } from './record-scan.ts';
import { FragmentHeader, TOKEN, ValueDescriptor } from './structures/binary-xml.ts';
import { CHUNK_CHECKED, CHUNK_HEADER_SIZE, ChunkHeader } from './structures/chunk-header.ts';
import { EventRecord, SIZE_COPY } from './structures/event-record.ts';
import { FLAG_NO_CHECKSUMS } from './structures/file-header.ts';
import { decodeValue } from './values/decode-value.ts';
import { numberOfValue, textOfValue, timeOfValue } from './values/value-text.ts';
import { type EventValue, NULL } from './values/value-types.ts';

/** Which events are asked for. What needs no expansion is asked first. */
export interface WantedEvents {
  /** FILETIME: none from before. */
  readonly since?: bigint;
  /** Asked of every record; provider and identifier are all that was read of it. */
  readonly isWanted?: (provider: string, eventId: number) => boolean;
}

export type ChecksumState = 'right' | 'wrong' | 'none';

/** What is wrong with a chunk; all is well where nothing is. */
export interface ChunkCondition {
  /** 'missing': the chunk was found by its records, and nothing is known of it. */
  readonly header: 'there' | 'missing';
  readonly headerChecksum: ChecksumState;
  readonly recordsChecksum: ChecksumState;
}

/** Told about each record of a chunk that was looked at. */
export interface ChunkListener {
  /** Every record that is whole on the outside, wanted or not. */
  readonly record: (record: FoundRecord) => void;
  /** A place where a record should have been, or a record that can't be read. */
  readonly damaged: (at: number, error?: HiveError) => void;
}

/** One chunk of 64 KiB: records, and the names and template definitions that they share. */
export class EventChunk {
  readonly condition: ChunkCondition;
  readonly #chunk: ChunkBytes;
  readonly #tables: ChunkTables;
  readonly #recordsEnd: number | undefined;

  /**
   * @param offset where the chunk starts in the file
   * @param known template definitions of the log's other chunks
   */
  constructor(bytes: Uint8Array, file: FilePath, offset: number, known: KnownTemplates) {
    this.#chunk = new ChunkBytes(bytes, file, offset);
    this.#tables = new ChunkTables(this.#chunk, known);
    this.condition = conditionOf(this.#chunk);
    this.#recordsEnd = recordsEndOf(this.#chunk, this.condition);
  }

  /** Events in the order in which they lie. */
  *events(wanted: WantedEvents, tell: ChunkListener): Generator<LogEvent, void, void> {
    for (const record of findRecords(this.#chunk, this.#recordsEnd, tell.damaged)) {
      tell.record(record);
      try {
        const event = this.#read(record, wanted);
        if (event !== undefined) yield event;
      } catch (error) {
        if (!isHiveError(error)) throw error;
        tell.damaged(record.at, error);
      }
    }
  }

  #read(record: FoundRecord, wanted: WantedEvents): LogEvent | undefined {
    const tables = this.#tables;
    const end = record.at + record.size - SIZE_COPY;
    const start = this.#behindFragmentHeader(record.at + EventRecord.size, end);
    const isInstance = this.#chunk.bytes[start] === TOKEN.templateInstance && start < end;
    const instance = isInstance ? readInstance(tables, start, end) : undefined;
    if (instance !== undefined) {
      const { provider, eventId, timeCreated } = instance.template.system;
      const told = {
        provider: this.#peek(provider, instance.values),
        eventId: this.#peek(eventId, instance.values),
        time: this.#peek(timeCreated, instance.values),
      };
      if (!mayBeWanted(told, wanted)) return undefined;
    }
    const nodes = instance?.template.nodes ?? parseFragment(tables, { at: start, end, isTemplate: false });
    const budget = new ExpansionBudget(this.#chunk);
    const place = { ...record, offset: this.#chunk.context.base + record.at };
    const event = eventOf(expand(tables, nodes, instance?.values, budget), place);
    if (event === undefined) throw this.#chunk.damage(EventRecord.name, record.at, 'an event', 'none');
    return isAskedFor(event, wanted) ? event : undefined;
  }

  #behindFragmentHeader(at: number, end: number): number {
    return at < end && this.#chunk.bytes[at] === TOKEN.fragmentHeader ? at + FragmentHeader.size : at;
  }

  #peek(place: Place, { count, descriptors, end }: ValuePlaces): EventValue | undefined {
    if (place.kind === 'text') return { type: 'string', content: place.text };
    if (place.kind === 'missing' || place.index >= count) return undefined;
    const { view } = this.#chunk;
    let at = descriptors + count * ValueDescriptor.size;
    for (let index = 0; index < place.index; index++)
      at += ValueDescriptor.read(view, descriptors + index * ValueDescriptor.size, 'size');
    const descriptor = descriptors + place.index * ValueDescriptor.size;
    const size = ValueDescriptor.read(view, descriptor, 'size');
    const type = ValueDescriptor.read(view, descriptor, 'type');
    this.#chunk.require('template value', at, size, end);
    return type === NULL
      ? undefined
      : decodeValue(this.#chunk, { type, at, size }, new ExpansionBudget(this.#chunk));
  }
}

interface Told {
  readonly provider: EventValue | undefined;
  readonly eventId: EventValue | undefined;
  readonly time: EventValue | undefined;
}

/** False where what was read of the record is enough to leave it. */
function mayBeWanted({ provider, eventId, time }: Told, { since, isWanted }: WantedEvents): boolean {
  const happened = timeOfValue(time);
  if (since !== undefined && happened !== undefined && happened < since) return false;
  if (isWanted === undefined || provider === undefined || eventId === undefined) return true;
  const id = numberOfValue(eventId);
  return id === undefined || isWanted(textOfValue(provider), id);
}

function isAskedFor({ provider, eventId, time }: LogEvent, { since, isWanted }: WantedEvents): boolean {
  return (since === undefined || time >= since) && (isWanted?.(provider, eventId) ?? true);
}

function conditionOf(chunk: ChunkBytes): ChunkCondition {
  try {
    ChunkHeader.verify(chunk.bytes, 0, chunk.context);
  } catch (error) {
    if (!isHiveError(error)) throw error;
    return { header: 'missing', headerChecksum: 'none', recordsChecksum: 'none' };
  }
  const { view, bytes } = chunk;
  if (ChunkHeader.read(view, 0, 'flags') & FLAG_NO_CHECKSUMS)
    return { header: 'there', headerChecksum: 'none', recordsChecksum: 'none' };
  const header = CHUNK_CHECKED.reduce((sum, [start, end]) => crc32(bytes.subarray(start, end), sum), 0);
  const end = ChunkHeader.read(view, 0, 'freeSpaceOffset');
  const records = crc32(bytes.subarray(CHUNK_HEADER_SIZE, Math.max(end, CHUNK_HEADER_SIZE)));
  return {
    header: 'there',
    headerChecksum: header === ChunkHeader.read(view, 0, 'headerChecksum') ? 'right' : 'wrong',
    recordsChecksum: records === ChunkHeader.read(view, 0, 'recordsChecksum') ? 'right' : 'wrong',
  };
}

/** Where the header says that records end; undefined where it can't be believed. */
function recordsEndOf(chunk: ChunkBytes, { header }: ChunkCondition): number | undefined {
  if (header === 'missing') return undefined;
  const end = ChunkHeader.read(chunk.view, 0, 'freeSpaceOffset');
  return end >= CHUNK_HEADER_SIZE && end <= chunk.length ? end : undefined;
}
