import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeNtfsImage, mountNtfs } from './ntfs-volume.ts';
import { fillSampleDisk } from './sample-disk.ts';

/** Disk images with real NTFS on them. It takes root. */

const MIB = 1024 * 1024;
const VOLUME_MIB = 24;

/** A file with an NTFS volume that a locked-out PC's Windows lies on. */
export async function makeWindowsVolume(
  folder: string,
  mebibytes = VOLUME_MIB,
  replacing: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<string> {
  const volume = join(folder, 'windows.ntfs');
  makeNtfsImage(volume, mebibytes);
  const mounted = await mountNtfs(volume, join(folder, 'mnt'));
  try {
    fillSampleDisk(mounted.folder, replacing);
  } finally {
    await mounted.unmount();
  }
  return volume;
}

export interface PartitionPlan {
  /** As sfdisk names it. */
  readonly type: string;
  readonly name?: string;
  readonly mebibytes?: number;
  /** A file that lies in it. */
  readonly contents?: string | Uint8Array;
}

const LOCKED = Buffer.alloc(512);
LOCKED.write('-FVE-FS-', 3, 'latin1');

/** As Windows sets a disk up: EFI, reserved, Windows, and one that BitLocker locked. */
export function usualPlan(windows: string, mebibytes = VOLUME_MIB): readonly PartitionPlan[] {
  return [
    { type: 'uefi', name: 'EFI system partition' },
    { type: 'E3C9E316-0B5C-4DB8-817D-F92DF00215AE', name: 'Microsoft reserved partition' },
    {
      type: 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7',
      name: 'Basic data partition',
      mebibytes,
      contents: windows,
    },
    { type: 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7', name: 'Locked', contents: LOCKED },
  ];
}

/** A raw disk with a partition table of that kind. */
export function makeDisk(image: string, label: 'gpt' | 'dos', plan: readonly PartitionPlan[]): void {
  const lines = [`label: ${label}`];
  const places: number[] = [];
  let start = 1;
  for (const { type, name, mebibytes = 1 } of plan) {
    const named = name === undefined ? '' : `, name="${name}"`;
    lines.push(
      `start=${start}MiB, size=${type === 'extended' ? '' : `${mebibytes}MiB`}, type=${type}${named}`,
    );
    places.push(start);
    start += type === 'extended' ? 1 : mebibytes + (label === 'dos' ? 1 : 0);
  }
  writeFileSync(image, '');
  truncateSync(image, (start + 2) * MIB);
  execFileSync('/usr/sbin/sfdisk', ['-q', image], { input: `${lines.join('\n')}\n` });
  const disk = openSync(image, 'r+');
  for (const [index, { contents }] of plan.entries()) {
    if (contents === undefined) continue;
    const bytes = typeof contents === 'string' ? readFileSync(contents) : contents;
    writeSync(disk, bytes, 0, bytes.length, (places[index] ?? 0) * MIB);
  }
  closeSync(disk);
}

export function convertDisk(from: string, format: string, to: string, ...options: string[]): void {
  execFileSync('/usr/bin/qemu-img', ['convert', '-f', 'raw', '-O', format, ...options, from, to]);
}

/** Reads a file in a volume of a disk image, by programs that have nothing to do with hivemend. */
export function fileInDisk(
  image: string,
  format: string,
  startMib: number,
  path: string,
  folder: string,
): Buffer {
  const raw = join(folder, 'as-raw');
  execFileSync('/usr/bin/qemu-img', ['convert', '-f', format, '-O', 'raw', image, raw]);
  const volume = join(folder, 'as-volume');
  const bytes = readFileSync(raw).subarray(startMib * MIB, (startMib + VOLUME_MIB) * MIB);
  writeFileSync(volume, bytes);
  return execFileSync('/usr/bin/ntfscat', ['-f', volume, path], { maxBuffer: 64 * MIB });
}
