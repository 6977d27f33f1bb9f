import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const makeMedia: Command<'make-media'> = {
  name: 'make-media',
  operands: [{ name: 'FOLDER', atLeast: 1, atMost: 1 }],
  writes: false,
  options: ['force'],
  async run({ surroundings, machine }, { targets, options }) {
    const [{ copyMedia, DOCUMENTED_START, findHandedOut, startFrom }, files] = await Promise.all([
      import('../../jobs/make-media.ts'),
      machine.files(),
    ]);
    const from = await findHandedOut(files, surroundings.system.programFolders());
    const folder = files.resolve(targets[0] ?? '.');
    await files.makeFolder(folder);
    const found = await startFrom(files, folder, machine.systemRoot);
    const start = found ?? DOCUMENTED_START;
    const copied = await copyMedia(files, from, folder, start, options.force === true);
    const result = { folder, isOnStick: found !== undefined, start, files: copied };
    return { result, exitCode: EXIT_SUCCESS, ok: true, disk: 'unchanged' };
  },
};
