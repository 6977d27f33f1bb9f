import type { FoundImage } from '../../jobs/images.ts';
import { asTyped } from '../../report/messages/command-line.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';
import { imageMachine } from '../image-options.ts';
import { refuseTogether } from '../options-together.ts';

export const list: Command<'list'> = {
  name: 'list',
  operands: [{ name: 'FOLDER', atLeast: 0, atMost: 'many' }],
  writes: false,
  options: ['details', 'time-limit'],
  async run(context, { targets, options }) {
    const { words, resultStyle } = context;
    refuseTogether(options, ['details', 'json']);
    const [{ survey }, { findBootDisks }, { listImage }, { offerLines }] = await Promise.all([
      import('../../jobs/list.ts'),
      import('../../jobs/boot-disks.ts'),
      import('../../jobs/list-image.ts'),
      import('../../report/person/offer-lines.ts'),
    ]);
    const machine = imageMachine(context, options);
    const { folders, found } = await sorted(context, targets);
    const volumes = found.length > 0 && folders.length === 0 ? [] : await survey(machine, folders);
    const virtualDisks = await findBootDisks(machine, volumes);
    const images = [];
    for (const image of found) images.push(await listImage(machine, context, image));
    // Of an image there is no more to tell.
    const isAnyFound = volumes.some(({ windows }) => windows.length > 0);
    const withDetails = options.details === true;
    const hint = words.list.detailsHint(targets.map((target) => ` ${asTyped(target)}`).join(''));
    return {
      result: {
        volumes,
        ...(virtualDisks.length > 0 && { virtualDisks }),
        ...(images.length > 0 && { images }),
        ...(withDetails && { withDetails }),
      },
      exitCode: EXIT_SUCCESS,
      ok: true,
      disk: 'unchanged',
      closing: isAnyFound && !withDetails ? offerLines(hint, resultStyle.width) : [],
    };
  },
};

/** Folders to look through, and images. */
async function sorted(
  { machine }: Context,
  targets: readonly string[],
): Promise<{ readonly folders: readonly string[]; readonly found: readonly FoundImage[] }> {
  const { findImage } = await import('../../jobs/find-image.ts');
  const files = await machine.files();
  const found: FoundImage[] = [];
  const folders: string[] = [];
  for (const target of targets) {
    const image = await findImage(files, target);
    if (image === undefined) folders.push(target);
    else found.push(image);
  }
  return { folders, found };
}
