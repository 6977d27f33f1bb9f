import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const undo: Command<'undo'> = {
  name: 'undo',
  operand: { name: 'TARGET', atLeast: 1, atMost: 1 },
  writes: true,
  options: ['backup', 'force', 'dry-run', 'backup-dir', 'in-place', 'ignore-hibernation', 'report'],
  async run(context, { targets, options }) {
    const [{ undoRepair }, { findTarget }, { refuseHibernated, repairSurroundings }, disk] =
      await Promise.all([
        import('../../jobs/undo.ts'),
        import('../find-target.ts'),
        import('../repair-wiring.ts'),
        context.surroundings.files(),
      ]);
    const target = await findTarget(disk, targets[0] ?? '', context.surroundings);
    await refuseHibernated(disk, target, options);
    const result = await undoRepair(repairSurroundings(context, disk, options), {
      hiveSet: target.hive,
      ...(options.backup === undefined ? {} : { backupId: options.backup }),
      ...(options['backup-dir'] === undefined ? {} : { backupFolder: options['backup-dir'] }),
      inPlace: options['in-place'] === true,
      force: options.force === true,
    });
    return { result, exitCode: EXIT_SUCCESS, ok: true, disk: result.disk };
  },
};
