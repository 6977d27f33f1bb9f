import type { SelfTestResult } from '../../jobs/results.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT_FINDINGS, EXIT_SUCCESS } from '../exit-codes.ts';

export const selfTest: Command<'self-test'> = {
  name: 'self-test',
  operand: { name: 'FOLDER', atLeast: 0, atMost: 1 },
  writes: true,
  options: ['hivex-wasm'],
  async run(context, { targets, options }) {
    const { surroundings } = context;
    const [{ runSelfTest }, { repairSurroundings }, files] = await Promise.all([
      import('../../jobs/self-test.ts'),
      import('../repair-wiring.ts'),
      surroundings.files(),
    ]);
    const folder = files.resolve(targets[0] ?? surroundings.system.temporaryFolder());
    const parts = await runSelfTest(repairSurroundings(context, files, options), folder);
    const ok = parts.every((part) => part.ok);
    return {
      result: { folder, parts, ...(await describeMachine(context)) },
      exitCode: ok ? EXIT_SUCCESS : EXIT_FINDINGS,
      ok,
      disk: 'unchanged',
    };
  },
};

/** With file calls only: a recovery system lacks most programs. */
async function describeMachine({ surroundings }: Context): Promise<Omit<SelfTestResult, 'folder' | 'parts'>> {
  const { build, environment, stdout, system } = surroundings;
  const files = await surroundings.files();
  const systemRoot = system.flavour === 'windows' ? environment('SystemRoot') : undefined;
  const inSystem32 = async (name: string) =>
    systemRoot !== undefined && (await files.status(files.join(systemRoot, 'System32', name))) !== undefined;
  const { scanVolumes } = await import('../../disk/volumes.ts');
  const volumes = await scanVolumes(files, {
    ...(systemRoot === undefined ? { mounts: await surroundings.mounts() } : { systemRoot }),
  });
  return {
    hivemend: build.version,
    commit: build.commit,
    hivex: build.hivex,
    node: system.nodeVersion,
    architecture: system.architecture,
    isPreinstallation: await inSystem32('wpeinit.exe'),
    hasManageBde: await inSystem32('manage-bde.exe'),
    console: {
      isTerminal: stdout.isTerminal,
      ...(stdout.columns === undefined ? {} : { columns: stdout.columns }),
    },
    codePage: environment('HIVEMEND_CODE_PAGE')?.trim() ?? null,
    locale: surroundings.locale(),
    freeMemory: system.freeMemory(),
    volumes: volumes.map(({ root, access, windows }) => ({
      root,
      access: access.state,
      windows: windows.length,
    })),
  };
}
