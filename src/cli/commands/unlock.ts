import { HiveError } from '../../ground/errors.ts';
import type { UnlockResult } from '../../jobs/results.ts';
import type { OptionValues } from '../argv/options.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const unlock: Command<'unlock'> = {
  name: 'unlock',
  operands: [{ name: 'DRIVE', atLeast: 1, atMost: 1 }],
  writes: false,
  options: ['recovery-password-file', 'recovery-key'],
  async run(context, { targets, options }) {
    const result = await unlockWith(context, targets[0] ?? '', options);
    return { result, exitCode: EXIT_SUCCESS, ok: true, disk: 'unchanged' };
  },
};

async function unlockWith(context: Context, drive: string, options: OptionValues): Promise<UnlockResult> {
  const file = options['recovery-key'];
  const passwordFile = options['recovery-password-file'];
  if (file !== undefined && passwordFile !== undefined) {
    throw new HiveError('usage', {
      kind: 'options-exclude',
      options: ['--recovery-key', '--recovery-password-file'],
    });
  }
  const [{ askAndUnlock, prepareDrive }, { unlockDrive }] = await Promise.all([
    import('../unlock-drive.ts'),
    import('../../jobs/unlock.ts'),
  ]);
  const unlocking = await prepareDrive(context, drive);
  if ('state' in unlocking) return unlocking;
  if (file !== undefined) {
    return unlockDrive(unlocking, { by: 'recovery-key', file });
  }
  if (passwordFile === '-') {
    const bytes = await context.surroundings.stdin.readAll();
    return unlockDrive(unlocking, { by: 'piped-password', bytes });
  }
  if (passwordFile !== undefined) {
    return unlockDrive(unlocking, { by: 'password-file', file: passwordFile });
  }
  if (!context.canAsk) {
    throw new HiveError('terminal-needed', {
      command: 'hivemend unlock',
      instead: `hivemend unlock ${unlocking.volume} --recovery-password-file -`,
    });
  }
  return askAndUnlock(context, unlocking);
}
