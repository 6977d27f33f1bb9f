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
      const { result, exitCode, disk } = await work(target);
      ends.push({ target, ok: true, ...carried, result, exitCode, disk });
    } catch (thrown) {
      if (targets.length === 1) {
        throw thrown;
      }
      const end = failedEnd(target, thrown);
      ends.push(end);
      if (end.error.code === 'cancelled' || end.error.disk === 'uncertain') {
        break;
      }
    }
  }
  return endOfTargets([...ends, ...notBegun(targets.slice(ends.length))]);
}

/** What all of them come to. */
export function endOfTargets<Result>(ends: readonly TargetEnd<Result>[]) {
  return {
    result: { targets: ends },
    exitCode: exitCodeOfSeveral(ends.map(({ exitCode }) => exitCode)),
    ok: ends.every(({ ok }) => ok),
    disk: diskStateOfSeveral(ends.map(({ disk }) => disk)),
  } as const;
}

/** Of targets whose turn did not come after a cancellation. */
export function notBegun(targets: readonly string[]): readonly TargetEnd<never>[] {
  return targets.map((target) => failedEnd(target, new HiveError('cancelled', {})));
}

/** The end of a target whose turn ended in an error, be it ours or a bug. */
export function failedEnd(
  target: string,
  thrown: unknown,
): Extract<TargetEnd<never>, { readonly ok: false }> {
  const error = isHiveError(thrown)
    ? thrown
    : new HiveError('bug', { message: String(thrown) }, { cause: thrown });
  return { target, ok: false, exitCode: exitCodeOf(error.code), disk: error.disk, error };
}
