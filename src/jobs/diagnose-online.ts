import { HiveError } from '../ground/errors.ts';
import { readIncidentRegistry } from '../online/incident-registry.ts';
import { readLiveFacts } from '../online/live-facts.ts';
import { readRegistryEvidence } from '../windows/incident/read-registry.ts';
import { diagnoseFrom } from './diagnose.ts';
import type { DiagnosisResult } from './diagnosis-result.ts';
import type { Machine } from './machine.ts';
import { checkOnline, regExe } from './online.ts';

/**
 * The same of the Windows that hivemend runs on: its registry through reg.exe, its logs as files, which an administrator may
 * read; and what only the running system knows.
 * @throws HiveError what checkOnline throws
 */
export async function diagnoseOnline(machine: Machine): Promise<DiagnosisResult> {
  const { systemRoot } = machine;
  const check = await checkOnline(machine);
  const reg = await regExe(machine);
  if (systemRoot === undefined) throw new HiveError('command-missing', { program: reg.path });
  const registry = await readIncidentRegistry(reg);
  const files = await machine.files();
  const program = (...names: readonly string[]) => files.join(systemRoot, 'System32', ...names);
  const live = await readLiveFacts(reg, {
    tasklist: program('tasklist.exe'),
    sc: program('sc.exe'),
    powershell: program('WindowsPowerShell', 'v1.0', 'powershell.exe'),
  });
  const sources = [
    { what: 'software', path: 'HKEY_LOCAL_MACHINE\\SOFTWARE', state: 'read' },
    { what: 'system', path: 'HKEY_LOCAL_MACHINE\\SYSTEM', state: 'read' },
  ] as const;
  return diagnoseFrom(files, systemRoot, { check, reading: readRegistryEvidence(registry), sources }, live);
}
