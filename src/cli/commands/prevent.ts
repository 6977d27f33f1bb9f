import { HiveError } from '../../ground/errors.ts';
import type { Measure, PreventionResult } from '../../jobs/results.ts';
import type { OptionValues } from '../argv/options.ts';
import type { Command, CommandEnd } from '../command.ts';
import type { Context } from '../context.ts';
import { diskStateOfSeveral, EXIT_FINDINGS, exitCodeOf, exitCodeOfSeveral } from '../exit-codes.ts';
import { refuseTogether } from '../options-together.ts';
import type { KeyFile } from '../terminal/key-file.ts';

export const prevent: Command<'prevent'> = {
  name: 'prevent',
  operands: [{ name: 'TARGET', atLeast: 0, atMost: 1 }],
  writes: true,
  options: ['check', 'before-firmware-update', 'save-recovery-password', 'online', 'follow-links', 'report'],
  async run(context, { targets: [target], options }) {
    refuseTogether(options, ['check', 'save-recovery-password'], ['online', 'follow-links']);
    if (options.check !== true && !context.saysYes && !context.canAsk) {
      throw new HiveError('terminal-needed', {
        command: 'hivemend prevent',
        instead: 'hivemend prevent --yes',
      });
    }
    return target === undefined ? ofTheRunning(context, options) : ofTarget(context, target, options);
  },
};

async function ofTarget(
  context: Context,
  target: string,
  options: OptionValues,
): Promise<CommandEnd<'prevent'>> {
  for (const name of ['online', 'before-firmware-update', 'save-recovery-password'] as const) {
    if (options[name] === undefined) continue;
    throw new HiveError('usage', { kind: 'options-exclude', options: [`--${name}`, target] });
  }
  const [{ preventTarget }, { deskOf }] = await Promise.all([
    import('../../jobs/prevent-target.ts'),
    import('../at-the-desk.ts'),
  ]);
  const desk = options.check === true ? undefined : deskOf(context, undefined);
  const followLinks = options['follow-links'] === true;
  return ended(await preventTarget(context.machine, context, desk, target, { followLinks }));
}

async function ofTheRunning(context: Context, options: OptionValues): Promise<CommandEnd<'prevent'>> {
  const [{ preventOnline }, { deskOf }] = await Promise.all([
    import('../../jobs/prevent-online.ts'),
    import('../at-the-desk.ts'),
  ]);
  const beforeFirmwareUpdate = options['before-firmware-update'] === true;
  const keyFile = await keyFileOf(context, options);
  try {
    const desk = options.check === true ? undefined : deskOf(context, keyFile);
    return ended(await preventOnline(context.machine, desk, { beforeFirmwareUpdate }));
  } finally {
    await keyFile?.close();
  }
}

async function keyFileOf({ machine }: Context, options: OptionValues): Promise<KeyFile | undefined> {
  const path = options['save-recovery-password'];
  if (path === undefined) return undefined;
  const { systemRoot } = machine;
  if (systemRoot === undefined) throw new HiveError('command-missing', { program: 'manage-bde' });
  const { KeyFile } = await import('../terminal/key-file.ts');
  return KeyFile.create(await machine.files(), path, systemRoot);
}

function ended(result: PreventionResult): CommandEnd<'prevent'> {
  const { measures } = result;
  const codes = measures.map(codeOf).filter((code) => code !== undefined);
  const disks = measures.map(({ state, error }) => (state === 'done' ? 'changed' : error?.disk));
  return {
    result,
    exitCode: exitCodeOfSeveral(codes),
    ok: !measures.some(({ state }) => state === 'failed'),
    disk: diskStateOfSeveral(disks.filter((disk) => disk !== undefined)),
  };
}

/** Undefined where nothing is left to be done. */
function codeOf({ state, error }: Measure): number | undefined {
  if (error !== undefined) return exitCodeOf(error.code);
  return state === 'needed' || state === 'declined' ? EXIT_FINDINGS : undefined;
}
