import type { Command } from '../command.ts';
import { EXIT_FINDINGS, EXIT_SUCCESS } from '../exit-codes.ts';
import { refuseTogether } from '../options-together.ts';
import { sayReplay } from '../say-replay.ts';

export const diff: Command<'diff'> = {
  name: 'diff',
  operands: [
    { name: 'TARGET', atLeast: 1, atMost: 1 },
    { name: 'OTHER', atLeast: 1, atMost: 1 },
  ],
  writes: false,
  options: ['key', 'reg', 'json-lines', 'user', 'accept-dirty', 'follow-links'],
  async run(context, { targets: [name = '', other = ''], options }) {
    refuseTogether(options, ['json', 'json-lines'], ['reg', 'json'], ['reg', 'json-lines']);
    const { diffTargets } = await import('../../jobs/diff.ts');
    const result = await diffTargets(context.machine, [name, other], {
      asRegFile: options.reg === true,
      acceptDirty: options['accept-dirty'] === true,
      followLinks: options['follow-links'] === true,
      ...(options.key === undefined ? {} : { key: options.key }),
      ...(options.user === undefined ? {} : { user: options.user }),
    });
    for (const { before, after } of result.hives)
      for (const { replay } of [before, after]) sayReplay(context, options, replay);
    const exitCode = result.areSame ? EXIT_SUCCESS : EXIT_FINDINGS;
    return { result, exitCode, ok: true, disk: 'unchanged' };
  },
};
