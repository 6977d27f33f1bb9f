import type { FilePath } from '../ground/brand.ts';
import type { Remedy } from '../remedies/remedy.ts';
import { SETTING_OFF } from '../windows/setting.ts';
import { findingsOf, readSystem } from './check.ts';
import { explaining } from './explain-failure.ts';
import { withIdleHivex } from './idle-hivex.ts';
import { lastRepair } from './last-repair.ts';
import type { Machine } from './machine.ts';
import { remediesFor } from './named-remedies.ts';
import { type RepairRequest, repairHive } from './repair.ts';
import { inPlaceNote, tellAll, toolsFor, type Watch, type WriteOptions } from './repair-wiring.ts';
import type { Findings, OfflineRepairResult, RepairOutcome } from './results.ts';
import { startedFrom } from './started-from.ts';
import { type FindOptions, findTargetToWrite, refuseHibernatedTarget } from './targets.ts';

export interface RepairOptions extends WriteOptions, FindOptions {
  /** REG_DWORD to set; the one that lets passwords in when not given. */
  readonly value?: number;
  readonly backupFolder?: FilePath;
  /** Keep only the changed pages as a backup. */
  readonly pagesOnly: boolean;
  readonly acceptDirty: boolean;
  /** What else is to be taken away that hides the password. */
  readonly remedies?: readonly Remedy[];
  readonly ignoreHibernation: boolean;
}

/**
 * Repairs what a word on the command line means.
 * @throws HiveError what resolveTarget and repairHive throw, and 'windows-hibernated'.
 */
export async function repairTarget(
  machine: Machine,
  watch: Watch,
  name: string,
  options: RepairOptions,
): Promise<OfflineRepairResult> {
  const { value = SETTING_OFF, backupFolder, remedies, pagesOnly, acceptDirty, ignoreHibernation } = options;
  const { target, files } = await findTargetToWrite(machine, watch, name, options);
  const doubts = [
    ...inPlaceNote(options.inPlace),
    ...(ignoreHibernation ? [] : await refuseHibernatedTarget(files, target)),
  ];
  tellAll(watch, doubts);
  const system = await readSystem(files, target.systemHive);
  let found: Findings | undefined;
  const tools = toolsFor(machine, files, watch, options);
  const request: RepairRequest = {
    hiveSet: target.hive,
    value,
    ...(backupFolder === undefined ? {} : { backupFolder }),
    pagesOnly,
    acceptDirty,
    ...(remedies === undefined ? {} : { remedies }),
    onHive: (software) => {
      found = findingsOf(software, system);
    },
  };
  const outcome = await explaining(files, target, () =>
    withIdleHivex(machine, tools, (pooled) => repairHive(pooled, request)),
  );
  const told = { ...outcome, warnings: [...doubts, ...outcome.warnings] };
  const repaired = outcome.alreadyRight
    ? await lastRepair(files, target.hive.primary, { backupFolder, writtenAt: found?.settingWrittenAt })
    : undefined;
  return {
    online: false,
    startedFrom: await startedFrom(machine),
    outcome: told,
    ...(found === undefined ? {} : { found: withoutRemedied(found, outcome) }),
    ...(repaired === undefined ? {} : { lastRepair: repaired }),
  };
}

/** What a remedy took away stands in nobody's way any more. */
function withoutRemedied(found: Findings, { remedies = [] }: RepairOutcome): Findings {
  const gone = remedies.filter(({ state }) => state === 'applied').map(({ cause }) => cause);
  const otherCauses = found.otherCauses.filter(({ cause }) => !gone.includes(cause));
  return { ...found, otherCauses, remedies: remediesFor(otherCauses) };
}
