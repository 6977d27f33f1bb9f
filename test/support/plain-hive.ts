import type { LogPage } from '../../src/hive-builder/log-builder.ts';
import { baseBlockChecksum } from '../../src/regf/checksum.ts';
import { BaseBlock } from '../../src/regf/structures/base-block.ts';
import { HiveBin } from '../../src/regf/structures/hive-bin.ts';

/**
 * A hive as replay sees it: a base block and hive bins of 4096 bytes, each filled with one byte value that tells where
 * it comes from. There are no keys in it.
 */

export const RM_ID = new Uint8Array(16).fill(0xa1);
export const TIMESTAMP = 132_000_000_000_000_000n;

/** @param fills one for each hive bin. */
export function plainHive(fills: readonly number[], trailing = 0): Uint8Array {
  const bytes = new Uint8Array(4096 + fills.length * 4096 + trailing).fill(0xee);
  bytes.fill(0, 0, 4096);
  BaseBlock.encode(bytes, 0, {
    primarySequenceNumber: 7,
    secondarySequenceNumber: 7,
    lastWritten: TIMESTAMP,
    majorVersion: 1,
    minorVersion: 5,
    fileFormat: 1,
    rootCellOffset: 32,
    hiveBinsDataSize: fills.length * 4096,
    clusteringFactor: 1,
    fileName: name('SOFTWARE'),
    rmId: RM_ID,
    guidSignature: 0x6d746d72,
  });
  bytes.set([0, 0, 0, 0], 508);
  BaseBlock.encode(bytes, 0, { checksum: baseBlockChecksum(bytes) });
  for (const [index, fill] of fills.entries()) bytes.set(plainBin(index, fill), 4096 + index * 4096);
  return bytes;
}

export function plainBin(index: number, fill: number): Uint8Array {
  const bytes = new Uint8Array(4096).fill(fill);
  const timestamp = index === 0 ? TIMESTAMP : 0n;
  HiveBin.encode(bytes, 0, { offset: index * 4096, size: 4096, timestamp });
  return bytes;
}

/** A hive bin as a page of a log. */
export const page = (index: number, fill: number): LogPage => ({
  offset: index * 4096,
  bytes: plainBin(index, fill),
});

/** The fill of each hive bin of a hive. */
export function fillsOf(hive: Uint8Array): number[] {
  const { hiveBinsDataSize } = BaseBlock.decode(hive, 0, { file: 'hive' });
  const fills: number[] = [];
  for (let at = 4096; at < 4096 + hiveBinsDataSize; at += 4096) fills.push(hive[at + 2048] ?? -1);
  return fills;
}

export function name(text: string): Uint8Array {
  const bytes = new Uint8Array(64);
  new Uint8Array(bytes.buffer).set(Buffer.from(text, 'utf16le').subarray(0, 64));
  return bytes;
}
