import { asTyped } from '../../report/messages/command-line.ts';
import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';
import { refuseTogether } from '../options-together.ts';

export const list: Command<'list'> = {
  name: 'list',
  operands: [{ name: 'FOLDER', atLeast: 0, atMost: 'many' }],
  writes: false,
  options: ['details'],
  async run({ machine, words, resultStyle }, { targets, options }) {
    refuseTogether(options, ['details', 'json']);
    const [{ survey }, { offerLines }] = await Promise.all([
      import('../../jobs/list.ts'),
      import('../../report/person/offer-lines.ts'),
    ]);
    const volumes = await survey(machine, targets);
    const isAnyFound = volumes.some(({ windows }) => windows.length > 0);
    const withDetails = options.details === true;
    const hint = words.list.detailsHint(targets.map((folder) => ` ${asTyped(folder)}`).join(''));
    return {
      result: { volumes, ...(withDetails && { withDetails }) },
      exitCode: EXIT_SUCCESS,
      ok: true,
      disk: 'unchanged',
      closing: isAnyFound && !withDetails ? offerLines(hint, resultStyle.width) : [],
    };
  },
};
