import { software } from '../../fixtures/recipes/software.ts';
import { system } from '../../fixtures/recipes/system.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import {
  binary,
  dword,
  type HiveRecipe,
  type KeyRecipe,
  key,
  text as textValue,
  type ValueRecipe,
} from '../../src/hive-builder/recipe.ts';
import { buildEventLog, type MadeEvent } from './event-logs/build-event-log.ts';
import { hex32, text, uint32, utf16 } from './event-logs/values.ts';
import { MemoryFileSystem } from './memory-file-system.ts';

/**
 * Whole PCs that were never real: what the incident should leave on a disk, and what other stories leave. No public sample has
 * these events together, and of some none has even one (TaskScheduler 104, TPM-WMI 1795 and 1801, 1108 with isolation).
 */

export interface IncidentPc {
  /** ISO times in UTC; left out where it did not happen. */
  readonly lastGood?: string | undefined;
  readonly dbx?: string | undefined;
  readonly firmware?: string | undefined;
  readonly failure?: string | undefined;
  readonly recovery?: string;
  readonly tpmCleared?: string;
  /** Sensors are logged as isolated, not isolated, or not at all. */
  readonly sensors?: 'isolated' | 'plain' | 'none';
  readonly ess?: 'on' | 'off' | 'unset';
  readonly vbs?: 'on' | 'off' | 'unset';
  readonly credentialGuard?: boolean;
  /** A sign-in for a task that failed. */
  readonly taskFailure?: string;
  readonly tasks?: Readonly<Record<string, string>>;
  readonly logs?: 'there' | 'missing';
  readonly more?: readonly MadeEvent[];
  /** More of the hives, by path. */
  readonly systemValues?: Readonly<Record<string, readonly ValueRecipe[]>>;
  readonly softwareValues?: Readonly<Record<string, readonly ValueRecipe[]>>;
  readonly withoutSystemHive?: boolean;
  readonly setting?: 'hello-only' | 'off';
}

/** The story as it should look: Hello worked, both updates came, Hello failed. */
export const THE_INCIDENT: IncidentPc = {
  lastGood: '2026-11-19T22:15:00Z',
  dbx: '2026-11-20T02:30:00Z',
  firmware: '2026-11-20T02:41:30Z',
  failure: '2026-11-20T22:05:10Z',
  sensors: 'isolated',
  ess: 'on',
  vbs: 'on',
};

export const ROOT = '/mnt/pc';
const WINDOWS = `${ROOT}/Windows`;

export const HELLO = 'Microsoft-Windows-HelloForBusiness';
export const TPM = 'Microsoft-Windows-TPM-WMI';
export const TASKS = 'Microsoft-Windows-TaskScheduler';
const PNP = 'Microsoft-Windows-Kernel-PnP';
const BIOMETRICS = 'Microsoft-Windows-Biometrics';
const BOOT = 'Microsoft-Windows-Kernel-Boot';

const FILES: Readonly<Record<string, string>> = {
  [HELLO]: 'Microsoft-Windows-HelloForBusiness%4Operational.evtx',
  [BIOMETRICS]: 'Microsoft-Windows-Biometrics%4Operational.evtx',
  [PNP]: 'Microsoft-Windows-Kernel-PnP%4Configuration.evtx',
  [TASKS]: 'Microsoft-Windows-TaskScheduler%4Operational.evtx',
};

/** On the disk at /mnt/pc. */
export function incidentPc(pc: IncidentPc = THE_INCIDENT): MemoryFileSystem {
  const files = new MemoryFileSystem({ flavour: 'posix' });
  putIncidentPc(files, WINDOWS, pc);
  return files;
}

/** In the folder of a Windows, with the file system's own separators. */
export function putIncidentPc(files: MemoryFileSystem, windowsFolder: string, pc: IncidentPc): void {
  const put = (path: string, bytes: Uint8Array) =>
    files.put(files.join(windowsFolder, ...path.split('/')), bytes);
  put('System32/config/SOFTWARE', buildHive(softwareOf(pc)).bytes);
  if (pc.withoutSystemHive !== true) put('System32/config/SYSTEM', buildHive(systemOf(pc)).bytes);
  put('explorer.exe', Uint8Array.of(1));
  put('System32/ntoskrnl.exe', Uint8Array.of(1));
  for (const [name, xml] of Object.entries(pc.tasks ?? {}))
    put(`System32/Tasks/${name}`, utf16(`\ufeff${xml}`));
  const container = '{11111111-2222-3333-4444-555555555555}';
  put(`ServiceProfiles/LocalService/AppData/Local/Microsoft/Ngc/${container}/1.dat`, Uint8Array.of(1));
  if (pc.logs !== 'missing')
    for (const [name, bytes] of logsOf(pc)) put(`System32/winevt/Logs/${name}`, bytes);
}

