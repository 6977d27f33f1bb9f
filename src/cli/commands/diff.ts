import { HiveError } from '../../ground/errors.ts';
import { REGISTRY_FILES } from '../../jobs/image-files.ts';
import { IMAGE_OPTIONS } from '../argv/options.ts';
import type { Command } from '../command.ts';
import { EXIT_FINDINGS, EXIT_SUCCESS } from '../exit-codes.ts';
import { withOneWindows } from '../one-windows.ts';
import { refuseTogether } from '../options-together.ts';
import { sayReplay } from '../say-replay.ts';

export const diff: Command<'diff'> = {
  name: 'diff',
  operands: [
    { name: 'TARGET', atLeast: 1, atMost: 1 },
    { name: 'OTHER', atLeast: 1, atMost: 1 },
  ],
  writes: false,
  options: [
    'key',
    'reg',
    'json-lines',
    'user',
    'accept-dirty',
    'follow-links',
    'code-page',
    'strict',
    ...IMAGE_OPTIONS,
  ],
  async run(context, { targets: [name = '', other = ''], options }) {
    refuseTogether(options, ['json', 'json-lines'], ['reg', 'json'], ['reg', 'json-lines']);
    const { diffTargets, isRegFile } = await import('../../jobs/diff.ts');
    if (options.key !== undefined && isRegFile(other))
      throw new HiveError('usage', { kind: 'options-exclude', options: ['--key', other] });
    const request = {
      asRegFile: options.reg === true,
      isStrict: options.strict === true,
      acceptDirty: options['accept-dirty'] === true,
      followLinks: options['follow-links'] === true,
      ...(options['code-page'] === undefined ? {} : { codePage: options['code-page'] }),
      ...(options.key === undefined ? {} : { key: options.key }),
      ...(options.user === undefined ? {} : { user: options.user }),
    };
    const how = { options, reads: REGISTRY_FILES };
    const result = await withOneWindows(context, name, how, (before) =>
      withOneWindows(context, other, how, (after) =>
        diffTargets(context.machine, [before.name, after.name], request),
      ),
    );
    for (const { before, after } of result.hives)
      for (const { replay } of [before, after]) sayReplay(context, options, replay);
    const isAllTaken = (result.skipped ?? []).length === 0;
    const exitCode = result.areSame && isAllTaken ? EXIT_SUCCESS : EXIT_FINDINGS;
    return { result, exitCode, ok: true, disk: 'unchanged' };
  },
};
