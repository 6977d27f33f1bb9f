import type { ImagePart } from '../part.ts';
import type { PrivateFolder } from '../private-folder.ts';
import type { ImagingTools } from '../tools.ts';
import type { DiskImage } from './disk-image.ts';
import type { VolumeKind } from './volume.ts';

/** A partition, as far as it is known before it is mounted. */
export interface DiskPart extends ImagePart {
  /** Missing where only the system that mounts it can tell. */
  readonly volume?: VolumeKind;
  /** Bytes, from the disk's beginning. Missing where the system needs no more than its number. */
  readonly extent?: { readonly offset: number; readonly size: number };
}

export interface OpenVolume {
  /** Where it is mounted: at its `mount`. */
  readonly folder: PrivateFolder;
  readonly isWritten: boolean;
}

/** Who opens disk images: QEMU's storage daemon and ntfs-3g on Linux, diskpart on Windows. */
export interface DiskEngine {
  /** @throws HiveError 'program-missing', 'program-too-old', 'image-not-readable' */
  require(tools: ImagingTools, disk: DiskImage): Promise<void>;
  /** @throws HiveError 'file-in-use', 'program-failed', 'image-structure', 'image-truncated' */
  readParts(tools: ImagingTools, disk: DiskImage, folder: PrivateFolder): Promise<readonly DiskPart[]>;
  /**
   * Runs `body` while a partition's volume is mounted; afterwards all of it is in the image.
   * @throws HiveError 'file-in-use', 'program-failed'; 'image-uncertain' when it could not be put away after a change.
   */
  withVolume<Result extends { readonly isChanged: boolean }>(
    tools: ImagingTools,
    disk: DiskImage,
    part: DiskPart,
    open: OpenVolume,
    body: () => Promise<Result>,
  ): Promise<Result>;
  /** Checks the image's own structures. @returns what is wrong with them. */
  check(tools: ImagingTools, disk: DiskImage): Promise<{ readonly said?: string } | undefined>;
}
