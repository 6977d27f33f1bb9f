import type { Machine } from './machine.ts';

/**
 * From what hivemend was started, which tells how the PC is started again: Windows' recovery environment, which has a
 * menu to go back to; another Windows PE (Microsoft: "Wpeutil command-line options"); or any other system.
 */
export type StartedFrom = 'recovery-environment' | 'windows-pe' | 'other';

export async function startedFrom(machine: Pick<Machine, 'files' | 'systemRoot'>): Promise<StartedFrom> {
  const { systemRoot } = machine;
  if (systemRoot === undefined) return 'other';
  const files = await machine.files();
  const isThere = async (...names: readonly string[]) =>
    (await files.status(files.join(files.parent(systemRoot), ...names))) !== undefined;
  if (await isThere('sources', 'recovery', 'RecEnv.exe')) return 'recovery-environment';
  return (await isThere(files.baseName(systemRoot), 'System32', 'wpeinit.exe')) ? 'windows-pe' : 'other';
}
