import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const remedies: Command<'remedies'> = {
  name: 'remedies',
  operands: [{ name: 'TARGET', atLeast: 0, atMost: 1 }],
  writes: false,
  options: ['follow-links'],
  async run({ machine }, { targets: [target], options }) {
    const { listRemedies } = await import('../../jobs/remedies.ts');
    const followLinks = options['follow-links'] === true;
    const result = await listRemedies(machine, target, { followLinks });
    return { result, exitCode: EXIT_SUCCESS, ok: true, disk: 'unchanged' };
  },
};
