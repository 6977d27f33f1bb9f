import { isProtected, readRecoveryKeyIds } from '../bitlocker/protection.ts';
import { findManageBde } from '../bitlocker/unlock.ts';
import type { Target } from '../disk/target.ts';
import { isHiveError } from '../ground/errors.ts';
import type { DeviceEncryption } from '../windows/incident/device-encryption.ts';
import { inspect } from './check.ts';
import { explaining } from './explain-failure.ts';
import type { Machine } from './machine.ts';
import { allowPassword, type Desk, inTurn } from './prevention-desk.ts';
import type { KeyMeasure, PreventionResult } from './prevention-result.ts';
import { repairTarget } from './repair-target.ts';
import type { Watch } from './repair-wiring.ts';
import { readTargetRegistry } from './target-registry.ts';
import { type FindOptions, findTarget } from './targets.ts';

/**
 * The same for a Windows on a disk, as far as it can be done there: the password is accepted. What protects the drive, and which
 * keys open it, is told where this system has given it a letter and has a manage-bde; keys are added by the running Windows alone.
 * @param desk missing where everything is only told.
 * @throws HiveError what findTarget and inspect throw; 'cancelled' before anything was done.
 */
export async function preventTarget(
  machine: Machine,
  watch: Watch,
  desk: Desk | undefined,
  name: string,
  options: FindOptions,
): Promise<PreventionResult> {
  const { target, files } = await findTarget(machine, name, options);
  const found = await explaining(files, target, () =>
    inspect(files, target, { acceptDirty: false, isScanned: true, run: machine.run }),
  );
  const { reading } = await readTargetRegistry(files, target);
  const measures = await inTurn([
    () =>
      allowPassword(found.setting, found.hive, desk, async () => {
        const { outcome } = await repairTarget(machine, watch, name, { ...options, ...AS_USUAL });
        return { setting: outcome.change.after, outcome };
      }),
    () => tellRecoveryKeys(machine, target, reading.evidence.encryption.likelihood),
  ]);
  return {
    online: false,
    windowsFolder: target.windowsFolder ?? target.hive.primary,
    windows: found.windows,
    isCheck: desk === undefined,
    measures,
    otherCauses: found.otherCauses,
    remedies: found.remedies,
  };
}

const AS_USUAL = { pagesOnly: false, acceptDirty: false, ignoreHibernation: false, dryRun: false } as const;

async function tellRecoveryKeys(
  machine: Machine,
  { volumeRoot = '' }: Target,
  encryption: DeviceEncryption['likelihood'],
): Promise<KeyMeasure> {
  const unknown = { measure: 'recovery-key', state: 'cannot-be-told', keyIds: [], encryption } as const;
  const volume = /^([a-z]:)\\?$/i.exec(volumeRoot)?.[1]?.toUpperCase();
  const { systemRoot } = machine;
  if (volume === undefined || systemRoot === undefined) return unknown;
  try {
    const manageBde = await findManageBde(await machine.files(), systemRoot);
    const drive = { commands: await machine.commands(), manageBde, volume };
    const protects = await isProtected(drive);
    const keyIds = await readRecoveryKeyIds(drive, { isProtected: protects });
    const state = keyIds.length > 0 ? 'in-order' : protects ? 'needed' : 'not-needed';
    return { ...unknown, volume, isProtected: protects, keyIds, state };
  } catch (error) {
    // A plain Windows PE has no manage-bde, and that is nothing that somebody could mend here.
    if (!isHiveError(error)) throw error;
    return { ...unknown, volume };
  }
}
