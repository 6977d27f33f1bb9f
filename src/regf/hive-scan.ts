import type { ByteSource, FilePath } from '../ground/brand.ts';
import { forEachChunk } from '../ground/chunks.ts';
import { HiveError } from '../ground/errors.ts';
import { Findings, type HiveFinding } from './check/findings.ts';
import { type CellCount, HiveBinScan } from './check/scan-bins.ts';
import { baseBlockChecksum } from './checksum.ts';
import { decodeBaseBlock } from './hive-image.ts';
import { BASE_BLOCK_SIZE, BaseBlock } from './structures/base-block.ts';
import { HIVE_BIN_ALIGNMENT } from './structures/hive-bin.ts';

/** What is wrong with a hive. `findings` holds the first hundred of each severity; the numbers count all. */
export interface HiveReport {
  readonly findings: readonly HiveFinding[];
  readonly damage: number;
  readonly oddities: number;
  readonly cells: CellCount;
}

/**
 * Only the base block and the sizes of hive bins and cells: a look at the whole file that costs little and holds little.
 * @throws HiveError as `checkHive` does, and 'file-read'.
 */
export async function scanBins(source: ByteSource, file: FilePath): Promise<HiveReport> {
  const head = new Uint8Array(Math.min(source.length, BASE_BLOCK_SIZE));
  await source.read(head, 0);
  const findings = new Findings();
  const { hiveBinsDataSize } = checkBaseBlock(head, source.length, file, findings);
  const end = BASE_BLOCK_SIZE + hiveBinsDataSize;
  const scan = new HiveBinScan(end, findings);
  await forEachChunk(source, BASE_BLOCK_SIZE, end, (chunk, position) =>
    scan.scan(new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength), position),
  );
  const { kept, damage, oddities } = findings;
  return { findings: kept, damage, oddities, cells: scan.count };
}

/** @throws HiveError 'hive-damaged', naming the first damage of a report that has any. */
export function refuseDamage(report: HiveReport, file: FilePath): void {
  const first = report.findings.find(({ severity }) => severity === 'damage');
  if (first === undefined) return;
  const { code: finding, offset, structure, expected, actual } = first;
  const where = { file, offset, structure, expected, actual };
  throw new HiveError('hive-damaged', { ...where, finding, count: report.damage });
}

/**
 * @param head the base block of a primary file of `length` bytes.
 * @throws HiveError as HiveReader does.
 */
export function checkBaseBlock(
  head: Uint8Array,
  length: number,
  file: FilePath,
  findings: Findings,
): BaseBlock {
  const baseBlock = decodeBaseBlock(head, length, file);
  const { checksum, primarySequenceNumber, secondarySequenceNumber } = baseBlock;
  const sum = baseBlockChecksum(head);
  if (checksum !== sum)
    findings.add('base-block-checksum', BaseBlock.at.checksum, 'base block', sum, checksum);
  if (primarySequenceNumber !== secondarySequenceNumber) {
    const [expected, actual] = [primarySequenceNumber, secondarySequenceNumber];
    findings.add(
      'sequence-numbers-differ',
      BaseBlock.at.secondarySequenceNumber,
      'base block',
      expected,
      actual,
    );
  }
  const size = baseBlock.hiveBinsDataSize;
  if (size % HIVE_BIN_ALIGNMENT !== 0 || size === 0)
    findings.add(
      'hive-bins-data-size',
      BaseBlock.at.hiveBinsDataSize,
      'base block',
      'a multiple of 4096 above 0',
      size,
    );
  const end = BASE_BLOCK_SIZE + size;
  if (length > end) findings.add('trailing-bytes', end, 'file', 0, length - end);
  return baseBlock;
}
