import { findImage } from '../jobs/find-image.ts';
import type { OptionValues } from './argv/options.ts';
import type { Context } from './context.ts';
import { imageMachine } from './image-options.ts';

/** What a command that reads one Windows is given in place of its target. */
export interface ReadPlace {
  readonly name: string;
  /** Where an image's backups are that nobody put elsewhere. */
  readonly backupFolder?: string;
}

/**
 * Reads what a target means: itself, or the one Windows in an image.
 * @param reads of an image: see `Access`.
 * @throws HiveError what onOneWindows and `work` throw.
 */
export async function withOneWindows<Result>(
  context: Context,
  target: string,
  { options, reads }: { readonly options: OptionValues; readonly reads: readonly string[] },
  work: (place: ReadPlace) => Promise<Result>,
): Promise<Result> {
  const image = await findImage(await context.machine.files(), target);
  if (image === undefined) return work({ name: target });
  const { onOneWindows } = await import('../jobs/one-windows.ts');
  const { image: wanted } = options;
  const how = { access: 'read', reads, ...(wanted === undefined ? {} : { wanted }) } as const;
  const machine = imageMachine(context, options);
  return onOneWindows(machine, context, image, how, async ({ folder, backupFolder }) => ({
    result: await work({ name: folder, backupFolder }),
    isChanged: false,
  }));
}
