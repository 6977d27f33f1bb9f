import { REGISTRY_FILES } from '../../jobs/image-files.ts';
import { IMAGE_OPTIONS } from '../argv/options.ts';
import type { Command } from '../command.ts';
import { EXIT_FINDINGS, EXIT_SUCCESS } from '../exit-codes.ts';
import { withOneWindows } from '../one-windows.ts';
import { sayReplay } from '../say-replay.ts';

export const exportCommand: Command<'export'> = {
  name: 'export',
  operands: [
    { name: 'TARGET', atLeast: 1, atMost: 1 },
    { name: 'KEY', atLeast: 1, atMost: 1 },
    { name: 'FILE', atLeast: 1, atMost: 1 },
  ],
  writes: false,
  options: ['user', 'accept-dirty', 'follow-links', ...IMAGE_OPTIONS],
  async run(context, { targets: [name = '', key = '', file = ''], options }) {
    const [{ exportKey }, { createOutput }] = await Promise.all([
      import('../../jobs/export-key.ts'),
      import('../terminal/create-output.ts'),
    ]);
    const request = {
      key,
      file,
      acceptDirty: options['accept-dirty'] === true,
      followLinks: options['follow-links'] === true,
      ...(options.user === undefined ? {} : { user: options.user }),
    };
    const disk = await context.machine.files();
    const how = { options, reads: REGISTRY_FILES };
    const result = await withOneWindows(context, name, how, (place) =>
      exportKey(context.machine, place.name, request, (path) => createOutput(disk, path)),
    );
    sayReplay(context, options, result.replay);
    const exitCode = result.leftOut.length === 0 ? EXIT_SUCCESS : EXIT_FINDINGS;
    return { result, exitCode, ok: true, disk: 'unchanged' };
  },
};