function logsOf(pc: IncidentPc): ReadonlyMap<string, Uint8Array> {
  const byLog = new Map<string, MadeEvent[]>(
    ['System.evtx', ...Object.values(FILES)].map((name) => [name, []]),
  );
  for (const event of eventsOf(pc)) byLog.get(FILES[event.provider] ?? 'System.evtx')?.push(event);
  return new Map(
    [...byLog].map(([name, events]) => [
      name,
      buildEventLog({ events: events.sort((a, b) => a.time.localeCompare(b.time)), firstRecordId: 100n }),
    ]),
  );
}

function eventsOf(pc: IncidentPc): MadeEvent[] {
  const policy = pc.vbs === 'on' ? 0x1b : 0;
  const boot = (time: string): MadeEvent => ({
    provider: BOOT,
    id: 153,
    time,
    data: [
      ['Status', uint32(0)],
      ['EnableDisableReason', uint32(policy === 0 ? 0 : 1)],
      ['VsmPolicy', hex32(policy)],
    ],
  });
  const sensor = (time: string): MadeEvent => ({
    provider: BIOMETRICS,
    id: 1108,
    time,
    data: [
      ['BiometricSensor', text('Goodix fingerprint')],
      ['IsolationLevel', uint32(pc.sensors === 'isolated' ? 1 : 0)],
      ['IsolationEngineAdapter', text(pc.sensors === 'isolated' ? 'GoodixEss.dll' : '-')],
    ],
  });
  const happened = (time: string | undefined, make: (time: string) => MadeEvent): MadeEvent[] =>
    time === undefined ? [] : [make(time)];
  const START = '2026-11-01T08:00:00Z';
  return [
    ...(pc.vbs === undefined || pc.vbs === 'unset' ? [] : [boot(START)]),
    ...(pc.sensors === undefined || pc.sensors === 'none' ? [] : [sensor('2026-11-01T08:00:20Z')]),
    { provider: BOOT, id: 27, time: START, data: [['BootType', uint32(0)]] },
    { provider: PNP, id: 410, time: START, data: [['DeviceInstanceId', text('ROOT\\X')]] },
    { provider: TASKS, id: 100, time: START, data: [['TaskName', text('\\X')]] },
    { provider: HELLO, id: 5520, time: START },
    ...happened(pc.lastGood, (time) => ({ provider: HELLO, id: 5001, time })),
    ...happened(pc.dbx, (time) => ({ provider: TPM, id: 1034, time })),
    ...happened(pc.firmware, (time) => ({
      provider: PNP,
      id: 400,
      time,
      data: [
        ['DeviceInstanceId', text('UEFI\\RES_{AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE}\\0')],
        ['ClassGuid', text('{f2e7dd72-6468-4e36-b6f1-6488f42c1b52}')],
        ['DriverDate', text('11/02/2026')],
        ['DriverVersion', text('1.0.0.41')],
        ['DriverProvider', text('Made Computers')],
        ['Status', hex32(0)],
      ],
    })),
    ...happened(pc.tpmCleared, (time) => ({
      provider: TPM,
      id: 519,
      time,
      data: [['ClearReason', text('SRK has changed')]],
    })),
    ...happened(pc.failure, (time) => ({
      provider: HELLO,
      id: 7002,
      time,
      level: 2,
      data: [
        ['ContainerId', text('{11111111-2222-3333-4444-555555555555}')],
        ['Error', hex32(0x8009_0010)],
      ],
    })),
    ...happened(pc.recovery, (time) => ({ provider: HELLO, id: 8002, time })),
    ...happened(pc.taskFailure, (time) => ({
      provider: TASKS,
      id: 104,
      time,
      level: 2,
      data: [
        ['UserName', text('HANAKO-PC\\hanako')],
        ['ErrorDescription', text('LogonUserExEx')],
        ['ResultCode', uint32(2147943726)],
      ],
    })),
    ...(pc.more ?? []),
  ];
}

