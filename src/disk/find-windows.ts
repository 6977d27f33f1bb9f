import { readerBoundTo } from '../files/bound-to-volume.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { findBelow } from '../files/find-path.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { missingHive, NEW_WINDOWS, PREVIOUS_WINDOWS, SETUP_FOLDER, type Target, targetOf } from './target.ts';

/** A Windows folder on a volume, told by the files in it; nothing of the registry is read. */
export interface FoundWindows {
  /**
   * 'installed': what the PC starts. 'previous': the one before an upgrade, in Windows.old. 'preinstallation': a Windows
   * PE, such as recovery or installation media. 'unfinished': what Setup was making when it stopped, in $Windows.~BT.
   * 'incomplete': half deleted.
   */
  readonly kind: 'installed' | 'previous' | 'preinstallation' | 'unfinished' | 'incomplete';
  readonly windowsFolder: FilePath;
  /** The hive to repair; absent when there is none. */
  readonly target?: Target;
  /** What an incomplete one lacks: names of files or folders below the Windows folder. */
  readonly missing: readonly string[];
  /** A link or mount point in its place, which is not followed: 'path-diverted'. */
  readonly error?: HiveError;
}

const ORDER: readonly FoundWindows['kind'][] = [
  'installed',
  'previous',
  'unfinished',
  'incomplete',
  'preinstallation',
];

/**
 * Looks at the folders in a volume's root, and into those of earlier installations.
 *
 * @throws HiveError like `list`, for the root itself. Folders that nobody may look into are passed over.
 */
export async function findWindowsOn(
  files: ReadOnlyFileSystem,
  root: FilePath,
): Promise<readonly FoundWindows[]> {
  const found: FoundWindows[] = [];
  const bound = readerBoundTo(files, root);
  for (const entry of await files.list(root)) {
    if (entry.kind !== 'folder') continue;
    const windows = await lookInto(bound, files.join(root, entry.name), entry.name);
    if (windows !== undefined) found.push(windows);
  }
  return found.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

async function lookInto(
  files: ReadOnlyFileSystem,
  folder: FilePath,
  name: string,
): Promise<FoundWindows | undefined> {
  try {
    if (PREVIOUS_WINDOWS.test(name)) {
      const windows = await findBelow(files, folder, ['Windows'], 'folder');
      return windows === undefined ? undefined : await describeFolder(files, windows, 'previous', true);
    }
    if (SETUP_FOLDER.test(name)) return await unfinishedIn(files, folder);
    return await describeFolder(files, folder, 'installed', name.toUpperCase() === 'WINDOWS');
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    if (error.code === 'path-diverted') return divertedWindows(folder, name, error);
    // A damaged folder, one that leads to a locked volume, or a cloud drive's: none of them hides the Windows beside it.
    if (error.code === 'access-denied' || name.toUpperCase() !== 'WINDOWS') return undefined;
    throw error;
  }
}

/** The Windows that Setup makes before it takes the place of the one before it: `$Windows.~BT\NewOS\Windows`. */
async function unfinishedIn(
  files: ReadOnlyFileSystem,
  setupFolder: FilePath,
): Promise<FoundWindows | undefined> {
  const windows = await findBelow(files, setupFolder, [NEW_WINDOWS, 'Windows'], 'folder');
  if (windows === undefined) return undefined;
  const found = await describeFolder(files, windows, 'installed', true);
  return found === undefined || found.kind === 'preinstallation' ? found : { ...found, kind: 'unfinished' };
}

/** Links of other names are none of ours: `Documents and Settings` is one on every disk. */
function divertedWindows(windowsFolder: FilePath, name: string, error: HiveError): FoundWindows | undefined {
  if (PREVIOUS_WINDOWS.test(name)) return { kind: 'previous', windowsFolder, missing: [], error };
  return name.toUpperCase() === 'WINDOWS'
    ? { kind: 'installed', windowsFolder, missing: [], error }
    : undefined;
}

/** @param isNamedSo whether the folder's name alone says that a Windows is or was here. */
async function describeFolder(
  files: ReadOnlyFileSystem,
  windowsFolder: FilePath,
  kind: 'installed' | 'previous',
  isNamedSo: boolean,
): Promise<FoundWindows | undefined> {
  const hive = await findBelow(files, windowsFolder, ['System32', 'config', 'SOFTWARE'], 'file');
  const hasKernel =
    (await findBelow(files, windowsFolder, ['System32', 'ntoskrnl.exe'], 'file')) !== undefined;
  // An empty hive beside a kernel is one that was lost, not one that was deleted with the rest.
  if (hive === undefined || (!hasKernel && (await files.status(hive))?.size === 0)) {
    const system32 = await findBelow(files, windowsFolder, ['System32'], 'folder');
    const error = system32 === undefined ? undefined : await missingHive(files, system32);
    // Lost while it was replaced: a repair puts it back first.
    if (error?.details.isInterrupted === true) return { kind, windowsFolder, missing: [], error };
    const isLeftover = isNamedSo && (await files.list(windowsFolder)).length > 0;
    return isLeftover
      ? { kind: 'incomplete', windowsFolder, missing: ['System32\\config\\SOFTWARE'] }
      : undefined;
  }
  const target = await targetOf(files, hive);
  if (await isPreinstallation(files, windowsFolder))
    return { kind: 'preinstallation', windowsFolder, target, missing: [] };
  // Without both it can't start; a single one may be missing from a copy that was made for its registry.
  if (!hasKernel && target.systemHive === undefined)
    return {
      kind: 'incomplete',
      windowsFolder,
      target,
      missing: ['System32\\config\\SYSTEM', 'System32\\ntoskrnl.exe'],
    };
  return { kind, windowsFolder, target, missing: [] };
}

/** Windows PE starts with a shell of its own and has no desktop. */
async function isPreinstallation(files: ReadOnlyFileSystem, windowsFolder: FilePath): Promise<boolean> {
  if ((await findBelow(files, windowsFolder, ['explorer.exe'], 'file')) !== undefined) return false;
  for (const program of ['winpeshl.exe', 'wpeinit.exe'])
    if ((await findBelow(files, windowsFolder, ['System32', program], 'file')) !== undefined) return true;
  return false;
}
