import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HiveSet } from '../../src/ground/brand.ts';
import { CONFIG, softwareSet } from './job-tools.ts';
import type { MemoryFileSystem } from './memory-file-system.ts';

/** A Windows at `/mnt/pc` whose SOFTWARE hive, logs and all, is one of the fixtures. */

export const HIVE = `${CONFIG}/SOFTWARE`;
const FIXTURES = join(import.meta.dirname, '../../fixtures/hives');

export const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, name)));

/** Puts the fixture and its logs there. */
export function putHiveSet(files: MemoryFileSystem, name: string): HiveSet {
  files.put(HIVE, fixture(name));
  const logs = ['LOG1', 'LOG2'].filter((log) => readdirSync(FIXTURES).includes(`${name}.${log}`));
  for (const log of logs) files.put(`${HIVE}.${log}`, fixture(`${name}.${log}`));
  return softwareSet(...logs);
}

/** Every file beside the hive by its name, and what it holds; folders are left out. */
export async function filesBeside(files: MemoryFileSystem): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name, kind } of await files.list(CONFIG))
    if (kind === 'file') found[name] = await files.sha256(files.join(CONFIG, name));
  return found;
}

/** Every name on the disk, for when nothing may have been left behind. */
export const namesBeside = async (files: MemoryFileSystem): Promise<readonly string[]> =>
  (await files.list(CONFIG)).map(({ name }) => name).sort();

/** The paths of all files, without the folders. */
export const allFiles = (files: MemoryFileSystem): readonly string[] =>
  files.paths().filter((path) => !path.endsWith('/'));
