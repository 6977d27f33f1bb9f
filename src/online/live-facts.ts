import type { CommandRunner } from '../files/command-runner.ts';
import { isHiveError } from '../ground/errors.ts';
import { queryKey, type RegExe } from './reg-exe.ts';

/** What only the running system knows of Enhanced Sign-in Security. A fact that nothing told is missing. */
export interface LiveFacts {
  /** Of Win32_DeviceGuard: 0 off, 1 configured, 2 running. */
  readonly vbsStatus?: number;
  readonly isBiometricIsolationRunning?: boolean;
  readonly isPinIsolationRunning?: boolean;
  readonly isBiometricServiceRunning?: boolean;
  readonly hasSecureDevicesTable?: boolean;
}

/** Full paths of the running system's programs. */
export interface SystemPrograms {
  readonly tasklist: string;
  readonly sc: string;
  readonly powershell: string;
}

const PATIENCE_MS = 60_000;
const VBS_STATUS =
  '(Get-CimInstance -Namespace root/Microsoft/Windows/DeviceGuard -ClassName Win32_DeviceGuard).VirtualizationBasedSecurityStatus';

export async function readLiveFacts(reg: RegExe, programs: SystemPrograms): Promise<LiveFacts> {
  const { commands } = reg;
  const tasks = await said(commands, programs.tasklist, ['/fo', 'csv', '/nh']);
  const service = await said(commands, programs.sc, ['query', 'WbioSrvc']);
  const vbs = await said(commands, programs.powershell, [
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    VBS_STATUS,
  ]);
  const [, status] = /^\s*(\d)\s*$/.exec(vbs ?? '') ?? [];
  const table = queryKey(reg, 'HKEY_LOCAL_MACHINE\\HARDWARE\\ACPI\\SDEV');
  const hasTable = await table.then((found) => found !== undefined, ignoreCommand);
  return {
    ...(status === undefined ? {} : { vbsStatus: Number(status) }),
    ...(tasks === undefined
      ? {}
      : {
          isBiometricIsolationRunning: /^"bioiso\.exe"/im.test(tasks),
          isPinIsolationRunning: /^"ngciso\.exe"/im.test(tasks),
        }),
    // The state's number, before its name: 4 is running.
    ...(service === undefined ? {} : { isBiometricServiceRunning: /:\s*4\s+\S/.test(service) }),
    ...(hasTable === undefined ? {} : { hasSecureDevicesTable: hasTable }),
  };
}

/** What a program printed; undefined where it is not there or failed. Only its ASCII is looked at. */
async function said(
  commands: CommandRunner,
  program: string,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await commands.run(program, args, { timeoutMs: PATIENCE_MS });
    return exitCode === 0 ? Buffer.from(stdout).toString('latin1') : undefined;
  } catch (error) {
    return ignoreCommand(error);
  }
}

function ignoreCommand(error: unknown): undefined {
  if (!isHiveError(error)) throw error;
  return undefined;
}
