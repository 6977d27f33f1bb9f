import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const list: Command<'list'> = {
  name: 'list',
  operand: { name: 'FOLDER', atLeast: 0, atMost: 'many' },
  writes: false,
  options: [],
  async run({ surroundings }, { targets }) {
    const [{ survey }, { surveyPlace }] = await Promise.all([
      import('../../jobs/list.ts'),
      import('../survey-place.ts'),
    ]);
    const volumes = await survey(await surveyPlace(surroundings), targets);
    return { result: { volumes }, exitCode: EXIT_SUCCESS, ok: true, disk: 'unchanged' };
  },
};
