import { HiveError, isHiveError } from '../../ground/errors.ts';
import { requireProgram } from '../programs.ts';
import { isOtherThanRoot } from '../root.ts';
import { isReadOnlyMount } from '../unmount.ts';
import type { DiskEngine, DiskPart } from './engine.ts';
import { whileMounted } from './ntfs-3g.ts';
import { readPartitions } from './partitions.ts';
import { checkDiskImage, withShownDisk } from './qemu.ts';
import { readVolumeKind } from './volume.ts';

export const linuxDisks: DiskEngine = {
  async require(tools, { path }) {
    // The driver looks at a file that another program shows to its own user alone.
    if (await isOtherThanRoot(tools)) throw new HiveError('image-takes-root', { path });
    for (const program of ['qemu-storage-daemon', 'qemu-img', 'ntfs-3g'] as const)
      await requireProgram(tools, program, path);
  },

  async readParts(tools, disk, folder) {
    const { files } = tools;
    const shown = { isWritten: false };
    const { parts } = await withShownDisk(tools, disk, folder, shown, async (name) => {
      const file = await files.open(name);
      try {
        const parts: DiskPart[] = [];
        for (const { index, name, ...extent } of await readPartitions(file)) {
          const volume = await readVolumeKind(file, extent);
          parts.push({ index, name, extent, volume });
        }
        return { parts, isChanged: false };
      } finally {
        await file.close();
      }
    });
    return parts;
  },

  withVolume(tools, disk, { extent }, { folder, isWritten }, body) {
    const { path } = disk;
    const { mount } = folder;
    const shown = { isWritten, ...(extent === undefined ? {} : { extent }) };
    return withShownDisk(tools, disk, folder, shown, (device) =>
      whileMounted(tools, { device, mount, isWritten, path }, async () => {
        if (!isWritten || !(await isReadOnlyMount(tools, mount))) return body();
        // The driver does not write to a volume that Windows may go on with: one that is hibernated is told as that.
        return body().catch((error: unknown) => {
          throw isHiveError(error, 'read-only')
            ? new HiveError('image-not-writable', { path, because: 'wants-check' }, { cause: error })
            : error;
        });
      }),
    );
  },

  check: checkDiskImage,
};
