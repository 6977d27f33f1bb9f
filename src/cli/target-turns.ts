import { findImage } from '../jobs/find-image.ts';
import type { Access, FoundImage } from '../jobs/images.ts';
import type { TargetEnd, TargetOutcome } from '../jobs/results.ts';
import { carriedOptions } from './argv/carried-options.ts';
import type { OptionValues } from './argv/options.ts';
import type { Context } from './context.ts';
import { failedEnd } from './each-target.ts';
import { imageMachine } from './image-options.ts';
import type { TargetTurn, TargetWork } from './on-targets.ts';

/** How a target's turn ended, or that of one Windows in it. */
export interface ToldEnd<Result> {
  readonly end: TargetEnd<Result>;
  readonly outcome: TargetOutcome;
}

/**
 * Works on one target: a place where one Windows lies, or an image, which may hold several.
 * @returns one end for each Windows. Never throws but for a bug: what went wrong is an end, too.
 */
export async function turnsOf<Result>(
  context: Context,
  work: TargetWork<Result>,
  target: string,
  options: OptionValues,
): Promise<readonly ToldEnd<Result>[]> {
  try {
    const image = await findImage(await context.machine.files(), target);
    if (image !== undefined) return await imageTurns(context, work, { target, image }, options);
    return [endOf(work, target, options, await work.run(context, target, options))];
  } catch (thrown) {
    return [{ end: failedEnd(target, thrown), outcome: 'not-done' }];
  }
}

async function imageTurns<Result>(
  context: Context,
  work: TargetWork<Result>,
  { target, image }: { readonly target: string; readonly image: FoundImage },
  options: OptionValues,
): Promise<readonly ToldEnd<Result>[]> {
  const { onImage } = await import('../jobs/images.ts');
  const { image: wanted } = options;
  const how = { ...accessOf(work, options), ...(wanted === undefined ? {} : { wanted }) };
  const ends = await onImage(
    imageMachine(context, options),
    context,
    image,
    how,
    async ({ folder, backupFolder, watch }) => {
      const own = { ...options, 'backup-dir': options['backup-dir'] ?? backupFolder };
      const turn = await work.run({ ...context, ...watch }, folder, own);
      return { result: turn, isChanged: turn.disk !== 'unchanged' };
    },
  );
  return ends.map(({ part, ...ended }) => {
    const carried = { ...options, image: String(part.index) };
    const told = ended.ok
      ? endOf(work, target, carried, ended.result)
      : ({ end: failedEnd(target, ended.thrown), outcome: 'not-done' } as const);
    return { ...told, end: { ...told.end, image: part } };
  });
}

function endOf<Result>(
  { carried }: TargetWork<Result>,
  target: string,
  options: OptionValues,
  { outcome, result, exitCode, disk }: TargetTurn<Result>,
): ToldEnd<Result> {
  const again = carriedOptions(options, carried);
  const more = again.length === 0 ? {} : { carriedOptions: again };
  return { end: { target, ok: true, result, exitCode, disk, ...more }, outcome };
}

function accessOf<Result>({ reads, writes }: TargetWork<Result>, options: OptionValues): Access {
  if (!writes) return { access: 'read', reads };
  const isDryRun = options['dry-run'] === true;
  return isDryRun ? { access: 'read', reads, isDryRun } : { access: 'write', reads };
}
