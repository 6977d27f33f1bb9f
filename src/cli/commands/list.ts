import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const list: Command<'list'> = {
  name: 'list',
  operands: [{ name: 'FOLDER', atLeast: 0, atMost: 'many' }],
  writes: false,
  options: [],
  async run({ machine }, { targets }) {
    const { survey } = await import('../../jobs/list.ts');
    const volumes = await survey(machine, targets);
    return { result: { volumes }, exitCode: EXIT_SUCCESS, ok: true, disk: 'unchanged' };
  },
};
