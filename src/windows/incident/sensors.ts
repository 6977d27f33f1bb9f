import type { RegistryKey } from '../../regf/registry-view.ts';
import { findKey, inSystem, type MachineRegistry } from './registry-fact.ts';

/** A fingerprint reader or a camera that the PC has, or had. */
export interface Sensor {
  readonly kind: 'biometric' | 'camera';
  /** Such as `Goodix fingerprint`; the device's instance where it has no name. */
  readonly name: string;
  /** Such as `USB\VID_27C6&PID_6594\5&1&0&3`. */
  readonly instance: string;
  /** Whether it is part of the PC; undefined where the registry does not tell. */
  readonly isExternal: boolean | undefined;
  /** Whether it can do Enhanced Sign-in Security, as far as the registry tells; of a camera that is inferred. */
  readonly ess: 'capable' | 'not-capable' | 'unknown';
  /** From the root of SYSTEM. */
  readonly keyPath: readonly string[];
}

/** Device setup classes. Microsoft: "System-Defined Device Setup Classes Available to Vendors". */
const CLASSES: ReadonlyMap<string, Sensor['kind']> = new Map([
  ['{53D29EF7-377C-4D14-864B-EB3A85769359}', 'biometric'],
  ['{CA3E7AB9-B4C3-4AE6-8251-579EF933890F}', 'camera'],
  ['{6BDD1FC6-810F-11D0-BEC7-08002BE2092F}', 'camera'],
]);

/** Their class IDs, for who can't look through all devices. */
export const SENSOR_CLASSES: readonly string[] = [...CLASSES.keys()];

/** The container of everything that can't be taken off the PC. Microsoft: "How Container IDs are Generated". */
const THE_PC_ITSELF = '{00000000-0000-0000-FFFF-FFFFFFFFFFFF}';

/** CM_DEVCAP_SECUREDEVICE in `Capabilities` (cfgmgr32.h). That Enum shows it of a PC that is off is inferred. */
const SECURE_DEVICE = 0x200;

/** Printers and scanners have the class of cameras as well. */
const NO_CAMERA = /scan|print|fax/i;

/** More than any PC has. */
const MOST_INSTANCES = 50_000;
const MOST_SENSORS = 64;

/** @throws HiveError where the keys on the way are damaged. */
export function readSensors(registry: MachineRegistry): readonly Sensor[] {
  const { key, keyPath } = findKey(registry, inSystem('Enum'));
  const sensors: Sensor[] = [];
  let seen = 0;
  for (const bus of key?.subkeys() ?? [])
    for (const device of bus.subkeys())
      for (const instance of device.subkeys()) {
        if (++seen > MOST_INSTANCES || sensors.length >= MOST_SENSORS) return sensors;
        const sensor = sensorOf(instance, [bus.name, device.name, instance.name], keyPath);
        if (sensor !== undefined) sensors.push(sensor);
      }
  return sensors;
}

function sensorOf(key: RegistryKey, names: readonly string[], above: readonly string[]): Sensor | undefined {
  const kind = CLASSES.get(key.value('ClassGUID')?.asString()?.toUpperCase() ?? '');
  if (kind === undefined) return undefined;
  const instance = names.join('\\');
  const name = nameOf(key) ?? instance;
  if (kind === 'camera' && NO_CAMERA.test(name)) return undefined;
  const container = key.value('ContainerID')?.asString()?.toUpperCase();
  return {
    kind,
    name,
    instance,
    isExternal: container === undefined ? undefined : container !== THE_PC_ITSELF,
    ess: kind === 'biometric' ? readerCapability(key) : cameraCapability(key),
    keyPath: [...above, ...names],
  };
}

/** `@oem12.inf,%name%;Goodix fingerprint` has the name at its end. */
function nameOf(key: RegistryKey): string | undefined {
  const text = (key.value('FriendlyName') ?? key.value('DeviceDesc'))?.asString();
  const name = text?.replace(/^@.*;/, '').trim();
  return name === '' ? undefined : name;
}

/** Microsoft's check of a fingerprint sensor: SecureFingerprint = 1, and both configurations. */
function readerCapability(key: RegistryKey): Sensor['ess'] {
  const configurations = ['Device Parameters', 'WinBio', 'Configurations'].reduce<RegistryKey | undefined>(
    (at, name) => at?.subkey(name),
    key,
  );
  if (configurations === undefined) return 'unknown';
  const isSecure = configurations.value('SecureFingerprint')?.asDword() === 1;
  const hasBoth = ['0', '1'].every((name) => configurations.subkey(name) !== undefined);
  return isSecure && hasBoth ? 'capable' : 'not-capable';
}

function cameraCapability(key: RegistryKey): Sensor['ess'] {
  const capabilities = key.value('Capabilities')?.asDword();
  return capabilities !== undefined && (capabilities & SECURE_DEVICE) !== 0 ? 'capable' : 'unknown';
}
