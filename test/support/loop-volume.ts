import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { recording } from './block-record.ts';
import { type MountedVolume, startDriver } from './driver-process.ts';

/**
 * A file system of the kernel's own on an image file. What is to be recorded goes through qemu-storage-daemon, which
 * shows the image as another file (FUSE): the kernel mounts that one, and the daemon writes the image. It takes root.
 */

const DAEMON = '/usr/bin/qemu-storage-daemon';
const PROGRAMS = [DAEMON, '/usr/sbin/losetup'];
const DEVICES = ['/dev/fuse', '/dev/loop-control'];

/**
 * Whether such a file system can be mounted here. That a program is missing is a failure where all of them are required;
 * what the kernel lacks is said.
 */
export function canMount(type: string, maker: string): boolean {
  const programs = [...PROGRAMS, maker].filter((path) => !existsSync(path));
  const reasons = [...programs, ...DEVICES.filter((path) => !existsSync(path))].map(
    (path) => `${path} is missing`,
  );
  if (process.getuid?.() !== 0) reasons.push('mounting takes root');
  // One that is a module may not be listed before it is used.
  if (!new RegExp(`\\b${type}$`, 'm').test(readFileSync('/proc/filesystems', 'utf8')))
    reasons.push(`this kernel has no ${type}`);
  if (reasons.length === 0) return true;
  const text = `no ${type} volume can be mounted: ${reasons.join(', ')}`;
  const { HIVEMEND_REQUIRE_PROGRAMS } = process.env;
  if (HIVEMEND_REQUIRE_PROGRAMS === '1' && programs.length > 0) throw new Error(text);
  console.warn(`Left out: ${text}`);
  return false;
}

/** @param record where each write to the image is to be recorded */
export async function mountRecorded(
  type: string,
  image: string,
  folder: string,
  record: string,
): Promise<MountedVolume> {
  const shown = `${image}.shown`;
  writeFileSync(shown, '');
  const args = [
    ['--blockdev', `driver=file,node-name=file,filename=${image},discard=ignore`],
    ['--blockdev', 'driver=raw,node-name=raw,file=file'],
    ['--export', `type=fuse,id=export,node-name=raw,mountpoint=${shown},writable=on`],
  ].flat();
  const daemon = await startDriver(DAEMON, args, recording(image, record), () => statSync(shown).size > 0);
  const loop = execFileSync('losetup', ['--find', '--show', shown], { encoding: 'utf8' }).trim();
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', type, loop, folder], { stdio: 'pipe' });
  return {
    folder,
    async unmount() {
      execFileSync('umount', [folder]);
      execFileSync('losetup', ['--detach', loop]);
      daemon.end();
      await daemon.ended;
      rmSync(shown);
    },
  };
}

/** Mounts the image as it is; the kernel replays its journal. @throws Error when it can't be mounted */
export async function mountLoop(type: string, image: string, folder: string): Promise<MountedVolume> {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', type, '-o', 'loop', image, folder], { stdio: 'pipe' });
  return {
    folder,
    unmount: async () => {
      execFileSync('umount', [folder]);
    },
  };
}
