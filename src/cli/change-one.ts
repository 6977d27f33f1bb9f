import type { ChangeOptions } from '../jobs/change-target.ts';
import { findImage } from '../jobs/find-image.ts';
import { REGISTRY_FILES } from '../jobs/image-files.ts';
import type { ChangeResult } from '../jobs/results.ts';
import type { OptionValues } from './argv/options.ts';
import { changedEnd, changeOptions } from './change-options.ts';
import type { Context } from './context.ts';
import { diskStateOfSeveral } from './exit-codes.ts';
import { imageMachine } from './image-options.ts';
import { orUnlock } from './repair-or-unlock.ts';

/** What a command does that changes keys of one Windows, or of a hive. */
export type Change = (own: Context, name: string, asked: ChangeOptions) => Promise<ChangeResult>;

/**
 * Changes keys of what a target means: of itself, or of the one Windows in an image. Backups of an image's hives go beside it.
 * @throws HiveError what `change`, onOneWindows and orUnlock throw.
 */
export async function changeOne(context: Context, target: string, options: OptionValues, change: Change) {
  const asked = changeOptions(options);
  const image = await findImage(await context.machine.files(), target);
  if (image === undefined) {
    const changed = await orUnlock(context, target, () => change(context, target, asked));
    return changedEnd(changed, options);
  }
  const { onOneWindows } = await import('../jobs/one-windows.ts');
  const { image: wanted } = options;
  const isDryRun = options['dry-run'] === true;
  const access = isDryRun
    ? ({ access: 'read', reads: REGISTRY_FILES, isDryRun } as const)
    : ({ access: 'write', reads: REGISTRY_FILES } as const);
  const how = { ...access, ...(wanted === undefined ? {} : { wanted }) };
  const machine = imageMachine(context, options);
  const changed = await onOneWindows(
    machine,
    context,
    image,
    how,
    async ({ folder, backupFolder, watch }) => {
      const own = { ...context, ...watch };
      const result = await change(own, folder, {
        ...asked,
        backupFolder: asked.backupFolder ?? backupFolder,
      });
      return { result, isChanged: diskStateOfSeveral(result.hives.map(({ disk }) => disk)) !== 'unchanged' };
    },
  );
  return changedEnd({ ...changed, target }, options);
}
