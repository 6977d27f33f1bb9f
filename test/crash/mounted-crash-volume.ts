import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { haveCompiler } from '../support/block-record.ts';
import { canMount, mountLoop, mountRecorded } from '../support/loop-volume.ts';
import { CONFIG, type CrashVolume, type FoundSet, SUFFIXES } from './crash-volume.ts';

/** File systems of the kernel's own. An image is read by mounting it, as it is after a power loss, journal and all. */

const MAKE_EXT4 = '/usr/sbin/mkfs.ext4';
const MAKE_FAT = '/usr/sbin/mkfs.vfat';

/** Thousands of images are looked at; on a disk each of them would be flushed there. */
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** ext4 replays its journal when it is mounted. */
export const ext4: CrashVolume = {
  name: 'ext4',
  isThere: haveCompiler && canMount('ext4', MAKE_EXT4),
  make(image) {
    execFileSync('truncate', ['-s', '16M', image]);
    const allNow = ['-E', 'lazy_itable_init=0,lazy_journal_init=0'];
    execFileSync(MAKE_EXT4, ['-q', ...allNow, image], { stdio: 'pipe' });
  },
  mount: (image, folder, record) =>
    record === undefined ? mountLoop('ext4', image, folder) : mountRecorded('ext4', image, folder, record),
  protect: (path, kind) => chmodSync(path, kind === 'folder' ? 0o700 : 0o600),
  read: readingBy('ext4', (path) => {
    const { ino, mode, uid, birthtimeNs } = statSync(path, { bigint: true });
    return { inode: ino, mode, owner: uid, 'creation time': birthtimeNs };
  }),
};

/** FAT has no journal, no owners and no numbers for its files: what there is of a file's identity is its creation time.
 * Where the kernel lacks it, these tests run in a user-mode Linux (Debian's package of that name), with the root by hostfs. */
export const fat: CrashVolume = {
  name: 'FAT',
  isThere: haveCompiler && canMount('vfat', MAKE_FAT),
  make(image) {
    execFileSync('truncate', ['-s', '16M', image]);
    execFileSync(MAKE_FAT, ['-F', '16', image], { stdio: 'pipe' });
  },
  mount: (image, folder, record) =>
    record === undefined ? mountLoop('vfat', image, folder) : mountRecorded('vfat', image, folder, record),
  protect: () => undefined,
  read: readingBy('vfat', (path) => ({ 'creation time': statSync(path, { bigint: true }).birthtimeNs })),
};

function readingBy(
  type: string,
  identityOf: (path: string) => FoundSet['identity'],
): (image: Buffer) => Promise<FoundSet | string> {
  let place: string | undefined;
  return async (image) => {
    if (place === undefined) {
      const made = mkdtempSync(join(MEMORY, 'hivemend-looked-at-'));
      process.once('exit', () => rmSync(made, { recursive: true, force: true }));
      place = made;
    }
    const file = join(place, 'image');
    writeFileSync(file, image);
    const mounted = await mountLoop(type, file, join(place, 'mount')).catch(() => undefined);
    if (mounted === undefined) return 'not to be mounted';
    try {
      return foundIn(mounted.folder, identityOf);
    } finally {
      await mounted.unmount();
    }
  };
}

function foundIn(root: string, identityOf: (path: string) => FoundSet['identity']): FoundSet | string {
  const hive = join(root, CONFIG, 'SOFTWARE');
  const files = new Map<string, Uint8Array>();
  for (const suffix of SUFFIXES) {
    try {
      files.set(suffix, readFileSync(hive + suffix));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EIO') return `SOFTWARE${suffix} can't be read`;
      if (code !== 'ENOENT') throw error;
    }
  }
  return files.has('') ? { identity: identityOf(hive), files, isHalfGrown: false } : 'no SOFTWARE file';
}
