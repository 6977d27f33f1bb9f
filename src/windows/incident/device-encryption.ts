import type { Accounts } from '../accounts.ts';
import type { WindowsDescription } from '../description.ts';
import type { FirmwareState } from './firmware-state.ts';
import { dwordFact, findKey, inSystem, type MachineRegistry, type RegistryFact } from './registry-fact.ts';

/**
 * Whether this PC is one that turns BitLocker on by itself ("device encryption"). Only Windows decides that; what protects a
 * drive, and whether it is protected at all, stands on the drive and can't be read here.
 */
export interface DeviceEncryption {
  readonly likelihood: 'likely' | 'unlikely' | 'unknown';
  readonly conditions: readonly EncryptionCondition[];
}

export type ConditionName =
  /** Nobody forbade it. */
  | 'not-prevented'
  /** A Windows for people, not a server. */
  | 'client-edition'
  | 'secure-boot'
  /** An account that keeps the recovery key: Microsoft or Entra. */
  | 'account-for-key'
  /** The hardware test that builds before 26100, and IoT Enterprise still, ask for. */
  | 'hardware-test';

export interface EncryptionCondition {
  readonly condition: ConditionName;
  readonly holds: 'yes' | 'no' | 'unknown';
  readonly fact?: RegistryFact;
}

/** Windows 11 24H2 dropped the conditions on hardware. Microsoft: "BitLocker drive encryption in Windows 11 for OEMs". */
const FIRST_BUILD_WITHOUT_HARDWARE_TEST = 26100;

/** @throws HiveError where the keys on the way are damaged. */
export function readDeviceEncryption(
  registry: MachineRegistry,
  windows: WindowsDescription,
  { accounts, microsoftIdentities }: Accounts,
  { secureBoot }: FirmwareState,
): DeviceEncryption {
  const prevented = dwordFact(registry, inSystem('Control', 'BitLocker'), 'PreventDeviceEncryption');
  const isClient = windows.edition === undefined ? undefined : !/^server/i.test(windows.edition);
  const enabled = secureBoot.isEnabled;
  const hasKeeper = microsoftIdentities.length > 0 || accounts.some(({ kind }) => kind !== 'undetermined');
  const conditions: EncryptionCondition[] = [
    withFact(
      'not-prevented',
      registry.system === undefined ? undefined : prevented?.content !== 1,
      prevented,
    ),
    { condition: 'client-edition', holds: answer(isClient) },
    withFact('secure-boot', enabled === undefined ? undefined : enabled.content !== 0, enabled),
    // A local account that nobody knows to be one may still be a Microsoft account.
    { condition: 'account-for-key', holds: hasKeeper ? 'yes' : 'unknown' },
    { condition: 'hardware-test', holds: answer(hardwareTest(registry, windows)) },
  ];
  return { likelihood: likelihoodOf(conditions), conditions };
}

function likelihoodOf(conditions: readonly EncryptionCondition[]): DeviceEncryption['likelihood'] {
  if (conditions.some(({ holds }) => holds === 'no')) return 'unlikely';
  return conditions.every(({ holds }) => holds === 'yes') ? 'likely' : 'unknown';
}

/** Needless, or passed: Windows keeps what the firmware answered in the test (HSTI). */
function hardwareTest(
  registry: MachineRegistry,
  { build, edition }: WindowsDescription,
): boolean | undefined {
  if (build === undefined) return undefined;
  if (build >= FIRST_BUILD_WITHOUT_HARDWARE_TEST && !/^iotenterprise/i.test(edition ?? '')) return true;
  const { key } = findKey(registry, inSystem('Control', 'BitLocker', 'AutoDE', 'HSTI'));
  // That there are answers does not tell that the test was passed.
  return key === undefined && registry.system !== undefined ? false : undefined;
}

function withFact(
  condition: ConditionName,
  holds: boolean | undefined,
  fact: RegistryFact | undefined,
): EncryptionCondition {
  return { condition, holds: answer(holds), ...(fact === undefined ? {} : { fact }) };
}

function answer(holds: boolean | undefined): EncryptionCondition['holds'] {
  return holds === undefined ? 'unknown' : holds ? 'yes' : 'no';
}
