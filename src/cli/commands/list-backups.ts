import { SETTING_FILES } from '../../jobs/image-files.ts';
import { IMAGE_OPTIONS } from '../argv/options.ts';
import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';
import { withOneWindows } from '../one-windows.ts';

export const listBackups: Command<'list-backups'> = {
  name: 'list-backups',
  operands: [{ name: 'TARGET', atLeast: 1, atMost: 1 }],
  writes: false,
  options: ['backup-dir', 'follow-links', ...IMAGE_OPTIONS],
  async run(context, { targets, options }) {
    const { listBackupsOfTarget } = await import('../../jobs/undo-target.ts');
    const how = { options, reads: SETTING_FILES };
    const result = await withOneWindows(context, targets[0] ?? '', how, async (place) => {
      const backupFolder = options['backup-dir'] ?? place.backupFolder;
      return listBackupsOfTarget(context.machine, place.name, {
        followLinks: options['follow-links'] === true,
        ...(backupFolder === undefined ? {} : { backupFolder }),
      });
    });
    return { result, exitCode: EXIT_SUCCESS, ok: true, disk: 'unchanged' };
  },
};
