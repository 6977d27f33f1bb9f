import { type LogAccount, openEventLog } from '../../evtx/event-log.ts';
import { datum, type LogEvent } from '../../evtx/log-event.ts';
import { textOfValue } from '../../evtx/values/value-text.ts';
import type { ReadOnlyFileSystem } from '../../files/file-system.ts';
import { findBelow } from '../../files/find-path.ts';
import type { FilePath } from '../../ground/brand.ts';
import { type HiveError, isHiveError } from '../../ground/errors.ts';
import { type EventKind, INCIDENT_LOGS, type IncidentLog, type IncidentRow } from './incident-events.ts';

/** An event that tells of the incident. */
export interface IncidentEvent {
  readonly kind: EventKind;
  readonly provider: string;
  readonly eventId: number;
  /** FILETIME */
  readonly time: bigint;
  readonly file: FilePath;
  readonly recordId: bigint;
  /** The fields that are kept, as Windows writes them; those that the event has not are missing. */
  readonly fields: ReadonlyMap<string, string>;
}

export type LogReading = { readonly file: FilePath } & (
  | { readonly state: 'read'; readonly account: LogAccount }
  | { readonly state: 'missing' }
  | { readonly state: 'unreadable'; readonly error: HiveError }
);

export interface IncidentLogs {
  readonly logs: readonly LogReading[];
  /** The oldest first. */
  readonly events: readonly IncidentEvent[];
}

const LOGS = ['System32', 'winevt', 'Logs'];

/** Of each kind: a log may be nothing but one kind of event. The newest are kept. */
const MOST_OF_A_KIND = 5000;

/** Reads the logs. What is wrong with one keeps no other from being read. */
export async function readIncidentLogs(
  files: ReadOnlyFileSystem,
  windowsFolder: FilePath,
): Promise<IncidentLogs> {
  const logs: LogReading[] = [];
  const events: IncidentEvent[] = [];
  for (const log of INCIDENT_LOGS) logs.push(await readOne(files, windowsFolder, log, events));
  return { logs, events: events.sort(byTime) };
}

function byTime(one: IncidentEvent, other: IncidentEvent): number {
  return one.time < other.time ? -1 : Number(one.time > other.time);
}

async function readOne(
  files: ReadOnlyFileSystem,
  windowsFolder: FilePath,
  { file: name, events: rows }: IncidentLog,
  events: IncidentEvent[],
): Promise<LogReading> {
  const usual = files.join(windowsFolder, ...LOGS, name);
  try {
    const path = await findBelow(files, windowsFolder, [...LOGS, name], 'file');
    if (path === undefined) return { file: usual, state: 'missing' };
    const file = await files.open(path);
    try {
      const log = await openEventLog(file, path);
      const found = new Map<EventKind, IncidentEvent[]>();
      const isWanted = (provider: string, id: number) => rows.some((row) => isRow(row, provider, id));
      for await (const event of log.events({ isWanted })) {
        const row = rows.find((each) => isRow(each, event.provider, event.eventId));
        if (row !== undefined && isMeant(row, event)) keep(found, incidentEvent(row, event, path));
      }
      events.push(...[...found.values()].flat());
      return { file: path, state: 'read', account: log.account() };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!isHiveError(error)) throw error;
    return { file: usual, state: 'unreadable', error };
  }
}

function isRow({ provider, ids }: IncidentRow, name: string, id: number): boolean {
  return ids.includes(id) && provider.toLowerCase() === name.toLowerCase();
}

function isMeant({ only }: IncidentRow, event: LogEvent): boolean {
  if (only === undefined) return true;
  const value = datum(event, only.field);
  return value !== undefined && textOfValue(value).toUpperCase() === only.value.toUpperCase();
}

function keep(found: Map<EventKind, IncidentEvent[]>, event: IncidentEvent): void {
  const list = found.get(event.kind) ?? [];
  found.set(event.kind, list);
  list.push(event);
  if (list.length > 2 * MOST_OF_A_KIND) list.splice(0, list.length - MOST_OF_A_KIND);
}

function incidentEvent({ kind, fields }: IncidentRow, event: LogEvent, file: FilePath): IncidentEvent {
  const kept = fields.flatMap((name): [string, string][] => {
    const value = datum(event, name);
    return value === undefined ? [] : [[name, textOfValue(value)]];
  });
  const { provider, eventId, time, recordId } = event;
  return { kind, provider, eventId, time, file, recordId, fields: new Map(kept) };
}
