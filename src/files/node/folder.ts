import { constants } from 'node:fs';
import { dirname, parse, resolve } from 'node:path';
import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import { letGo, system } from './calls.ts';
import { asking, hiveErrorFrom, isSystemError } from './error.ts';
import { flushOpen } from './file.ts';
import { status } from './status.ts';

/** Folders made, and what happened in them brought to the medium. */

/**
 * Not by Node's own `recursive`: below a folder that takes no folders, such as `/proc`, that one never returns, and on a
 * read-only medium it calls the folder above missing (both tried with Node 20).
 */
export async function makeFolder(path: FilePath): Promise<void> {
  const missing: FilePath[] = [];
  let at = resolve(path);
  let present = await status(at);
  while (present === undefined && dirname(at) !== at) {
    missing.unshift(at);
    at = dirname(at);
    present = await status(at);
  }
  if (missing.length === 0 && present?.kind !== 'folder') throw new HiveError('file-exists', { path });
  if (present !== undefined && present.kind !== 'folder') throw new HiveError('not-a-folder', { path: at });
  for (const folder of missing) await makeOneFolder(folder);
}

/** In a folder that is there. One that somebody else makes at the same time is as good. */
async function makeOneFolder(path: FilePath): Promise<void> {
  try {
    await system.mkdir(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'EEXIST' && (await status(path))?.kind === 'folder') return;
    const isRefused = error.code === 'ENOENT' && (await status(dirname(path))) !== undefined;
    if (isRefused) throw new HiveError('file-write', { path, cause: 'ENOENT' }, { cause: error });
    throw hiveErrorFrom(error, path, 'write');
  }
}

export async function flushFolder(path: FilePath): Promise<boolean> {
  const folder = await asking(path, 'read', () =>
    system.open(path, constants.O_RDONLY | constants.O_DIRECTORY),
  );
  try {
    return await flushOpen(folder, path);
  } finally {
    await letGo(folder);
  }
}

/** A drive's root, or the long form of it that begins a path without a limit to its length. */
const DRIVE_ROOT = /^(?:\\\\\?\\)?([a-z]:)/i;

/** Windows has no call for a folder; FlushFileBuffers on the volume's handle, for administrators, flushes all of it. */
export async function flushVolume(path: FilePath): Promise<boolean> {
  const drive = DRIVE_ROOT.exec(parse(resolve(path)).root)?.[1];
  if (drive === undefined) return false;
  // A folder can be the mount point of another volume, which has no letter to be opened by.
  const [atRoot, here] = [await status(`${drive}\\`), await status(path)];
  if (atRoot === undefined || atRoot.device !== here?.device) return false;
  let volume: number;
  try {
    volume = await system.open(`\\\\.\\${drive}`, 'r+');
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
  try {
    return await flushOpen(volume, path);
  } catch (error) {
    // Other drivers' volumes refuse it even to administrators.
    if (error instanceof HiveError && error.code === 'access-denied') return false;
    throw error;
  } finally {
    await letGo(volume);
  }
}
