import { HiveError } from '../../src/ground/errors.ts';
import { makeDirty } from '../../src/hive-builder/log-base-block.ts';
import { buildNewLog, type LogPage } from '../../src/hive-builder/log-builder.ts';
import { buildOldLog } from '../../src/hive-builder/log-builder-old.ts';
import { baseBlockChecksum } from '../../src/regf/checksum.ts';
import { marvin32 } from '../../src/regf/marvin32.ts';
import { BaseBlock } from '../../src/regf/structures/base-block.ts';
import { LogEntryHeader } from '../../src/regf/structures/log-entry.ts';
import { type OpenedHive, openHive } from '../../src/replay/replay.ts';
import { hiveFile, readAll } from './hive-file.ts';
import { page, plainHive } from './plain-hive.ts';
import type { Random } from './random.ts';

/**
 * One case of the fuzz run on transaction logs: a dirty hive with two logs, mutated, hashes and checksums mostly put
 * right again so that the damage gets past the first door. Throws when replay does anything but give a whole hive or a
 * HiveError.
 */
export async function fuzzLogsOnce(random: Random): Promise<string> {
  const fills = Array.from({ length: 1 + random.below(5) }, () => random.below(256));
  const number = random.pick([1, 7, 0x7fffffff, 0xffffffff]);
  const model = makeDirty(plainHive(fills, 512 * random.below(20)), {
    primary: number,
    secondary: (number - (random.chance(0.9) ? 1 : 0)) >>> 0,
  });
  const logs = [0, 1].map(() => mutate(makeLog(model, fills.length, number, random), random));
  const primary = random.chance(0.3) ? mutateBaseBlock(model, random) : model;
  const before = primary.slice();
  const outcome = await open(primary, logs, random.chance(0.3));
  if (Buffer.compare(before, primary) !== 0) throw new Error('the primary file was changed');
  return outcome;
}

async function open(primary: Uint8Array, logs: readonly Uint8Array[], acceptDirty: boolean): Promise<string> {
  const files = logs.map((bytes, index) => hiveFile(bytes, `LOG${index}`));
  try {
    const opened = await openHive(hiveFile(primary), files, { acceptDirty });
    await confirm(opened, primary, logs);
    return opened.state;
  } catch (error) {
    if (!(error instanceof HiveError) || error.code === 'bug') throw error;
    return error.code;
  }
}

function makeLog(primary: Uint8Array, bins: number, number: number, random: Random): Uint8Array {
  const pages = (): LogPage[] =>
    Array.from({ length: 1 + random.below(3) }, () => page(random.below(bins + 1), random.below(256)));
  const sequenceNumber = (number + random.below(4)) >>> 0;
  const hiveBinsDataSize = (bins + random.below(2)) * 4096;
  if (random.chance(0.3)) return buildOldLog({ primary, sequenceNumber, pages: pages(), hiveBinsDataSize });
  const entries = Array.from({ length: random.below(5) }, () => ({ pages: pages(), hiveBinsDataSize }));
  return buildNewLog({ primary, sequenceNumber, entries });
}

const INTERESTING = [
  0, 1, 511, 512, 4095, 4096, 0x7fff_f000, 0x8000_0000, 0xffff_f000, 0xffff_fe00, 0xffff_ffff,
];

function mutate(log: Uint8Array, random: Random): Uint8Array {
  let bytes = log.slice();
  for (let times = random.below(4); times > 0 && bytes.length >= 1024; times--) {
    const view = new DataView(bytes.buffer);
    const entry = 512 + 512 * random.below(Math.floor(bytes.length / 512) - 1);
    const kind = random.below(6);
    if (kind === 0) bytes[random.below(bytes.length)] = random.below(256);
    else if (kind === 1)
      view.setUint32(4 * random.below(Math.floor(bytes.length / 4)), random.pick(INTERESTING), true);
    else if (kind === 2) view.setUint32(512 + 4 * random.below(32), random.pick(INTERESTING), true);
    else if (kind === 3) bytes = bytes.slice(0, random.below(bytes.length));
    else if (kind === 4) bytes = new Uint8Array([...bytes, ...bytes.subarray(entry)]);
    else bytes.copyWithin(entry, 512, 1024);
  }
  if (random.chance(0.8)) putRight(bytes);
  return bytes;
}

/** Renews the checksum of the base block and the hashes of whatever is where an entry could start. */
function putRight(bytes: Uint8Array): void {
  if (bytes.length < 512) return;
  BaseBlock.encode(bytes, 0, { checksum: baseBlockChecksum(bytes) });
  for (let at = 512; at + 512 <= bytes.length; at += 512) {
    if (String.fromCharCode(...bytes.subarray(at, at + 4)) !== 'HvLE') continue;
    const { size } = LogEntryHeader.decode(bytes, at, { file: 'log' });
    const end = at + Math.max(40, size);
    if (end <= bytes.length) {
      const hash1 = marvin32(bytes, at + 40, end);
      LogEntryHeader.encode(bytes, at, { hash1Low: hash1.low, hash1High: hash1.high });
    }
    const hash2 = marvin32(bytes, at, at + 32);
    LogEntryHeader.encode(bytes, at, { hash2Low: hash2.low, hash2High: hash2.high });
  }
}

function mutateBaseBlock(hive: Uint8Array, random: Random): Uint8Array {
  const bytes = hive.slice(0, hive.length - random.below(2) * random.below(4096));
  new DataView(bytes.buffer).setUint32(4 * random.below(44), random.pick(INTERESTING), true);
  if (random.chance(0.5)) BaseBlock.encode(bytes, 0, { checksum: baseBlockChecksum(bytes) });
  return bytes;
}

/** What came out is a hive of a possible length whose every sector comes from the primary file or from a log. */
async function confirm(opened: OpenedHive, primary: Uint8Array, logs: readonly Uint8Array[]): Promise<void> {
  const hive = await readAll(opened.hive);
  const room = logs.reduce((sum, log) => sum + log.length, primary.length);
  if (hive.length > room) throw new Error(`${hive.length} bytes came out of ${room}`);
  if (opened.state === 'clean') return;
  const { checksum, hiveBinsDataSize } = BaseBlock.decode(hive, 0, { file: 'hive' });
  if (checksum !== baseBlockChecksum(hive)) throw new Error('the checksum is wrong');
  if (4096 + hiveBinsDataSize > hive.length) throw new Error('the hive is truncated');
  const sources = [primary, ...logs].map((bytes) => Buffer.from(bytes));
  for (let at = 4096; at < hive.length; at += 512) {
    const sector = Buffer.from(hive.subarray(at, at + 512));
    const isOwn = Buffer.compare(sector, Buffer.from(primary.subarray(at, at + 512))) === 0;
    if (!isOwn && !sources.some((source) => source.includes(sector)))
      throw new Error(`bytes at ${at} are new`);
  }
}
