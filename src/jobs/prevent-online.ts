import {
  type AskedDrive,
  addRecoveryPassword,
  isProtected,
  readRecoveryKeyIds,
  suspendProtection,
  takeAway,
} from '../bitlocker/protection.ts';
import { findManageBde } from '../bitlocker/unlock.ts';
import { HiveError } from '../ground/errors.ts';
import { readRunningWindows, repairRunningWindows, SETTING_KEY } from '../online/running-windows.ts';
import { describeWindows } from '../windows/description.ts';
import { SETTING_OFF } from '../windows/setting.ts';
import type { Machine } from './machine.ts';
import { remediesFor } from './named-remedies.ts';
import { regExe } from './online.ts';
import { allowPassword, type Desk, type HandOver, inTurn, orFailed } from './prevention-desk.ts';
import type { KeyMeasure, PreventionResult, SuspensionMeasure } from './prevention-result.ts';

/** Microsoft's own guidance before such an update: "Suspend-BitLocker ... RebootCount 2". */
const RESTARTS = 2;

/**
 * Sees to it that the owner of the Windows that is running is not locked out: the password is accepted, the system drive has a
 * recovery key, and, before an update of the firmware, BitLocker does not mind it.
 * @param desk missing where everything is only told.
 * @throws HiveError what readRunningWindows throws; 'cancelled' before anything was done.
 */
export async function preventOnline(
  machine: Machine,
  desk: Desk | undefined,
  { beforeFirmwareUpdate }: { readonly beforeFirmwareUpdate: boolean },
): Promise<PreventionResult> {
  const reg = await regExe(machine);
  const { systemRoot = '' } = machine;
  const { setting, software, otherCauses } = await readRunningWindows(reg);
  const volume = systemRoot.slice(0, 2).toUpperCase();
  const drive = () => systemDrive(machine, volume);
  const measures = await inTurn([
    () =>
      allowPassword(setting, SETTING_KEY, desk, async () => {
        const { change } = await repairRunningWindows(reg, { value: SETTING_OFF, dryRun: false });
        return { setting: change.after };
      }),
    () => keepRecoveryKey(drive, volume, desk),
    ...(beforeFirmwareUpdate ? [() => suspend(drive, volume, desk)] : []),
  ]);
  return {
    online: true,
    windowsFolder: systemRoot,
    windows: describeWindows(software),
    isCheck: desk === undefined,
    measures,
    otherCauses,
    remedies: remediesFor(otherCauses),
  };
}

async function systemDrive(machine: Machine, volume: string): Promise<AskedDrive> {
  const { systemRoot } = machine;
  if (systemRoot === undefined) throw new HiveError('command-missing', { program: 'manage-bde' });
  const files = await machine.files();
  return { commands: await machine.commands(), manageBde: await findManageBde(files, systemRoot), volume };
}

function keepRecoveryKey(
  asked: () => Promise<AskedDrive>,
  volume: string,
  desk: Desk | undefined,
): Promise<KeyMeasure> {
  const told = { measure: 'recovery-key', volume } as const;
  return orFailed<KeyMeasure>({ ...told, keyIds: [], state: 'needed' }, async () => {
    const drive = await asked();
    const protects = await isProtected(drive);
    const keyIds = await readRecoveryKeyIds(drive, { isProtected: protects });
    const found = { ...told, isProtected: protects, keyIds };
    if (keyIds.length > 0) return { ...found, state: 'in-order' };
    if (!protects) return { ...found, state: 'not-needed' };
    if (desk === undefined) return { ...found, state: 'needed' };
    if (desk.handOver === undefined) return { ...found, state: 'needed', because: 'nowhere-to-show' };
    if (!(await desk.agrees(told))) return { ...found, state: 'declined' };
    return await addKey(drive, found, desk.handOver);
  });
}

async function addKey(
  drive: AskedDrive,
  found: Omit<KeyMeasure, 'state'>,
  handOver: NonNullable<Desk['handOver']>,
): Promise<KeyMeasure> {
  const { keyId, password } = await addRecoveryPassword(drive);
  const handed = await taken(drive, keyId, () => handOver({ keyId, password, volume: drive.volume }));
  if (!handed.isTaken) return { ...found, state: 'declined' };
  const { savedTo } = handed;
  const saved = savedTo === undefined ? {} : { savedTo };
  return { ...found, state: 'done', keyIds: [keyId], newKeyId: keyId, ...saved };
}

/** A recovery password that nobody took is no good: it is taken away again. */
async function taken(drive: AskedDrive, keyId: string, handOver: () => Promise<HandOver>): Promise<HandOver> {
  let handed: HandOver;
  try {
    handed = await handOver();
  } catch (error) {
    await takeAway(drive, keyId, error);
    throw error;
  }
  if (!handed.isTaken) await takeAway(drive, keyId, undefined);
  return handed;
}

function suspend(
  asked: () => Promise<AskedDrive>,
  volume: string,
  desk: Desk | undefined,
): Promise<SuspensionMeasure> {
  const told = { measure: 'update-suspension', volume, restarts: RESTARTS } as const;
  return orFailed<SuspensionMeasure>({ ...told, state: 'needed' }, async () => {
    const drive = await asked();
    if (!(await isProtected(drive))) return { ...told, state: 'not-needed' };
    if (desk === undefined) return { ...told, state: 'needed' };
    if (!(await desk.agrees(told))) return { ...told, state: 'declined' };
    await suspendProtection(drive, RESTARTS);
    return { ...told, state: 'done' };
  });
}
