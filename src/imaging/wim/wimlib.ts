import type { FilePath } from '../../ground/brand.ts';
import { HiveError, isHiveError } from '../../ground/errors.ts';
import {
  explained,
  LONG_MS,
  QUICK_MS,
  refuseFailure,
  requireProgram,
  runProgram,
  saidBy,
} from '../programs.ts';
import { isOtherThanRoot } from '../root.ts';
import type { ImagingTools } from '../tools.ts';
import { isMounted, unmountFuse } from '../unmount.ts';
import type { WimEngine } from './engine.ts';

/** wimlib's own program, on Linux: see "wimlib-imagex(1)" and the pages of its commands. */

const PROGRAM = 'wimlib-imagex';

/** A path that is no pattern and is missing is an error, in spite of `--nullglob`. */
const patternOf = (path: string): string => `/${/[*?]/.test(path) ? path : `${path.slice(0, -1)}?`}`;

export const wimlib: WimEngine = {
  takesOut: true,

  async requirePrograms(tools, { path }) {
    await requireProgram(tools, PROGRAM, path);
  },

  async read(tools, { path, totalParts }, { index }, folder, reads) {
    const references = totalParts > 1 ? [`--ref=${path.replace(/\.swm$/i, '')}*.swm`] : [];
    const args = ['--nullglob', '--preserve-dir-structure', '--no-acls', '--no-attributes', ...references];
    const result = await runProgram(
      tools,
      PROGRAM,
      ['extract', path, String(index), ...reads.map(patternOf), ...args, `--dest-dir=${folder.mount}`],
      { path, limitMs: LONG_MS, mayBeStopped: true },
    );
    if (result.exitCode !== 0) throw await extractError(tools, path, folder.mount, result);
  },

  async mount(tools, { path }, { index }, { path: folder, mount }) {
    const result = await runProgram(
      tools,
      PROGRAM,
      ['mountrw', path, String(index), mount, `--staging-dir=${folder}`],
      { path, limitMs: QUICK_MS, mayBeStopped: false },
    );
    // wimlib: WIMLIB_ERR_ALREADY_LOCKED.
    if (result.exitCode === ALREADY_LOCKED)
      throw new HiveError('file-in-use', { path, cause: saidBy(result).said ?? PROGRAM });
    if (result.exitCode !== 0 && (await isOtherThanRoot(tools)))
      throw new HiveError('image-takes-root', { path, ...saidBy(result) });
    refuseFailure(PROGRAM, path, result);
  },

  async commit(tools, { path }, { mount }) {
    const failed = await failureOf(tools, path, ['unmount', mount, '--commit']);
    return failed === undefined ? { state: 'written' } : { state: 'failed', ...failed };
  },

  async isAtWork({ commands, files }, path) {
    // It locks a file that it writes into by flock(2), which only Unix has.
    if (files.flavour === 'windows') return undefined;
    try {
      const options = { timeoutMs: QUICK_MS, isApart: true };
      const { exitCode } = await commands.run('sh', ['-c', TRY_LOCK, 'sh', path], options);
      return exitCode === LOCKED || (exitCode === 0 ? false : undefined);
    } catch (error) {
      throw explained('sh', path, error);
    }
  },

  async discard(tools, mount) {
    if (!(await isMounted(tools, mount))) return true;
    // Without --commit. A driver that is gone leaves a mount that only the system can take away.
    await runProgram(tools, PROGRAM, ['unmount', mount], {
      path: mount,
      limitMs: QUICK_MS,
      mayBeStopped: false,
    }).catch(() => undefined);
    return unmountFuse(tools, mount);
  },

  async verify(tools, { path }) {
    const failed = await failureOf(tools, path, ['verify', path]);
    return failed === undefined ? { state: 'right' } : { state: 'wrong', ...failed };
  },
};

/** `flock` would make a file that is gone. See "flock(1)", and "sh(1)" for 127 where there is no such program. */
const TRY_LOCK = '[ -r "$1" ] || exit 2; exec 9< "$1"; flock --nonblock --exclusive --conflict-exit-code 3 9';
const LOCKED = 3;

/** Of a command that decides about what was written: whatever keeps it from its end is its answer. */
async function failureOf(
  tools: ImagingTools,
  path: FilePath,
  args: readonly string[],
): Promise<{ readonly said?: string } | undefined> {
  try {
    const result = await runProgram(tools, PROGRAM, args, { path, limitMs: LONG_MS, mayBeStopped: false });
    return result.exitCode === 0 ? undefined : saidBy(result);
  } catch (error) {
    if (!isHiveError(error)) throw error;
    return { said: (isHiveError(error, 'program-failed') ? error.details.cause : undefined) ?? error.code };
  }
}

const ALREADY_LOCKED = 1;

/** A full disk is told as such: the hive that was taken out needs room. */
async function extractError(
  { files }: ImagingTools,
  path: FilePath,
  folder: FilePath,
  result: Parameters<typeof refuseFailure>[2],
): Promise<HiveError> {
  const { said } = saidBy(result);
  const available = await files.freeSpace(folder);
  if (/no space left/i.test(said ?? '') || available === 0)
    return new HiveError('disk-full', { path: folder, ...(available === undefined ? {} : { available }) });
  const { exitCode } = result;
  return new HiveError('program-failed', { program: PROGRAM, path, exitCode, ...(said && { said }) });
}
