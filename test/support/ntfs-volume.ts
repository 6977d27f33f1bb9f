import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MountedVolume, startDriver } from './driver-process.ts';

/** A real NTFS volume: an image made by `mkntfs` and mounted by `ntfs-3g` through FUSE. It takes root. */

const NEEDS = ['/usr/sbin/mkntfs', '/usr/bin/ntfs-3g', '/usr/bin/getfattr', '/usr/bin/setfattr', '/dev/fuse'];
const missing = NEEDS.filter((path) => !existsSync(path));
const isRoot = process.getuid?.() === 0;

export const haveNtfs = missing.length === 0 && isRoot;

if (!haveNtfs) {
  const why = isRoot ? `${missing.join(', ')} missing` : 'mounting takes root';
  const text = `no NTFS volume can be mounted: ${why}; scripts/set-up test installs the programs`;
  const { HIVEMEND_REQUIRE_PROGRAMS } = process.env;
  if (HIVEMEND_REQUIRE_PROGRAMS === '1') throw new Error(text);
  console.warn(`Left out: ${text}`);
}

const MIB = 1024 * 1024;

/** An empty NTFS file system in a file. */
export function makeNtfsImage(image: string, mebibytes: number): void {
  execFileSync('truncate', ['-s', String(mebibytes * MIB), image]);
  execFileSync('/usr/sbin/mkntfs', ['-F', '-Q', image], { stdio: 'pipe' });
}

/** @param environment for the driver's process, such as what is to be preloaded. */
export async function mountNtfs(
  image: string,
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<MountedVolume> {
  mkdirSync(folder, { recursive: true });
  const before = statSync(folder).dev;
  const isMounted = () => statSync(folder).dev !== before;
  const args = [image, folder, '-o', 'no_detach'];
  const driver = await startDriver('/usr/bin/ntfs-3g', args, environment, isMounted);
  return {
    folder,
    async unmount() {
      if (isMounted()) execFileSync('umount', [folder]);
      await driver.ended;
    },
  };
}

/** Runs `body` on a new volume, which is unmounted and removed afterwards. */
export async function withNtfs<Result>(
  body: (folder: string) => Promise<Result>,
  mebibytes = 32,
): Promise<Result> {
  const place = mkdtempSync(join(tmpdir(), 'hivemend-ntfs-'));
  try {
    const image = join(place, 'image');
    makeNtfsImage(image, mebibytes);
    const mounted = await mountNtfs(image, join(place, 'mount'));
    try {
      return await body(mounted.folder);
    } finally {
      await mounted.unmount();
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** An extended attribute of a file, in hexadecimal; undefined when it has none of that name. */
export function attributeOf(path: string, name: string): string | undefined {
  try {
    const args = ['--absolute-names', '--only-values', '-n', name, '--', path];
    return execFileSync('/usr/bin/getfattr', args, { stdio: 'pipe' }).toString('hex');
  } catch {
    return undefined;
  }
}

export function setAttribute(path: string, name: string, value: Uint8Array): void {
  const hex = `0x${Buffer.from(value).toString('hex')}`;
  execFileSync('/usr/bin/setfattr', ['-n', name, '-v', hex, '--', path]);
}

/** FILE_ATTRIBUTE_... as ntfs-3g takes it, big-endian. */
export function setFileAttributes(path: string, attributes: number): void {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(attributes);
  setAttribute(path, 'system.ntfs_attrib_be', value);
}
