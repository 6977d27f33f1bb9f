import type { MachineRegistry } from '../windows/incident/registry-fact.ts';
import { SENSOR_CLASSES } from '../windows/incident/sensors.ts';
import { queryKey, type RegExe, searchData } from './reg-exe.ts';
import { RegSnapshot } from './reg-output.ts';

/** The running Windows' registry, as far as the incident has left something there. */

const SOFTWARE = 'HKEY_LOCAL_MACHINE\\SOFTWARE';
const SYSTEM = 'HKEY_LOCAL_MACHINE\\SYSTEM';
const CONTROL_SET = 'CurrentControlSet';
const CURRENT = `${SYSTEM}\\${CONTROL_SET}`;
const NT = `${SOFTWARE}\\Microsoft\\Windows NT\\CurrentVersion`;

interface Query {
  readonly key: string;
  readonly deep?: boolean;
}

const SOFTWARE_QUERIES: readonly Query[] = [
  { key: NT },
  { key: `${NT}\\ProfileList`, deep: true },
  { key: `${NT}\\PasswordLess`, deep: true },
  { key: `${SOFTWARE}\\Microsoft\\Windows\\CurrentVersion\\WinBio`, deep: true },
  { key: `${SOFTWARE}\\Microsoft\\Windows\\CurrentVersion\\Authentication\\LogonUI` },
  {
    key: `${SOFTWARE}\\Microsoft\\IdentityStore\\LogonCache\\D7F9888F-E3FC-49b0-9EA6-A85B5F392A4F\\Name2Sid`,
    deep: true,
  },
  { key: `${SOFTWARE}\\Microsoft\\Policies\\PassportForWork\\Biometrics` },
  { key: `${SOFTWARE}\\Policies\\Microsoft\\Windows\\DeviceGuard` },
  { key: `${SOFTWARE}\\Policies\\Microsoft\\Windows Defender` },
];

/** What `readCulprits` looks for; EventLog tells a whole hive. */
const SERVICES = ['EventLog', 'NgcSvc', 'NgcCtnrSvc', 'WbioSrvc', 'wlidsvc', 'VaultSvc'];

const SYSTEM_QUERIES: readonly Query[] = [
  { key: `${CURRENT}\\Control\\DeviceGuard`, deep: true },
  { key: `${CURRENT}\\Control\\Lsa` },
  { key: `${CURRENT}\\Control\\SecureBoot`, deep: true },
  { key: `${CURRENT}\\Control\\FirmwareResources`, deep: true },
  { key: `${CURRENT}\\Control\\BitLocker`, deep: true },
  { key: `${CURRENT}\\Control\\TimeZoneInformation` },
  { key: `${CURRENT}\\Enum\\UEFI`, deep: true },
  ...SERVICES.map((name) => ({ key: `${CURRENT}\\Services\\${name}` })),
];

/** @throws HiveError 'command-missing', 'command-failed' */
export async function readIncidentRegistry(reg: RegExe): Promise<MachineRegistry> {
  const software = new RegSnapshot('SOFTWARE');
  for (const { key, deep } of SOFTWARE_QUERIES) software.add((await queryKey(reg, key, deep)) ?? '');
  const system = new RegSnapshot('SYSTEM');
  for (const { key, deep } of SYSTEM_QUERIES) system.add((await queryKey(reg, key, deep)) ?? '');
  for (const device of await findSensors(reg)) system.add((await queryKey(reg, device, true)) ?? '');
  return { software, system: { view: system, controlSet: CONTROL_SET } };
}

/** More than any PC has. */
const MOST_SENSORS = 64;

/** Keys of the devices of a sensor's class, out of the thousands below Enum. */
async function findSensors(reg: RegExe): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const deviceClass of SENSOR_CLASSES) {
    const output = (await searchData(reg, `${CURRENT}\\Enum`, deviceClass)) ?? '';
    for (const line of output.split(/\r?\n/)) if (line.startsWith('HKEY_')) found.add(line.trimEnd());
  }
  return [...found].slice(0, MOST_SENSORS);
}
