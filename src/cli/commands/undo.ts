import { HiveError } from '../../ground/errors.ts';
import { REGISTRY_FILES } from '../../jobs/image-files.ts';
import type { UndoOutcome } from '../../jobs/results.ts';
import { IMAGE_OPTIONS, MANY_OPTIONS } from '../argv/options.ts';
import type { Command, CommandArguments, CommandEnd } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';
import { areMany, type TargetTurn, type TargetWork } from '../on-targets.ts';
import { refuseTogether } from '../options-together.ts';

export const undo: Command<'undo'> = {
  name: 'undo',
  operands: [{ name: 'TARGET', atLeast: 0, atMost: 'many' }],
  writes: true,
  options: [
    'backup',
    'snapshot',
    'force',
    'dry-run',
    'backup-dir',
    'in-place',
    'ignore-hibernation',
    'follow-links',
    'report',
    ...IMAGE_OPTIONS,
    ...MANY_OPTIONS,
  ],
  async run(context, args) {
    if (args.options.snapshot !== undefined) return putSnapshotBack(context, args, args.options.snapshot);
    const { undoTarget } = await import('../../jobs/undo-target.ts');
    const work: TargetWork<UndoOutcome> = {
      command: 'undo',
      reads: REGISTRY_FILES,
      writes: true,
      options: [
        'backup',
        'force',
        'dry-run',
        'backup-dir',
        'ignore-hibernation',
        'follow-links',
        ...IMAGE_OPTIONS,
      ],
      carried: ['backup-dir', 'follow-links', 'image'],
      run: async (own, name, options) => {
        const { backup: backupId, 'backup-dir': backupFolder } = options;
        const outcome = await undoTarget(own.machine, own, name, {
          ...(backupId === undefined ? {} : { backupId }),
          ...(backupFolder === undefined ? {} : { backupFolder }),
          inPlace: options['in-place'] === true,
          force: options.force === true,
          followLinks: options['follow-links'] === true,
          ignoreHibernation: options['ignore-hibernation'] === true,
          dryRun: options['dry-run'] === true,
        });
        return ended(outcome);
      },
    };
    const [only, ...more] = args.targets;
    const isOne = only !== undefined && more.length === 0 && !areMany(args);
    if (!isOne || (await isImage(context, only))) {
      const { onManyTargets } = await import('../many/on-many-targets.ts');
      return onManyTargets(context, args, work);
    }
    const { result, exitCode, disk } = await work.run(context, only, args.options);
    return { result, exitCode, ok: true, disk };
  },
};

/** Of one Windows: a snapshot is of no other. */
async function putSnapshotBack(
  context: Context,
  { targets: [target, second], options }: CommandArguments,
  id: string,
): Promise<CommandEnd<'undo'>> {
  const others = ['backup', ...IMAGE_OPTIONS, ...MANY_OPTIONS] as const;
  refuseTogether(options, ...others.map((name) => ['snapshot', name] as const));
  if (target === undefined) throw new HiveError('usage', { kind: 'target-missing', operand: 'TARGET' });
  if (second !== undefined)
    throw new HiveError('usage', { kind: 'too-many-targets', given: second, atMost: 1 });
  const { undoSnapshot } = await import('../../jobs/undo-snapshot.ts');
  const backupFolder = options['backup-dir'];
  const result = await undoSnapshot(context.machine, context, target, id, {
    ...(backupFolder === undefined ? {} : { backupFolder }),
    force: options.force === true,
    followLinks: options['follow-links'] === true,
    ignoreHibernation: options['ignore-hibernation'] === true,
    dryRun: options['dry-run'] === true,
  });
  return { result, exitCode: EXIT_SUCCESS, ok: true, disk: result.disk };
}

/** Which may hold several Windows. */
async function isImage({ machine }: Context, target: string): Promise<boolean> {
  const { findImage } = await import('../../jobs/find-image.ts');
  return (await findImage(await machine.files(), target)) !== undefined;
}

function ended(result: UndoOutcome): TargetTurn<UndoOutcome> {
  const { alreadyRestored, dryRun, disk } = result;
  const outcome = alreadyRestored ? 'as-before' : dryRun ? 'would-put-back' : 'put-back';
  return { result, exitCode: EXIT_SUCCESS, disk, outcome };
}