const WINBIO = 'Device Parameters/WinBio/Configurations';
const READER = 'ControlSet001/Enum/USB/VID_27C6&PID_6594/5&1&0&3';
export const JAPAN = {
  'ControlSet001/Control/TimeZoneInformation': [
    dword('Bias', -540 >>> 0),
    textValue('TimeZoneKeyName', 'Tokyo Standard Time'),
    binary('StandardStart', new Uint8Array(16)),
    binary('DaylightStart', new Uint8Array(16)),
  ],
};

function systemOf(pc: IncidentPc): HiveRecipe {
  const values: Record<string, readonly ValueRecipe[]> = {
    ...JAPAN,
    'ControlSet001/Control/SecureBoot': [dword('AvailableUpdates', 0x4000)],
    'ControlSet001/Control/SecureBoot/State': [dword('UEFISecureBootEnabled', 1)],
    'ControlSet001/Control/SecureBoot/Servicing': [textValue('UEFICA2023Status', 'InProgress')],
    ...(pc.vbs === 'on'
      ? { 'ControlSet001/Control/DeviceGuard': [dword('EnableVirtualizationBasedSecurity', 1)] }
      : {}),
    ...(pc.credentialGuard === true ? { 'ControlSet001/Control/Lsa': [dword('LsaCfgFlags', 1)] } : {}),
    ...(pc.ess === 'on'
      ? {
          'ControlSet001/Control/DeviceGuard/Scenarios/SecureBiometrics': [dword('Enabled', 1)],
          [READER]: [
            textValue('ClassGUID', '{53d29ef7-377c-4d14-864b-eb3a85769359}'),
            textValue('DeviceDesc', '@oem12.inf,%name%;Goodix fingerprint'),
            textValue('ContainerID', '{00000000-0000-0000-ffff-ffffffffffff}'),
          ],
          [`${READER}/${WINBIO}`]: [dword('SecureFingerprint', 1)],
          [`${READER}/${WINBIO}/0`]: [],
          [`${READER}/${WINBIO}/1`]: [],
        }
      : {}),
    ...pc.systemValues,
  };
  return withValues(system(), values);
}

function softwareOf(pc: IncidentPc): HiveRecipe {
  const recipe = software(
    pc.setting === 'off' ? { passwordLess: key('PasswordLess', { keys: [key('Device')] }) } : {},
  );
  const WINBIO_KEY = 'Microsoft/Windows/CurrentVersion/WinBio';
  return withValues(recipe, {
    ...(pc.ess === 'off' ? { [WINBIO_KEY]: [dword('SupportPeripheralsWithEnhancedSignInSecurity', 1)] } : {}),
    [`${WINBIO_KEY}/AccountInfo/S-1-5-21-1004336348-1177238915-682003330-1001`]: [],
    'Microsoft/Windows NT/CurrentVersion/PasswordLess/NgcStatus/S-1-5-21-1004336348-1177238915-682003330-1001':
      [dword('NgcSetup', 1)],
    ...pc.softwareValues,
  });
}

/** The recipe with more values, below keys that are made where they are not there; `/` separates names. */
export function withValues(
  recipe: HiveRecipe,
  values: Readonly<Record<string, readonly ValueRecipe[]>>,
): HiveRecipe {
  let { root } = recipe;
  for (const [path, more] of Object.entries(values)) root = withMore(root, path.split('/'), more);
  return { ...recipe, root };
}

function withMore(
  parent: KeyRecipe,
  [name, ...rest]: readonly string[],
  values: readonly ValueRecipe[],
): KeyRecipe {
  if (name === undefined) {
    const names = values.map((value) => value.name);
    const kept = [...(parent.values ?? [])].filter((value) => !names.includes(value.name));
    return { ...parent, values: [...kept, ...values] };
  }
  const keys = [...(parent.keys ?? [])];
  const index = keys.findIndex((each) => each.name === name);
  const child = withMore(keys[index] ?? key(name), rest, values);
  return { ...parent, keys: index === -1 ? [...keys, child] : keys.with(index, child) };
}

/** A task file as Windows writes it. */
export function taskXml(logonType: string, userId: string): string {
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><URI>\\Backup</URI></RegistrationInfo>
  <Principals>
    <Principal id="Author">
      <UserId>${userId}</UserId>
      <LogonType>${logonType}</LogonType>
    </Principal>
  </Principals>
  <Actions Context="Author"><Exec><Command>C:\\Tools\\backup.cmd</Command></Exec></Actions>
</Task>`;
}
