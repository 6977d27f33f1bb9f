import type { ByteSource, FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { BASE_BLOCK_SIZE } from '../regf/structures/base-block.ts';
import { HIVE_BIN_ALIGNMENT, HIVE_BIN_HEADER_SIZE } from '../regf/structures/hive-bin.ts';
import { decodeHiveBin } from './dirty-state.ts';

/** Bytes read at once; a multiple of a hive bin's alignment. */
const CHUNK = 1024 * 1024;

/**
 * Follows the hive bins from first to last. Windows looks at the hive bins that it recovers and puts an empty one in
 * place of a bad one; hivemend refuses instead. Catches a log whose pages don't fit this hive.
 * Specification: "Hive bin"; "Log entries", note 10; "Dirty pages".
 *
 * @param size of the hive bins data; a multiple of 4096, and all of it is in `hive`.
 * @throws HiveError 'hive-structure' naming the first hive bin that is wrong, 'file-read'
 */
export async function checkHiveBins(hive: ByteSource, size: number, file: FilePath): Promise<void> {
  let chunk = new Uint8Array(0);
  let chunkStart = 0;
  for (let offset = 0; offset < size; ) {
    if (offset + HIVE_BIN_HEADER_SIZE > chunkStart + chunk.length) {
      chunkStart = offset;
      chunk = new Uint8Array(Math.min(CHUNK, size - offset));
      await hive.read(chunk, BASE_BLOCK_SIZE + offset);
    }
    const header = chunk.subarray(offset - chunkStart, offset - chunkStart + HIVE_BIN_HEADER_SIZE);
    const bin = decodeHiveBin(header, offset, size);
    if (bin === undefined) throw wrongHiveBin(header, offset, file);
    offset += bin.size;
  }
}

function wrongHiveBin(header: Uint8Array, offset: number, file: FilePath): HiveError {
  return new HiveError('hive-structure', {
    file,
    offset: BASE_BLOCK_SIZE + offset,
    structure: 'hive bin',
    expected: `hbin, offset ${offset}, a size that is a multiple of ${HIVE_BIN_ALIGNMENT}`,
    actual: hexOf(header.subarray(0, 12)),
  });
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
