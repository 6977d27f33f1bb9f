import type { ByteSource } from '../../src/ground/brand.ts';
import { HiveError } from '../../src/ground/errors.ts';
import { BASE_BLOCK_SIZE, BaseBlock } from '../../src/regf/structures/base-block.ts';
import { openHive } from '../../src/replay/replay.ts';

/** A hive and the logs beside it as they lie on a disk, by suffix. */
export type FileSet = ReadonlyMap<string, Uint8Array>;

/** The hive bins data that Windows would work with. A text says why there is none. */
export async function replayedBins(set: FileSet): Promise<Uint8Array | string> {
  const hive = await replayedHive(set);
  return typeof hive === 'string' ? hive : hive.subarray(BASE_BLOCK_SIZE);
}

/**
 * The hive that Windows would work with, to the end of its hive bins data: the primary file with its logs replayed by the
 * rules. A text says why there is none.
 */
export async function replayedHive(set: FileSet): Promise<Uint8Array | string> {
  const primary = set.get('');
  if (primary === undefined) return 'no SOFTWARE file';
  const logs = [...set].filter(([suffix]) => suffix !== '');
  try {
    const { hive } = await openHive(
      fileOf('SOFTWARE', primary),
      logs.map(([suffix, bytes]) => fileOf(`SOFTWARE${suffix}`, bytes)),
      { acceptDirty: false },
    );
    const bytes = new Uint8Array(hive.length);
    await hive.read(bytes, 0);
    const { hiveBinsDataSize } = BaseBlock.decode(bytes, 0, { file: 'SOFTWARE' });
    return bytes.subarray(0, BASE_BLOCK_SIZE + hiveBinsDataSize);
  } catch (error) {
    if (error instanceof HiveError) return `no replay (${error.code})`;
    throw error;
  }
}

function fileOf(path: string, bytes: Uint8Array): ByteSource & { readonly path: string } {
  return {
    path,
    length: bytes.length,
    read: async (target, position) => {
      if (position + target.length > bytes.length)
        throw new HiveError('file-read', { path, position, wanted: target.length });
      target.set(bytes.subarray(position, position + target.length));
    },
  };
}
