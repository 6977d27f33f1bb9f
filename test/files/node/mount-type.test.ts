import { expect, it } from 'vitest';
import { mountType, typeOfDevice } from '../../../src/files/node/mount-type.ts';

const MOUNTS = `22 1 253:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 22 0:39 / /mnt/a\\040b rw,relatime shared:9 - fuse /tmp/image rw,user_id=0
41 22 259:1048577 / /mnt/pc rw,relatime - fuseblk /dev/nvme0n1p3 rw
42 22 0:40 / /mnt/x rw - tmpfs tmpfs rw
43 42 0:40 / /mnt/x rw - overlay overlay rw
`;

it('names the type of the mount that has the device', () => {
  expect(typeOfDevice(0xfd00n, MOUNTS)).toBe('ext4');
  expect(typeOfDevice(39n, MOUNTS)).toBe('fuse');
  expect(typeOfDevice((259n << 8n) | 1n | (0x1000n << 20n), MOUNTS)).toBe('fuseblk');
  expect(typeOfDevice(40n, MOUNTS)).toBe('overlay');
});

it('answers nothing for a device that is not mounted, and for a missing file', async () => {
  expect(typeOfDevice(99n, MOUNTS)).toBeUndefined();
  expect(typeOfDevice(39n, '')).toBeUndefined();
  expect(await mountType('/nowhere/at/all')).toBeUndefined();
});

it.runIf(process.platform === 'linux')('knows where this system keeps its processes', async () => {
  expect(await mountType('/proc/self/mountinfo')).toBe('proc');
});
