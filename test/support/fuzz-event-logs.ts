import { openEventLog } from '../../src/evtx/event-log.ts';
import { MOST_CHARACTERS, MOST_PARTS } from '../../src/evtx/limits.ts';
import { TOKEN } from '../../src/evtx/structures/binary-xml.ts';
import { CHUNK_HEADER_SIZE, CHUNK_SIZE, ChunkHeader } from '../../src/evtx/structures/chunk-header.ts';
import { EventRecord } from '../../src/evtx/structures/event-record.ts';
import { FILE_HEADER_BLOCK_SIZE } from '../../src/evtx/structures/file-header.ts';
import { textOfValue } from '../../src/evtx/values/value-text.ts';
import { HiveError } from '../../src/ground/errors.ts';
import { buildEventLog } from './event-logs/build-event-log.ts';
import { sealChunk } from './event-logs/chunk-writer.ts';
import {
  binary,
  filetime,
  hex32,
  type MadeValue,
  raw,
  sid,
  text,
  texts,
  uint32,
} from './event-logs/values.ts';
import type { Random } from './random.ts';

/**
 * One case of the fuzz run on event logs: a made log, or one of a real machine, damaged where it hurts. It must end in
 * events within their bounds or in a HiveError; anything else is thrown.
 */
export async function fuzzEventLogOnce(random: Random, real: readonly Uint8Array[]): Promise<string> {
  const isReal = real.length > 0 && random.chance(0.5);
  const log = isReal ? excerpt(random.pick(real), random) : makeLog(random);
  for (let times = 1 + random.below(8); times > 0; times--) mutate(log, random);
  if (random.chance(0.5)) sealAll(log);
  return read(random.chance(0.1) ? log.subarray(0, random.below(log.length + 1)) : log);
}

async function read(log: Uint8Array): Promise<string> {
  const source = {
    length: log.length,
    async read(target: Uint8Array, position: number): Promise<void> {
      if (position + target.length > log.length) throw new Error('read beyond the end');
      target.set(log.subarray(position, position + target.length));
    },
  };
  try {
    const opened = await openEventLog(source, 'fuzz.evtx');
    let events = 0;
    for await (const { data } of opened.events({})) {
      events += 1;
      const characters = data.reduce((sum, { value }) => sum + textOfValue(value).length, 0);
      // A number of one byte has up to three characters.
      if (data.length > MOST_PARTS || characters > 4 * MOST_CHARACTERS)
        throw new Error('an event without bounds');
    }
    const { records, damagedRecords } = opened.account();
    if (events > records) throw new Error(`${events} events of ${records} records`);
    return `event log: ${damagedRecords.count === 0 ? 'events' : 'events and damage'}`;
  } catch (error) {
    if (!(error instanceof HiveError) || error.code === 'bug') throw error;
    return error.code;
  }
}

/** The header and two chunks: damage is met sooner in a small log. */
function excerpt(log: Uint8Array, random: Random): Uint8Array {
  const chunks = Math.floor((log.length - FILE_HEADER_BLOCK_SIZE) / CHUNK_SIZE);
  const size = FILE_HEADER_BLOCK_SIZE + Math.min(chunks, 2) * CHUNK_SIZE;
  const small = log.slice(0, size);
  for (let at = FILE_HEADER_BLOCK_SIZE; at < size; at += CHUNK_SIZE) {
    const from = FILE_HEADER_BLOCK_SIZE + random.below(chunks) * CHUNK_SIZE;
    small.set(log.subarray(from, from + CHUNK_SIZE), at);
  }
  return small;
}

function makeLog(random: Random): Uint8Array {
  const kinds: readonly (() => MadeValue)[] = [
    () => text('x'.repeat(random.below(2000))),
    () => uint32(random.below(2 ** 32)),
    () => hex32(random.below(2 ** 32)),
    () => filetime('2026-11-01T10:00:00Z'),
    () => sid('S-1-5-21-1-2-3-1001'),
    () => texts('a', '', 'b'),
    () => binary(1, 2, 3),
    () => raw(0x21, TOKEN.fragmentHeader, 1, 1, 0, TOKEN.elementStart, 0, 0, 0, 0, 0, 2, 0, 0, 3, 0),
    () => raw(random.below(256), ...Array.from({ length: random.below(40) }, () => random.below(256))),
  ];
  const events = Array.from({ length: 1 + random.below(60) }, (_, index) => ({
    provider: random.pick(['Made', 'Other']),
    id: random.below(3),
    time: `2026-11-01T10:00:${String(index % 60).padStart(2, '0')}Z`,
    data: Array.from({ length: random.below(6) }, (_, name): [string, MadeValue] => [
      `D${name}`,
      random.pick(kinds)(),
    ]),
    ...(random.chance(0.2) ? { userData: 'Made' } : {}),
  }));
  return buildEventLog({ events });
}

const INTERESTING = [0, 1, 0x7f, 0x80, 0xff, 0x200, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

function mutate(log: Uint8Array, random: Random): void {
  const chunks = Math.floor((log.length - FILE_HEADER_BLOCK_SIZE) / CHUNK_SIZE);
  const chunk = FILE_HEADER_BLOCK_SIZE + random.below(Math.max(1, chunks)) * CHUNK_SIZE;
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  const used = Math.min(CHUNK_SIZE, Math.max(600, ChunkHeader.read(view, chunk, 'freeSpaceOffset')));
  const inRecords = chunk + CHUNK_HEADER_SIZE + random.below(used - CHUNK_HEADER_SIZE);
  const record = recordNear(log, inRecords);
  const kind = random.below(8);
  if (kind === 0) log[random.below(log.length)] = random.below(256);
  else if (kind === 1) log[inRecords] = random.pick(Object.values(TOKEN)) | (random.chance(0.5) ? 0x40 : 0);
  else if (kind === 2) setUint32(view, inRecords, random.pick(INTERESTING));
  // An offset to another place of the chunk, where names and templates are pointed at.
  else if (kind === 3) setUint32(view, inRecords, random.below(CHUNK_SIZE));
  else if (kind === 4) setUint32(view, record + 4, random.pick([...INTERESTING, random.below(CHUNK_SIZE)]));
  else if (kind === 5) log[record + EventRecord.size + 4 + random.below(16)] = random.below(256);
  else if (kind === 6) log.copyWithin(inRecords, chunk + random.below(used), chunk + random.below(used));
  else setUint32(view, chunk + random.below(CHUNK_HEADER_SIZE), random.pick(INTERESTING));
}

function setUint32(view: DataView, at: number, value: number): void {
  if (at + 4 <= view.byteLength) view.setUint32(at, value, true);
}

/** Where the record begins that the place is in; the place itself when none is found. */
function recordNear(log: Uint8Array, at: number): number {
  for (let start = at & ~7; start > at - 4096 && start > 0; start -= 8)
    if (log[start] === 0x2a && log[start + 1] === 0x2a) return start;
  return at;
}

function sealAll(log: Uint8Array): void {
  for (let at = FILE_HEADER_BLOCK_SIZE; at + CHUNK_SIZE <= log.length; at += CHUNK_SIZE)
    sealChunk(log.subarray(at, at + CHUNK_SIZE));
}
