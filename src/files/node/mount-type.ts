import type { FilePath } from '../../ground/brand.ts';
import { system } from './calls.ts';
import { isSystemError } from './error.ts';

/**
 * The type of the file system that holds the file, as mounts name it: 'ext4', 'fuseblk'. Undefined where the system
 * does not tell.
 */
export async function mountType(path: FilePath): Promise<string | undefined> {
  try {
    const { dev } = await system.stat(path, { bigint: true });
    return typeOfDevice(dev, await system.readFile('/proc/self/mountinfo', 'utf8'));
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/**
 * @param device as stat gives it: minor and major number, woven into each other (gnu_dev_makedev).
 * @param mounts what `/proc/self/mountinfo` holds: the third field is the device, the type follows a lone `-` (proc(5)).
 */
export function typeOfDevice(device: bigint, mounts: string): string | undefined {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & 0xffff_f000n);
  const minor = (device & 0xffn) | ((device >> 12n) & 0xffff_ff00n);
  // The last mount on a folder is the one that is seen.
  for (const line of mounts.split('\n').reverse()) {
    const [before = '', after = ''] = line.split(' - ');
    if (before.split(' ')[2] === `${major}:${minor}`) return after.split(' ')[0];
  }
  return undefined;
}
