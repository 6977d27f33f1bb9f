import type { RegistryKey } from '../../regf/registry-view.ts';
import {
  dwordFact,
  findKey,
  inSystem,
  type MachineRegistry,
  type RegistryFact,
  textFact,
} from './registry-fact.ts';

/** What the registry tells of Secure Boot and of the firmware that Windows updated. */
export interface FirmwareState {
  readonly secureBoot: {
    readonly isEnabled: RegistryFact | undefined;
    /** Bits of the updates that are still to be applied. */
    readonly availableUpdates: RegistryFact | undefined;
    readonly certificates2023: RegistryFact<string> | undefined;
    readonly certificates2023Error: RegistryFact | undefined;
  };
  readonly resources: readonly FirmwareResource[];
}

/** One part of the firmware that can be updated from Windows. */
export interface FirmwareResource {
  /** GUID in braces, capitals. */
  readonly id: string;
  readonly version: number | undefined;
  readonly lastAttemptVersion: number | undefined;
  /** 0: it succeeded. */
  readonly lastAttemptStatus: number | undefined;
  /** From the root of SYSTEM. */
  readonly keyPath: readonly string[];
}

const SECURE_BOOT = ['Control', 'SecureBoot'] as const;
const MOST_RESOURCES = 100;

/** @throws HiveError where the keys on the way are damaged. */
export function readFirmwareState(registry: MachineRegistry): FirmwareState {
  return {
    secureBoot: {
      isEnabled: dwordFact(registry, inSystem(...SECURE_BOOT, 'State'), 'UEFISecureBootEnabled'),
      availableUpdates: dwordFact(registry, inSystem(...SECURE_BOOT), 'AvailableUpdates'),
      certificates2023: textFact(registry, inSystem(...SECURE_BOOT, 'Servicing'), 'UEFICA2023Status'),
      certificates2023Error: dwordFact(registry, inSystem(...SECURE_BOOT, 'Servicing'), 'UEFICA2023Error'),
    },
    resources: readResources(registry),
  };
}

function readResources(registry: MachineRegistry): readonly FirmwareResource[] {
  const resources: FirmwareResource[] = [];
  const known = findKey(registry, inSystem('Control', 'FirmwareResources'));
  for (const key of known.key?.subkeys() ?? [])
    if (isGuid(key.name)) resources.push(resourceOf(key.name, key, [...known.keyPath, key.name]));
  const { key: devices, keyPath } = findKey(registry, inSystem('Enum', 'UEFI'));
  for (const device of devices?.subkeys() ?? []) {
    const [, id = ''] = /^RES_(\{.*\})$/i.exec(device.name) ?? [];
    for (const instance of isGuid(id) ? device.subkeys() : []) {
      const parameters = instance.subkey('Device Parameters');
      const path = [...keyPath, device.name, instance.name, 'Device Parameters'];
      if (parameters !== undefined) resources.push(resourceOf(id, parameters, path));
    }
  }
  return resources.filter(hasSomething).slice(0, MOST_RESOURCES);
}

const isGuid = (text: string): boolean => /^\{[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}$/i.test(text);

function resourceOf(id: string, key: RegistryKey, keyPath: readonly string[]): FirmwareResource {
  return {
    id: id.toUpperCase(),
    version: key.value('Version')?.asDword(),
    lastAttemptVersion: key.value('LastAttemptVersion')?.asDword(),
    lastAttemptStatus: key.value('LastAttemptStatus')?.asDword(),
    keyPath,
  };
}

function hasSomething({ version, lastAttemptVersion, lastAttemptStatus }: FirmwareResource): boolean {
  return version !== undefined || lastAttemptVersion !== undefined || lastAttemptStatus !== undefined;
}
