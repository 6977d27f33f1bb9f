import type { Command } from '../command.ts';
import { eachTarget } from '../each-target.ts';
import { EXIT_FINDINGS, EXIT_SUCCESS } from '../exit-codes.ts';

export const check: Command<'check'> = {
  name: 'check',
  operand: { name: 'TARGET', atLeast: 1, atMost: 'many' },
  writes: false,
  options: ['accept-dirty', 'report'],
  async run({ surroundings }, { targets, options }) {
    const [{ inspect }, { findTarget }, files] = await Promise.all([
      import('../inspect.ts'),
      import('../find-target.ts'),
      surroundings.files(),
    ]);
    return eachTarget(targets, async (name) => {
      const target = await findTarget(files, name, surroundings);
      const result = await inspect(files, target, {
        acceptDirty: options['accept-dirty'] === true,
      });
      return { result, exitCode: result.needsRepair ? EXIT_FINDINGS : EXIT_SUCCESS, disk: 'unchanged' };
    });
  },
};
