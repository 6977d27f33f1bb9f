import { HiveError, isHiveError } from '../ground/errors.ts';
import type { TargetEnd } from '../jobs/results.ts';
import { diskStateOfSeveral, exitCodeOf, exitCodeOfSeveral } from './exit-codes.ts';

type Ended<Result> = Pick<TargetEnd<Result>, 'exitCode' | 'disk'> & { readonly result: Result };

/**
 * Works on several targets, one after the other. What goes wrong with one does not keep the others from their turn;
 * with a single one it is thrown. After a cancellation, or when a disk is left uncertain, no further one is begun.
 * @param carriedOptions which printed commands about a target need.
 */
export async function eachTarget<Result>(
  targets: readonly string[],
  work: (target: string) => Promise<Ended<Result>>,
  carriedOptions: readonly string[] = [],
) {
  const ends: TargetEnd<Result>[] = [];
  const carried = carriedOptions.length === 0 ? {} : { carriedOptions };
  for (const target of targets) {
    try {
      ends.push({ target, ok: true, ...carried, ...(await work(target)) });
    } catch (thrown) {
      if (targets.length === 1) {
        throw thrown;
      }
      const error = isHiveError(thrown)
        ? thrown
        : new HiveError('bug', { message: String(thrown) }, { cause: thrown });
      ends.push({ target, ok: false, exitCode: exitCodeOf(error.code), disk: error.disk, error });
      if (error.code === 'cancelled' || error.disk === 'uncertain') {
        break;
      }
    }
  }
  for (const target of targets.slice(ends.length)) {
    const error = new HiveError('cancelled', {});
    ends.push({ target, ok: false, exitCode: exitCodeOf(error.code), disk: error.disk, error });
  }
  return {
    result: { targets: ends },
    exitCode: exitCodeOfSeveral(ends.map(({ exitCode }) => exitCode)),
    ok: ends.every(({ ok }) => ok),
    disk: diskStateOfSeveral(ends.map(({ disk }) => disk)),
  } as const;
}
