import { platform } from 'node:os';
import { system } from './calls.ts';
import { asking } from './error.ts';

/**
 * What is mounted, in the form of `/proc/self/mounts`: the kernel gives the file no size, so it is read in one go.
 * Empty where the system has no such file.
 */
export async function readMounts(): Promise<string> {
  if (platform() !== 'linux') return '';
  const path = '/proc/self/mounts';
  return asking(path, 'read', () => system.readFile(path, 'utf8'));
}
