import { HiveError, isHiveError } from '../../ground/errors.ts';
import type { PrivateFolder } from '../private-folder.ts';
import { refuseFailure, textOf } from '../programs.ts';
import type { ImagingTools } from '../tools.ts';
import type { DiskImage } from './disk-image.ts';
import { DETACH_SCRIPT, DISKPART, runDiskpart, writeScript } from './diskpart.ts';
import type { DiskEngine } from './engine.ts';

export const windowsDisks: DiskEngine = {
  async require(_, { path, format }) {
    if (format === 'vhd' || format === 'vhdx') return;
    throw new HiveError('image-not-readable', { path, because: 'no-windows-format' });
  },

  async readParts(tools, disk, folder) {
    const { numbers } = await whileAttached(tools, disk, { folder, isWritten: false }, async () => {
      const list = await writeScript(tools, folder, 'list.txt', [select(disk), 'list partition']);
      const result = await runDiskpart(tools, disk.path, list);
      refuseFailure(DISKPART, disk.path, result);
      return { numbers: partitionNumbers(textOf(result.stdout)), isChanged: false };
    });
    return numbers.map((index) => ({ index, name: '' }));
  },

  withVolume(tools, disk, { index }, { folder, isWritten }, body) {
    const { path } = disk;
    return whileAttached(tools, disk, { folder, isWritten }, async () => {
      const place = [select(disk), `select partition ${index}`];
      const mount = await writeScript(tools, folder, 'mount.txt', [
        ...place,
        `assign mount="${folder.mount}"`,
      ]);
      // What holds no volume, such as the partition that Windows reserves for itself, can't be assigned a folder.
      if ((await runDiskpart(tools, path, mount)).exitCode !== 0)
        throw new HiveError('windows-missing', { path: tools.files.join(path, String(index)) });
      try {
        return await body();
      } finally {
        const lines = [...place, `remove mount="${folder.mount}"`];
        await runDiskpart(tools, path, await writeScript(tools, folder, 'remove.txt', lines));
      }
    });
  },

  /** Windows checks an image's structures when it attaches it. */
  async check() {
    return undefined;
  },
};

const select = ({ path }: DiskImage): string => `select vdisk file="${path}"`;

interface Attaching {
  readonly folder: PrivateFolder;
  readonly isWritten: boolean;
}

/** @throws HiveError 'program-failed'; when it could not be detached, 'image-left-mounted', or 'image-uncertain' after a change. */
async function whileAttached<Result extends { readonly isChanged: boolean }>(
  tools: ImagingTools,
  disk: DiskImage,
  { folder, isWritten }: Attaching,
  body: () => Promise<Result>,
): Promise<Result> {
  const { files } = tools;
  const { path } = disk;
  // First of all: whoever finds the folder after a crash detaches the disk by it.
  const detach = await writeScript(tools, folder, DETACH_SCRIPT, [select(disk), 'detach vdisk']);
  const lines = [select(disk), isWritten ? 'attach vdisk' : 'attach vdisk readonly'];
  const attach = await writeScript(tools, folder, 'attach.txt', lines);
  const attached = await runDiskpart(tools, path, attach);
  if (attached.exitCode !== 0) await files.remove(detach);
  refuseFailure(DISKPART, path, attached);
  let result: Result;
  try {
    result = await body();
  } catch (error) {
    await isDetached(tools, disk, folder).catch((other: unknown) => {
      if (!isHiveError(other)) throw other;
    });
    throw error;
  }
  if (await isDetached(tools, disk, folder)) return result;
  throw result.isChanged
    ? new HiveError('image-uncertain', { path, program: 'detach vdisk' })
    : new HiveError('image-left-mounted', { path: folder.path, mount: folder.mount });
}

async function isDetached(tools: ImagingTools, { path }: DiskImage, folder: PrivateFolder): Promise<boolean> {
  const script = tools.files.join(folder.path, DETACH_SCRIPT);
  const { exitCode } = await runDiskpart(tools, path, script);
  if (exitCode !== 0) return false;
  await tools.files.remove(script);
  return true;
}

/** A line for each, in the system's language: a word, the number, the kind, the size, the offset. */
const PARTITION_LINE = /^[ *]*\S+ +(\d+) +\S.*\d+ \S?B +\d+ \S?B/;

function partitionNumbers(text: string): readonly number[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const number = PARTITION_LINE.exec(line)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}
