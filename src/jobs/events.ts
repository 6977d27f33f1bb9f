import { type DamagedChunk, type LogAccount, openEventLog } from '../evtx/event-log.ts';
import type { LogEvent } from '../evtx/log-event.ts';
import { textOfValue } from '../evtx/values/value-text.ts';
import type { ValueTypeName } from '../evtx/values/value-types.ts';
import type { FilePath } from '../ground/brand.ts';
import type { HiveError } from '../ground/errors.ts';
import { fileTimeText } from '../ground/file-time.ts';
import type { Machine } from './machine.ts';

/** Which events of a log are asked for. */
export interface AskedEvents {
  /** Its whole name, or without `Microsoft-Windows-`; in any case. */
  readonly provider?: string;
  readonly ids?: readonly number[];
  /** FILETIME */
  readonly since?: bigint;
}

/** An event as reports show it: values as Windows writes them in an event's XML. */
export interface ToldEvent {
  /** ISO 8601 in UTC, to 100 ns. */
  readonly time: string;
  readonly provider: string;
  readonly id: number;
  readonly level?: number;
  readonly recordId: bigint;
  /** The number that it had in the log that it was exported from, where that is another. */
  readonly originalRecordId?: bigint;
  readonly channel?: string;
  readonly computer?: string;
  /** SID */
  readonly user?: string;
  readonly processId?: number;
  readonly threadId?: number;
  readonly activityId?: string;
  readonly data: readonly { readonly name: string; readonly type: ValueTypeName; readonly value: string }[];
}

/** A log, and how well it could be read. */
export interface LogSummary {
  readonly file: FilePath;
  /** Of the format; missing where the file header is damaged. */
  readonly version?: string;
  /** Not closed properly, which is usual. */
  readonly isDirty?: boolean;
  readonly headerChecksum?: DamagedChunk['headerChecksum'];
  readonly chunks: { readonly found: number; readonly declared?: number };
  readonly records: number;
  /** When its first record was written, and its last; missing for a log without records. ISO 8601. */
  readonly period?: { readonly from: string; readonly to: string };
  readonly damagedChunks: LogAccount['damagedChunks'];
  readonly damagedRecords: {
    readonly count: number;
    readonly first: readonly { readonly offset: number; readonly error?: HiveError }[];
  };
}

/**
 * Reads a log and hands on what is asked for, the oldest first. Changes nothing.
 * @param name of a file, as a person typed it
 * @throws HiveError 'event-log-signature', 'event-log-version', 'event-log-truncated', and what opening and reading a file
 *   throws
 */
export async function readLog(
  machine: Pick<Machine, 'files'>,
  name: string,
  asked: AskedEvents,
  tell: (event: ToldEvent) => void,
): Promise<LogSummary> {
  const files = await machine.files();
  const file = await files.open(files.resolve(name));
  try {
    const log = await openEventLog(file, file.path);
    for await (const event of log.events(wantedOf(asked))) tell(toldEvent(event));
    return logSummary(log.account());
  } finally {
    await file.close();
  }
}

function wantedOf({ provider, ids, since }: AskedEvents) {
  const wantedIds = ids === undefined ? undefined : new Set(ids);
  const isWanted = (name: string, id: number): boolean =>
    (wantedIds?.has(id) ?? true) && (provider === undefined || isProvider(name, provider));
  return { isWanted, ...(since === undefined ? {} : { since }) };
}

const USUAL_PREFIX = 'microsoft-windows-';

function isProvider(name: string, asked: string): boolean {
  const [one, other] = [name.toLowerCase(), asked.toLowerCase()];
  return one === other || one === `${USUAL_PREFIX}${other}`;
}

export function toldEvent(event: LogEvent): ToldEvent {
  const { recordId, eventRecordId, data } = event;
  return {
    time: fileTimeText(event.time),
    provider: event.provider,
    id: event.eventId,
    ...given('level', event.level),
    recordId,
    ...(eventRecordId === undefined || eventRecordId === recordId ? {} : { originalRecordId: eventRecordId }),
    ...given('channel', event.channel),
    ...given('computer', event.computer),
    ...given('user', event.user),
    ...given('processId', event.processId),
    ...given('threadId', event.threadId),
    ...given('activityId', event.activityId),
    data: data.map(({ name, value }) => ({ name, type: value.type, value: textOfValue(value) })),
  };
}

export function logSummary(account: LogAccount): LogSummary {
  const { file, header, chunks, records, oldest, newest, damagedChunks, damagedRecords } = account;
  return {
    file,
    ...(header === undefined
      ? {}
      : { version: header.version, isDirty: header.isDirty, headerChecksum: header.checksum }),
    chunks: { found: chunks, ...given('declared', header?.chunks) },
    records,
    ...(oldest === undefined || newest === undefined
      ? {}
      : { period: { from: fileTimeText(oldest), to: fileTimeText(newest) } }),
    damagedChunks,
    damagedRecords: {
      count: damagedRecords.count,
      first: damagedRecords.first.map(({ offset, error }) => ({ offset, ...given('error', error) })),
    },
  };
}

function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: Value });
}
