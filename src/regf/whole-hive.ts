import type { ByteSource, FilePath } from '../ground/brand.ts';
import { bulkMemory } from '../ground/bulk-memory.ts';
import { HiveReader } from './hive-reader.ts';

/**
 * A reader for what looks at much of a hive: all of it is read at once, and may be asked for when the source is closed.
 * @param hive in its newest state: what `openHive` gives, or a primary file that is clean.
 * @param file is told in errors.
 * @throws HiveError 'file-read', and as HiveReader does.
 */
export async function readWholeHive(hive: ByteSource, file: FilePath): Promise<HiveReader> {
  const bytes = bulkMemory(hive.length);
  await hive.read(bytes, 0);
  return new HiveReader(bytes, file);
}
