import type { ByteSource, FileOffset, FilePath } from '../ground/brand.ts';
import { bulkMemory } from '../ground/bulk-memory.ts';
import { forEachChunk } from '../ground/chunks.ts';
import { Findings } from './check/findings.ts';
import { type HiveBinOf, type StructureModule, StructurePass } from './check/structure-pass.ts';
import { checkHive } from './hive-check.ts';
import { checkBaseBlock, type HiveReport } from './hive-scan.ts';
import { BASE_BLOCK_SIZE } from './structures/base-block.ts';
import { HiveBin } from './structures/hive-bin.ts';

export { compileStructureCheck, type HiveBinOf, type StructureModule } from './check/structure-pass.ts';

export type Structure =
  /** No damage, whatever oddities there may be. */
  | { readonly state: 'sound'; readonly hiveBinOf: HiveBinOf }
  | { readonly state: 'damaged'; readonly report: HiveReport };

/**
 * Whether a hive has damage by checkHive's rules, without holding the hive: that is done only where one pass over its
 * bytes did not find it sound.
 * @throws HiveError 'file-read', and as checkHive does, where the base block makes no sense.
 */
export async function checkStructure(
  module: StructureModule,
  source: ByteSource,
  file: FilePath,
  onProgress: (done: number) => void = () => undefined,
): Promise<Structure> {
  const hiveBinOf = await passThrough(module, source, file, onProgress);
  if (hiveBinOf !== undefined) return { state: 'sound', hiveBinOf };
  const bytes = bulkMemory(source.length);
  await source.read(bytes, 0);
  const report = checkHive(bytes, file);
  if (report.damage > 0) return { state: 'damaged', report };
  return { state: 'sound', hiveBinOf: (place) => hiveBinIn(bytes, place, file) };
}

async function passThrough(
  module: StructureModule,
  source: ByteSource,
  file: FilePath,
  onProgress: (done: number) => void,
): Promise<HiveBinOf | undefined> {
  const head = new Uint8Array(Math.min(source.length, BASE_BLOCK_SIZE));
  await source.read(head, 0);
  const findings = new Findings();
  const baseBlock = checkBaseBlock(head, source.length, file, findings);
  if (findings.damage > 0) return undefined;
  const pass = new StructurePass(module, baseBlock);
  const end = BASE_BLOCK_SIZE + baseBlock.hiveBinsDataSize;
  await forEachChunk(source, BASE_BLOCK_SIZE, end, (chunk, position) => {
    pass.add(chunk);
    onProgress(position + chunk.length);
  });
  const verdict = pass.verdict();
  return verdict.isSound ? verdict.hiveBinOf : undefined;
}

/** In a hive whose hive bins are in line. */
function hiveBinIn(bytes: Uint8Array, place: FileOffset, file: FilePath): FileOffset {
  let start = BASE_BLOCK_SIZE;
  for (;;) {
    const { size } = HiveBin.decode(bytes, start, { file });
    if (place < start + size) return start as FileOffset;
    start += size;
  }
}
