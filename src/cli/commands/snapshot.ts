import { carriedOptions } from '../argv/carried-options.ts';
import type { Command } from '../command.ts';
import { EXIT_FINDINGS, EXIT_SUCCESS } from '../exit-codes.ts';

/** Which the command that puts it back needs, too. */
const CARRIED = ['backup-dir', 'follow-links'] as const;

export const snapshot: Command<'snapshot'> = {
  name: 'snapshot',
  operands: [{ name: 'TARGET', atLeast: 1, atMost: 1 }],
  writes: true,
  options: ['keep', 'backup-dir', 'ignore-hibernation', 'follow-links'],
  async run(context, { targets: [target = ''], options }) {
    const [{ snapshotTarget }, { offerLines }, { asTyped }] = await Promise.all([
      import('../../jobs/snapshot-target.ts'),
      import('../../report/person/offer-lines.ts'),
      import('../../report/messages/command-line.ts'),
    ]);
    const { 'backup-dir': backupFolder, keep } = options;
    const result = await snapshotTarget(context.machine, context, target, {
      ...(backupFolder === undefined ? {} : { backupFolder }),
      ...(keep === undefined ? {} : { keep }),
      followLinks: options['follow-links'] === true,
      ignoreHibernation: options['ignore-hibernation'] === true,
    });
    const { words, resultStyle } = context;
    const rest = [target, '--snapshot', result.snapshot.id, ...carriedOptions(options, CARRIED)];
    const offer = words.snapshots.toPutBack(rest.map(asTyped).join(' '));
    const closing = offerLines(offer, resultStyle.width);
    const exitCode = result.leftOut.length === 0 ? EXIT_SUCCESS : EXIT_FINDINGS;
    return { result, exitCode, ok: true, disk: 'unchanged', closing };
  },
};
