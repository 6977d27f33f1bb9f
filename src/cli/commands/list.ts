import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const list: Command<'list'> = {
  name: 'list',
  operand: { name: 'FOLDER', atLeast: 0, atMost: 'many' },
  writes: false,
  options: [],
  async run({ surroundings }, { targets }) {
    const { survey } = await import('../survey.ts');
    const volumes = await survey(surroundings, targets);
    return { result: { volumes }, exitCode: EXIT_SUCCESS, ok: true, disk: 'unchanged' };
  },
};
