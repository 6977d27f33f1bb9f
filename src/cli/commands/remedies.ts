import { SETTING_FILES } from '../../jobs/image-files.ts';
import { IMAGE_OPTIONS } from '../argv/options.ts';
import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';
import { withOneWindows } from '../one-windows.ts';

export const remedies: Command<'remedies'> = {
  name: 'remedies',
  operands: [{ name: 'TARGET', atLeast: 0, atMost: 1 }],
  writes: false,
  options: ['follow-links', ...IMAGE_OPTIONS],
  async run(context, { targets: [target], options }) {
    const { listRemedies } = await import('../../jobs/remedies.ts');
    const followLinks = options['follow-links'] === true;
    const list = (name?: string) => listRemedies(context.machine, name, { followLinks });
    const how = { options, reads: SETTING_FILES };
    const result = await (target === undefined
      ? list()
      : withOneWindows(context, target, how, ({ name }) => list(name)));
    return { result, exitCode: EXIT_SUCCESS, ok: true, disk: 'unchanged' };
  },
};
