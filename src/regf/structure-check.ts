import type { ByteSource, FilePath } from '../ground/brand.ts';
import { bulkMemory } from '../ground/bulk-memory.ts';
import { forEachChunk } from '../ground/chunks.ts';
import { Findings } from './check/findings.ts';
import { type StructureModule, StructurePass } from './check/structure-pass.ts';
import { checkBaseBlock, checkHive, type HiveReport } from './hive-check.ts';
import { BASE_BLOCK_SIZE } from './structures/base-block.ts';

export { compileStructureCheck, type StructureModule } from './check/structure-pass.ts';

/**
 * The damage of a hive as checkHive finds it, without holding the hive: that is done only where one pass over its bytes
 * did not find it sound.
 * @returns undefined when there is no damage, whatever oddities there may be.
 * @throws HiveError 'file-read', and as checkHive does, where the base block makes no sense.
 */
export async function findDamage(
  module: StructureModule,
  source: ByteSource,
  file: FilePath,
  onProgress: (done: number) => void = () => undefined,
): Promise<HiveReport | undefined> {
  if (await isSound(module, source, file, onProgress)) return undefined;
  const report = await checkWhole(source, file);
  return report.damage > 0 ? report : undefined;
}

/** Holds the whole hive while it checks it. @throws HiveError as findDamage does. */
export async function checkWhole(source: ByteSource, file: FilePath): Promise<HiveReport> {
  const bytes = bulkMemory(source.length);
  await source.read(bytes, 0);
  return checkHive(bytes, file);
}

async function isSound(
  module: StructureModule,
  source: ByteSource,
  file: FilePath,
  onProgress: (done: number) => void,
): Promise<boolean> {
  const head = new Uint8Array(Math.min(source.length, BASE_BLOCK_SIZE));
  await source.read(head, 0);
  const findings = new Findings();
  const baseBlock = checkBaseBlock(head, source.length, file, findings);
  if (findings.damage > 0) return false;
  const pass = new StructurePass(module, baseBlock);
  const end = BASE_BLOCK_SIZE + baseBlock.hiveBinsDataSize;
  await forEachChunk(source, BASE_BLOCK_SIZE, end, (chunk, position) => {
    pass.add(chunk);
    onProgress(position + chunk.length);
  });
  return pass.verdict().isSound;
}
