import { findHiveSet } from '../disk/hive-set.ts';
import { readerBoundTo } from '../files/bound-to-volume.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { findBelow } from '../files/find-path.ts';
import type { FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import { whenRead } from '../regf/hive-pages.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import { type BootedFile, virtualDisksOf } from '../windows/boot-menu.ts';
import type { Machine } from './machine.ts';
import { withNewestHive } from './newest-hive.ts';
import type { ListedVirtualDisk, ListedVolume } from './results.ts';

/** Where boot menus lie on their volume: started by BIOS, and by UEFI. */
const MENUS = [
  ['Boot', 'BCD'],
  ['EFI', 'Microsoft', 'Boot', 'BCD'],
];

/**
 * Virtual disks that the boot menus on these volumes start a Windows from: such a Windows is on no volume until somebody
 * attaches the file. A menu that can't be read says nothing.
 */
export async function findBootDisks(
  machine: Pick<Machine, 'files'>,
  volumes: readonly ListedVolume[],
): Promise<readonly ListedVirtualDisk[]> {
  const files = await machine.files();
  const open = volumes.filter(({ access }) => access.state === 'open').map(({ root }) => root);
  const found: ListedVirtualDisk[] = [];
  for (const root of open) {
    for (const names of MENUS) {
      for (const { path, title } of await readMenu(readerBoundTo(files, root), root, names)) {
        const file = await findFile(files, open, path);
        const told = { path: file ?? path, isFound: file !== undefined };
        if (found.some((other) => other.path === told.path)) continue;
        found.push(title === undefined ? told : { ...told, title });
      }
    }
  }
  return found;
}

async function readMenu(
  files: ReadOnlyFileSystem,
  root: FilePath,
  names: readonly string[],
): Promise<readonly BootedFile[]> {
  try {
    const menu = await findBelow(files, root, names, 'file');
    if (menu === undefined) return [];
    const set = await findHiveSet(files, menu);
    return await withNewestHive(files, set, { acceptDirty: true }, async ({ hive }) => {
      const store = await HiveReader.onDemand(hive, menu);
      return whenRead(() => virtualDisksOf(store));
    });
  } catch (error) {
    if (isHiveError(error)) return [];
    throw error;
  }
}

/** The menu names a partition by numbers that no file call tells: the volume that has such a file is the one. */
async function findFile(
  files: ReadOnlyFileSystem,
  roots: readonly FilePath[],
  path: string,
): Promise<FilePath | undefined> {
  const names = path.split('\\').filter((name) => name !== '');
  if (names.includes('..')) return undefined;
  for (const root of roots) {
    try {
      const found = await findBelow(readerBoundTo(files, root), root, names, 'file');
      if (found !== undefined) return found;
    } catch (error) {
      if (!isHiveError(error)) throw error;
    }
  }
  return undefined;
}
