import { parseMounts } from '../disk/mounts.ts';
import type { FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import { QUICK_MS } from './programs.ts';
import type { ImagingTools } from './tools.ts';

/** What takes a FUSE mount away on Linux, the gentlest first; the last two also one whose driver is gone or hangs. */
const WAYS: readonly (readonly [program: string, ...args: string[]])[] = [
  ['fusermount3', '-u'],
  ['fusermount', '-u'],
  ['umount'],
  ['fusermount3', '-u', '-z'],
  ['umount', '-l'],
];

/** Unmounts what is mounted at a folder, by whichever program is there. @returns whether nothing is mounted there any more. */
export async function unmountFuse(tools: ImagingTools, mount: FilePath): Promise<boolean> {
  for (const [program, ...args] of WAYS) {
    if (!(await isMounted(tools, mount))) return true;
    await attempt(tools, program, [...args, mount]);
  }
  return !(await isMounted(tools, mount));
}

export async function isMounted(tools: ImagingTools, mount: FilePath): Promise<boolean> {
  return parseMounts(await tools.mounts()).includes(mount);
}

/** Whether what is mounted at a folder takes no writes. See proc(5), `/proc/self/mounts`. */
export async function isReadOnlyMount(tools: ImagingTools, mount: FilePath): Promise<boolean> {
  const lines = (await tools.mounts()).split('\n').filter((line) => parseMounts(line).includes(mount));
  const [, , , options = ''] = lines.at(-1)?.split(' ') ?? [];
  return options.split(',').includes('ro');
}

/** What is missing, fails or hangs leaves the mount to the next way. */
async function attempt(tools: ImagingTools, program: string, args: readonly string[]): Promise<void> {
  try {
    await tools.commands.run(program, args, {
      timeoutMs: Math.min(tools.timeLimitMs ?? QUICK_MS, QUICK_MS),
      isApart: true,
    });
  } catch (error) {
    if (!isHiveError(error)) throw error;
  }
}
