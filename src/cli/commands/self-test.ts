import type { SelfTestResult } from '../../jobs/results.ts';
import type { Command } from '../command.ts';
import { EXIT_FINDINGS, EXIT_SUCCESS } from '../exit-codes.ts';
import type { Surroundings } from '../surroundings.ts';

export const selfTest: Command<'self-test'> = {
  name: 'self-test',
  operands: [{ name: 'FOLDER', atLeast: 0, atMost: 1 }],
  writes: true,
  options: ['hivex-wasm'],
  async run(context, { targets, options }) {
    const { surroundings, machine } = context;
    const [{ runSelfTest }, { toolsFor }, { describeMachine }, files] = await Promise.all([
      import('../../jobs/self-test.ts'),
      import('../../jobs/repair-wiring.ts'),
      import('../../jobs/describe-machine.ts'),
      machine.files(),
    ]);
    const folder = files.resolve(targets[0] ?? surroundings.system.temporaryFolder());
    const hivexModule = options['hivex-wasm'];
    const tools = toolsFor(machine, files, context, {
      dryRun: false,
      ...(hivexModule === undefined ? {} : { hivexModule }),
    });
    const parts = await runSelfTest(tools, folder);
    const ok = parts.every((part) => part.ok);
    return {
      result: { folder, parts, ...describeProgram(surroundings), ...(await describeMachine(machine)) },
      exitCode: ok ? EXIT_SUCCESS : EXIT_FINDINGS,
      ok,
      disk: 'unchanged',
    };
  },
};

/** What `main.ts` has found out anyway. */
function describeProgram(
  surroundings: Surroundings,
): Omit<SelfTestResult, 'folder' | 'parts' | 'isPreinstallation' | 'hasManageBde' | 'volumes'> {
  const { build, environment, stdout, system } = surroundings;
  return {
    hivemend: build.version,
    commit: build.commit,
    hivex: build.hivex,
    node: system.nodeVersion,
    architecture: system.architecture,
    console: {
      isTerminal: stdout.isTerminal,
      ...(stdout.columns === undefined ? {} : { columns: stdout.columns }),
    },
    codePage: environment('HIVEMEND_CODE_PAGE')?.trim() ?? null,
    locale: surroundings.locale(),
    freeMemory: system.freeMemory(),
  };
}
