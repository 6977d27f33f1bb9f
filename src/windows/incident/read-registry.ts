import { type HiveError, isHiveError } from '../../ground/errors.ts';
import { type Accounts, readAccounts } from '../accounts.ts';
import { describeSystem, describeWindows, type WindowsDescription } from '../description.ts';
import { readTimeZone, type TimeZone } from '../time-zone.ts';
import { readCulprits } from './culprits.ts';
import { readDeviceEncryption } from './device-encryption.ts';
import type { Evidence } from './evidence.ts';
import { readFirmwareState } from './firmware-state.ts';
import { readHelloAccounts } from './hello-state.ts';
import type { MachineRegistry } from './registry-fact.ts';
import { readSecurityFeatures } from './security-features.ts';
import { readSensors } from './sensors.ts';

export type RegistryEvidence = Omit<Evidence, 'logs' | 'events' | 'tasks'>;

export interface RegistryReading {
  readonly evidence: RegistryEvidence;
  readonly timeZone: TimeZone | undefined;
  /** What could not be read because a key on the way is damaged. The rest was. */
  readonly damage: readonly HiveError[];
}

/** Reads all that the registry tells of the incident. */
export function readRegistryEvidence(registry: MachineRegistry): RegistryReading {
  const damage: HiveError[] = [];
  const attempt = <Result>(read: () => Result, otherwise: Result): Result => {
    try {
      return read();
    } catch (error) {
      if (!isHiveError(error)) throw error;
      damage.push(error);
      return otherwise;
    }
  };
  const { system, software } = registry;
  const windows = attempt<WindowsDescription>(
    () => describeWindows(software, system && describeSystem(system.view)),
    { profiles: [], isPreinstallation: false },
  );
  const nobody: Accounts = { accounts: [], microsoftIdentities: [] };
  const accounts = attempt(() => readAccounts(software), nobody);
  const nothing: MachineRegistry = { software: { find: () => undefined }, system: undefined };
  const firmware = attempt(() => readFirmwareState(registry), readFirmwareState(nothing));
  return {
    evidence: {
      accounts,
      features: attempt(() => readSecurityFeatures(registry), readSecurityFeatures(nothing)),
      sensors: attempt(() => readSensors(registry), []),
      firmware,
      helloAccounts: attempt(() => readHelloAccounts(registry), []),
      encryption: attempt(() => readDeviceEncryption(registry, windows, accounts, firmware), {
        likelihood: 'unknown',
        conditions: [],
      }),
      culprits: attempt(() => readCulprits(registry), []),
    },
    timeZone:
      system === undefined
        ? undefined
        : attempt(() => readTimeZone(system.view, system.controlSet), undefined),
    damage,
  };
}
