import { HiveError } from '../ground/errors.ts';
import type { RegistryView } from '../regf/registry-view.ts';
import { type Accounts, readAccounts } from '../windows/accounts.ts';
import { type OtherCause, PASSWORD_PROVIDER, readOtherCauses } from '../windows/other-causes.ts';
import { readSetting } from '../windows/read-setting.ts';
import { SETTING_KEY_PATH, SETTING_VALUE_NAME, type SignInSetting } from '../windows/setting.ts';
import { queryKey, type RegExe, setDword } from './reg-exe.ts';
import { RegSnapshot } from './reg-output.ts';

/**
 * The Windows that hivemend runs on. Its registry is loaded, so its hive can't be edited as a file: reg.exe reads and
 * sets the same value.
 */

export interface RunningWindows {
  readonly setting: SignInSetting;
  readonly otherCauses: readonly OtherCause[];
  readonly accounts: Accounts;
  /** The part of SOFTWARE that was read: enough for `describeWindows`. */
  readonly software: RegistryView;
}

export interface OnlineOutcome {
  readonly disk: 'unchanged' | 'changed';
  /** True when the value was right already and nothing was written. */
  readonly alreadyRight: boolean;
  readonly dryRun: boolean;
  /** `HKEY_LOCAL_MACHINE\SOFTWARE\...` */
  readonly key: string;
  readonly change: { readonly before: SignInSetting; readonly after: SignInSetting };
  /** Tells which account can sign in with its password now. */
  readonly accounts: Accounts;
}

const SOFTWARE = 'HKEY_LOCAL_MACHINE\\SOFTWARE';
const CURRENT_VERSION = `${SOFTWARE}\\Microsoft\\Windows NT\\CurrentVersion`;
const AUTHENTICATION = `${SOFTWARE}\\Microsoft\\Windows\\CurrentVersion\\Authentication`;
/** In full. */
export const SETTING_KEY = [SOFTWARE, ...SETTING_KEY_PATH].join('\\');
const MINI_NT = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\MiniNT';

interface Query {
  readonly key: string;
  readonly deep?: boolean;
}

/** What `readSetting`, `readOtherCauses`, `readAccounts` and `describeWindows` look at. */
const QUERIES: readonly Query[] = [
  { key: SETTING_KEY },
  { key: `${CURRENT_VERSION}\\ProfileList`, deep: true },
  { key: `${AUTHENTICATION}\\LogonUI` },
  { key: `${AUTHENTICATION}\\LogonUI\\NgcPin\\Credentials` },
  { key: `${AUTHENTICATION}\\Credential Providers\\${PASSWORD_PROVIDER}` },
  {
    key: `${SOFTWARE}\\Microsoft\\IdentityStore\\LogonCache\\D7F9888F-E3FC-49b0-9EA6-A85B5F392A4F\\Name2Sid`,
    deep: true,
  },
  { key: `${SOFTWARE}\\Microsoft\\PolicyManager\\current\\device\\Authentication` },
  { key: `${SOFTWARE}\\Microsoft\\Windows\\CurrentVersion\\Policies\\System` },
  { key: `${SOFTWARE}\\Policies\\Microsoft\\PassportForWork\\DeviceUnlock` },
];

/**
 * Reads the running Windows. Needs no administrator.
 *
 * @throws HiveError 'windows-missing' in a recovery system (its own registry is no PC's), 'command-missing',
 *   'command-failed' when reg.exe can't even read the version
 */
export async function readRunningWindows(reg: RegExe): Promise<RunningWindows> {
  const software = new RegSnapshot();
  const version = await queryKey(reg, CURRENT_VERSION);
  // This key is in every Windows, so reg.exe itself does not work; elsewhere its failure means a missing key.
  if (version === undefined) throw new HiveError('command-failed', { program: reg.path });
  if ((await queryKey(reg, MINI_NT)) !== undefined)
    throw new HiveError('windows-missing', { path: SOFTWARE });
  software.add(version);
  for (const { key, deep } of QUERIES) software.add((await queryKey(reg, key, deep)) ?? '');
  return {
    setting: readSetting(software),
    otherCauses: readOtherCauses(software),
    accounts: readAccounts(software),
    software,
  };
}

/**
 * Sets the value in the running Windows and reads it back.
 *
 * @param options.value the number to set, 0 to let passwords in.
 * @throws HiveError like `readRunningWindows`, and 'not-administrator', 'verification-failed'
 */
export async function repairRunningWindows(
  reg: RegExe,
  options: { readonly value: number; readonly dryRun: boolean },
): Promise<OnlineOutcome> {
  const { setting: before, accounts } = await readRunningWindows(reg);
  const { value, dryRun } = options;
  const told = { dryRun, key: SETTING_KEY, accounts };
  if (holds(before, value))
    return { ...told, disk: 'unchanged', alreadyRight: true, change: { before, after: before } };
  if (dryRun) {
    const after = settingWith(value, spellingOf(before));
    return { ...told, disk: 'unchanged', alreadyRight: false, change: { before, after } };
  }
  await setDword(reg, SETTING_KEY, spellingOf(before), value);
  const after = await readBack(reg);
  if (!holds(after, value))
    throw new HiveError('verification-failed', {
      path: SETTING_KEY,
      differences: [`${JSON.stringify(after)} instead of ${value}`],
    });
  return { ...told, disk: 'changed', alreadyRight: false, change: { before, after } };
}

async function readBack(reg: RegExe): Promise<SignInSetting> {
  const software = new RegSnapshot();
  software.add((await queryKey(reg, SETTING_KEY)) ?? '');
  return readSetting(software);
}

/** Whether the value is there and is this number: a missing one counts as 0 to Windows, and is written all the same. */
function holds(setting: SignInSetting, value: number): boolean {
  return setting.because === 'value' && setting.value === value;
}

function spellingOf(setting: SignInSetting): string {
  return 'valueName' in setting ? setting.valueName : SETTING_VALUE_NAME;
}

function settingWith(value: number, valueName: string): SignInSetting {
  return value === 0
    ? { state: 'off', because: 'value', value, valueName }
    : { state: 'enforced', because: 'value', value, valueName };
}
