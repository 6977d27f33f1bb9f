import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const listBackups: Command<'list-backups'> = {
  name: 'list-backups',
  operands: [{ name: 'TARGET', atLeast: 1, atMost: 1 }],
  writes: false,
  options: ['backup-dir', 'follow-links'],
  async run({ machine }, { targets, options }) {
    const { listBackupsOfTarget } = await import('../../jobs/undo-target.ts');
    const backupFolder = options['backup-dir'];
    const result = await listBackupsOfTarget(machine, targets[0] ?? '', {
      followLinks: options['follow-links'] === true,
      ...(backupFolder === undefined ? {} : { backupFolder }),
    });
    return { result, exitCode: EXIT_SUCCESS, ok: true, disk: 'unchanged' };
  },
};
