import { expect, it } from 'vitest';
import { parseMounts } from '../../src/disk/mounts.ts';
import { readMounts } from '../../src/files/node/mounts.ts';

it('gives the folders of volumes, unescaped, each once, without the kernel’s own', () => {
  const mounts = [
    'proc /proc proc rw,nosuid 0 0',
    'sysfs /sys sysfs rw 0 0',
    '/dev/sda2 / ext4 rw,relatime 0 0',
    '/dev/sdb3 /media/hanako/Windows\\040disk\\0111\\134 fuseblk rw,user_id=0 0 0',
    '/dev/sdb3 /mnt/pc ntfs3 rw 0 0',
    '/dev/sdb3 /mnt/pc ntfs3 rw 0 0',
    'wimfs /mnt/image fuse rw 0 0',
    'cgroup2 /sys/fs/cgroup cgroup2 rw 0 0',
    'broken',
    '',
  ].join('\n');
  expect(parseMounts(mounts)).toEqual(['/', '/media/hanako/Windows disk\t1\\', '/mnt/pc', '/mnt/image']);
});

it('reads the system’s own list', async () => {
  expect(parseMounts(await readMounts())).toContain('/');
});
