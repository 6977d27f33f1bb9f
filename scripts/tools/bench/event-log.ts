import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { WantedEvents } from '../../../src/evtx/event-chunk.ts';
import { openEventLog } from '../../../src/evtx/event-log.ts';
import { CHUNK_SIZE } from '../../../src/evtx/structures/chunk-header.ts';
import { FILE_HEADER_BLOCK_SIZE, FileHeader } from '../../../src/evtx/structures/file-header.ts';
import { median } from './measure.ts';

/**
 * `node scripts/building/run-ts.mjs scripts/tools/bench/event-log.ts [MiB]`: how fast event logs are read, in this process, on a log that is
 * made of the chunks of real ones. Prints medians and how much memory the process took at most.
 */

const { HIVEMEND_EVENT_LOGS: folder = '../shared/evtx' } = process.env;
if (!existsSync(folder)) throw new Error(`real event logs are missing: ${resolve(folder)}`);
const ROUNDS = 7;
const mebibytes = Number(process.argv[2] ?? 64);
const bytes = makeLog(mebibytes * 1024 * 1024);

await measureReading('nothing but what Windows Hello failed with', {
  isWanted: (provider, id) => provider === 'Microsoft-Windows-HelloForBusiness' && id === 7054,
});
await measureReading('since a time that is later than all', { since: 0xffff_ffff_ffff_ffffn });
await measureReading('all that task scheduler tells', {
  isWanted: (provider) => provider === 'Microsoft-Windows-TaskScheduler',
});
await measureReading('everything', {});

function makeLog(size: number): Uint8Array {
  const files = readdirSync(folder).filter((name) => name.endsWith('.evtx.gz'));
  const chunks = files.flatMap((name) => chunksOf(gunzipSync(readFileSync(`${folder}/${name}`))));
  const log = Buffer.alloc(FILE_HEADER_BLOCK_SIZE + Math.floor(size / CHUNK_SIZE) * CHUNK_SIZE);
  FileHeader.encode(log, 0, { majorVersion: 3, minorVersion: 2, headerBlockSize: FILE_HEADER_BLOCK_SIZE });
  for (let at = FILE_HEADER_BLOCK_SIZE, next = 0; at < log.length; at += CHUNK_SIZE, next += 1)
    log.set(chunks[next % chunks.length] ?? [], at);
  return log;
}

function chunksOf(log: Buffer): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = FILE_HEADER_BLOCK_SIZE; at + CHUNK_SIZE <= log.length; at += CHUNK_SIZE) {
    const chunk = log.subarray(at, at + CHUNK_SIZE);
    if (chunk.some((byte) => byte !== 0)) chunks.push(chunk);
  }
  return chunks;
}

async function measureReading(what: string, wanted: WantedEvents): Promise<void> {
  const read = async (target: Uint8Array, position: number): Promise<void> => {
    target.set(bytes.subarray(position, position + target.length));
  };
  const times: number[] = [];
  let events = 0;
  let records = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const log = await openEventLog({ length: bytes.length, read }, 'bench.evtx');
    events = 0;
    for await (const _event of log.events(wanted)) events += 1;
    records = log.account().records;
    times.push(performance.now() - start);
  }
  const middle = median(times);
  const rate = (bytes.length / 1e6 / (middle / 1000)).toFixed(0);
  const peak = (process.resourceUsage().maxRSS / 1024 - bytes.length / (1 << 20)).toFixed(0);
  console.log(
    `${what}: ${middle} ms, ${rate} MB/s; ${events} events of ${records} records; peak besides the log ${peak} MiB`,
  );
}
