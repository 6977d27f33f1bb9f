import type { Command } from '../command.ts';
import { EXIT_FINDINGS, EXIT_SUCCESS } from '../exit-codes.ts';

export const summary: Command<'summary'> = {
  name: 'summary',
  operands: [{ name: 'FILE', atLeast: 1, atMost: 'many' }],
  writes: false,
  options: ['report'],
  async run({ machine }, { targets: paths }) {
    const { summaryOf } = await import('../../jobs/many/summarise.ts');
    const result = await summaryOf(await machine.files(), paths);
    const isDone = (result.counts['not-done'] ?? 0) === 0;
    return {
      result,
      exitCode: isDone ? EXIT_SUCCESS : EXIT_FINDINGS,
      ok: true,
      disk: 'unchanged',
    };
  },
};
