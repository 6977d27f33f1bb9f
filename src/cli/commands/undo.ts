import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const undo: Command<'undo'> = {
  name: 'undo',
  operands: [{ name: 'TARGET', atLeast: 1, atMost: 1 }],
  writes: true,
  options: [
    'backup',
    'force',
    'dry-run',
    'backup-dir',
    'in-place',
    'ignore-hibernation',
    'follow-links',
    'report',
  ],
  async run(context, { targets, options }) {
    const { undoTarget } = await import('../../jobs/undo-target.ts');
    const { backup: backupId, 'backup-dir': backupFolder } = options;
    const result = await undoTarget(context.machine, context, targets[0] ?? '', {
      ...(backupId === undefined ? {} : { backupId }),
      ...(backupFolder === undefined ? {} : { backupFolder }),
      inPlace: options['in-place'] === true,
      force: options.force === true,
      followLinks: options['follow-links'] === true,
      ignoreHibernation: options['ignore-hibernation'] === true,
      dryRun: options['dry-run'] === true,
    });
    return { result, exitCode: EXIT_SUCCESS, ok: true, disk: result.disk };
  },
};
