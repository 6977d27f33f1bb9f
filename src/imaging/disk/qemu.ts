import type { FilePath } from '../../ground/brand.ts';
import { HiveError, isHiveError } from '../../ground/errors.ts';
import type { PrivateFolder } from '../private-folder.ts';
import { LONG_MS, runProgram, saidBy } from '../programs.ts';
import { whileServed } from '../running-program.ts';
import type { ImagingTools } from '../tools.ts';
import { isMounted, unmountFuse } from '../unmount.ts';
import type { DiskImage } from './disk-image.ts';

/** QEMU's storage daemon, which shows a disk, or a part of it, as a file through FUSE: "qemu-storage-daemon(1)". */

const PROGRAM = 'qemu-storage-daemon';

/** In the private folder: the file as which the disk is shown, and the daemon's number. */
export const SHOWN_DISK = 'disk';
export const DAEMON_NUMBER = 'qemu.pid';

const DRIVERS = { raw: 'raw', qcow2: 'qcow2', vhd: 'vpc', vhdx: 'vhdx', vmdk: 'vmdk' } as const;

export interface ShownPart {
  readonly isWritten: boolean;
  /** Of the disk; all of it where there is none. */
  readonly extent?: { readonly offset: number; readonly size: number };
}

/**
 * Runs `body` while a disk, or an extent of it, is a file. Another program that has the image open, such as a virtual machine, keeps it
 * from being opened, for reading as well.
 * @throws HiveError 'file-in-use', and what whileServed throws.
 */
export async function withShownDisk<Result extends { readonly isChanged: boolean }>(
  tools: ImagingTools,
  disk: DiskImage,
  { path: folder }: PrivateFolder,
  part: ShownPart,
  body: (file: FilePath) => Promise<Result>,
): Promise<Result> {
  const { files } = tools;
  const shown = files.join(folder, SHOWN_DISK);
  if ((await files.status(shown)) === undefined) await (await files.create(shown)).close();
  const args = [...blockDevices(disk, part), ...exportTo(shown, part, files.join(folder, DAEMON_NUMBER))];
  const server = {
    program: PROGRAM,
    args,
    path: disk.path,
    isReady: () => isMounted(tools, shown),
    // When it is told to end, it writes what it has and takes the mount away.
    end: async (ask: () => void) => ask(),
  } as const;
  try {
    return await whileServed(tools, server, () => body(shown));
  } catch (error) {
    throw inUse(error) ?? error;
  } finally {
    await unmountFuse(tools, shown);
  }
}

function blockDevices({ path, format }: DiskImage, { isWritten, extent }: ShownPart): readonly string[] {
  const common = { 'read-only': !isWritten };
  const nodes: readonly object[] = [
    { driver: 'file', 'node-name': 'file', filename: path, ...common },
    { driver: DRIVERS[format], 'node-name': 'image', file: 'file', ...common },
    { driver: 'raw', 'node-name': 'shown', file: 'image', ...extent, ...common },
  ];
  return nodes.flatMap((node) => ['--blockdev', JSON.stringify(node)]);
}

function exportTo(mountpoint: FilePath, { isWritten }: ShownPart, numberFile: FilePath): readonly string[] {
  const shown = { type: 'fuse', id: 'shown', 'node-name': 'shown', mountpoint, writable: isWritten };
  return ['--export', JSON.stringify({ ...shown, 'allow-other': 'off' }), '--pidfile', numberFile];
}

/** QEMU locks its images. */
function inUse(error: unknown): HiveError | undefined {
  if (!isHiveError(error, 'program-failed')) return undefined;
  const { path, said = '' } = error.details;
  return /\block\b/i.test(said) ? new HiveError('file-in-use', { path, cause: said }) : undefined;
}

/** What qemu-img answers where it found nothing wrong, lost room only, or has nothing to check in that format. */
const CHECKED_WELL: readonly number[] = [0, 3, 63];

/** Checks an image's own structures. @returns what is wrong with them. */
export async function checkDiskImage(
  tools: ImagingTools,
  { path, format }: DiskImage,
): Promise<{ readonly said?: string } | undefined> {
  const args = ['check', '-q', '-f', DRIVERS[format], path];
  const result = await runProgram(tools, 'qemu-img', args, { path, limitMs: LONG_MS, mayBeStopped: false });
  return CHECKED_WELL.includes(result.exitCode) ? undefined : saidBy(result);
}
