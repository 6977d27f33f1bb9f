import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';

/**
 * The place that a user's path stands for. The user's own links may lead anywhere, as `/mnt/pc` to a mount folder; a
 * link on an examined disk must not lead to another volume. Whose a link is tells the volume that it lies on: the running
 * system's own are the user's.
 *
 * @param path as it is spelled on the disk.
 * @param systemRoot a folder on the running system's volume.
 * @returns the path, without a link at its end.
 * @throws HiveError 'path-diverted', and what looking at the folders on the way throws.
 */
export async function namedPlace(
  files: ReadOnlyFileSystem,
  path: FilePath,
  systemRoot: FilePath | undefined,
): Promise<FilePath> {
  for (const step of stepsTo(files, path)) {
    const found = await files.nameStatus(step);
    if (found === undefined) break;
    const isLink = found.kind === 'link';
    // Elsewhere than on Windows nothing on a disk can mount another volume.
    if (!isLink && files.flavour !== 'windows') continue;
    const above = (await files.status(files.parent(step)))?.device;
    const beyond = isLink ? await deviceBehind(files, step) : found.kind === 'folder' ? found.device : above;
    if (beyond === above) continue;
    if (above === (await deviceOf(files, systemRoot))) continue;
    const target = isLink ? found.target : undefined;
    throw new HiveError('path-diverted', { path: step, ...(target === undefined ? {} : { target }) });
  }
  return files.followLink(path);
}

/** From the one below the root of all to the path itself. */
function stepsTo(files: ReadOnlyFileSystem, path: FilePath): readonly FilePath[] {
  const steps: FilePath[] = [];
  for (let step = path; step !== files.parent(step); step = files.parent(step)) steps.push(step);
  return steps.reverse();
}

/** Of the folder that a link leads to, or that holds the file: an overlay gives files a device of their own. */
async function deviceBehind(files: ReadOnlyFileSystem, link: FilePath): Promise<bigint | undefined> {
  const behind = await files.followLink(link);
  const status = await files.status(behind);
  return status?.kind === 'folder' ? status.device : (await files.status(files.parent(behind)))?.device;
}

async function deviceOf(
  files: ReadOnlyFileSystem,
  folder: FilePath | undefined,
): Promise<bigint | undefined> {
  const ownFolder = folder ?? (files.flavour === 'posix' ? '/' : undefined);
  return ownFolder === undefined ? undefined : (await files.status(ownFolder))?.device;
}
