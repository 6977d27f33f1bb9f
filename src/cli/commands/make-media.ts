import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const makeMedia: Command<'make-media'> = {
  name: 'make-media',
  operand: { name: 'FOLDER', atLeast: 1, atMost: 1 },
  writes: false,
  options: ['force'],
  async run({ surroundings, machine }, { targets, options }) {
    const [{ copyMedia, findHandedOut }, files] = await Promise.all([
      import('../../jobs/make-media.ts'),
      machine.files(),
    ]);
    const from = await findHandedOut(files, surroundings.system.programFolders());
    const folder = files.resolve(targets[0] ?? '.');
    const copied = await copyMedia(files, from, folder, options.force === true);
    return { result: { folder, files: copied }, exitCode: EXIT_SUCCESS, ok: true, disk: 'unchanged' };
  },
};
