import { scanVolumes } from '../disk/volumes.ts';
import { type Machine, runningWindows } from './machine.ts';
import type { SelfTestResult } from './results.ts';

/** What the self-test tells of where it runs. With file calls only: a recovery system lacks most programs. */
export async function describeMachine(
  machine: Machine,
): Promise<Pick<SelfTestResult, 'isPreinstallation' | 'hasManageBde' | 'volumes'>> {
  const { systemRoot } = machine;
  const files = await machine.files();
  const inSystem32 = async (name: string) =>
    systemRoot !== undefined && (await files.status(files.join(systemRoot, 'System32', name))) !== undefined;
  const volumes = await scanVolumes(files, { ...runningWindows(machine), mounts: await machine.mounts() });
  return {
    isPreinstallation: await inSystem32('wpeinit.exe'),
    hasManageBde: await inSystem32('manage-bde.exe'),
    volumes: volumes.map(({ root, access, windows }) => ({
      root,
      access: access.state,
      windows: windows.length,
    })),
  };
}
