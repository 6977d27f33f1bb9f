import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const listBackups: Command<'list-backups'> = {
  name: 'list-backups',
  operand: { name: 'TARGET', atLeast: 1, atMost: 1 },
  writes: false,
  options: ['backup-dir'],
  async run({ surroundings }, { targets, options }) {
    const [{ listBackups: list }, { findTarget }, files] = await Promise.all([
      import('../../jobs/undo.ts'),
      import('../find-target.ts'),
      surroundings.files(),
    ]);
    const { hive } = await findTarget(files, targets[0] ?? '', surroundings);
    const backups = await list(
      { files },
      {
        hiveSet: hive,
        ...(options['backup-dir'] === undefined ? {} : { backupFolder: options['backup-dir'] }),
      },
    );
    return { result: { hive: hive.primary, backups }, exitCode: EXIT_SUCCESS, ok: true, disk: 'unchanged' };
  },
};
