import { dateOfFileTime } from '../ground/file-time.ts';
import type { RegistryKey, RegistryView } from '../regf/registry-view.ts';
import { currentControlSet } from './control-set.ts';

/** What an installation says about itself, for people who must recognise the right one. Absent = the hive does not say. */
export interface WindowsDescription {
  /** Such as 'Windows 11 Home': the hive's ProductName, with the number that the build stands for. */
  readonly product?: string;
  /** EditionID, such as 'Core' or 'Professional'. */
  readonly edition?: string;
  /** Such as '23H2'. */
  readonly version?: string;
  /** Such as 22631. */
  readonly build?: number;
  /** The number behind the build that grows with each cumulative update (UBR). */
  readonly revision?: number;
  readonly computerName?: string;
  /** ISO 8601, UTC, whole seconds. */
  readonly installedAt?: string;
  /** ISO 8601, UTC, whole seconds. The last orderly shutdown: a PC that lost power did not note it. */
  readonly lastShutdownAt?: string;
  /** Profile names of people, such as 'hanako'. */
  readonly profiles: readonly string[];
  /** Windows PE (recovery or installation media), which is no PC that anybody signs in to. */
  readonly isPreinstallation: boolean;
}

const CURRENT_VERSION = ['Microsoft', 'Windows NT', 'CurrentVersion'];
/** First build of Windows 11; its ProductName still begins with 'Windows 10'. Microsoft: "Windows 11 release information". */
const FIRST_BUILD_OF_11 = 22000;
const MOST_PROFILES = 1000;

/** What of the description the SYSTEM hive tells. */
export type SystemDescription = Pick<
  WindowsDescription,
  'computerName' | 'lastShutdownAt' | 'isPreinstallation'
>;

/**
 * @param system a SYSTEM hive in its newest state.
 * @throws HiveError where the keys on the way are damaged.
 */
export function describeSystem(system: RegistryView): SystemDescription {
  const control = system.find([currentControlSet(system) ?? 'ControlSet001', 'Control']);
  return {
    ...defined('computerName', computerNameOf(control)),
    ...defined('lastShutdownAt', shutdownTimeOf(control)),
    // Marks a running Windows PE. Microsoft: "Detect if you are running in Windows PE".
    isPreinstallation: control?.subkey('MiniNT') !== undefined,
  };
}

/**
 * @param software a SOFTWARE hive in its newest state.
 * @param system what the SYSTEM hive of the same installation tells.
 * @throws HiveError where the keys on the way are damaged.
 */
export function describeWindows(software: RegistryView, system?: SystemDescription): WindowsDescription {
  const version = software.find(CURRENT_VERSION);
  const build = buildOf(version);
  return {
    ...defined('product', productOf(version, build)),
    ...defined('edition', textOf(version, 'EditionID')),
    ...defined('version', textOf(version, 'DisplayVersion') ?? textOf(version, 'ReleaseId')),
    ...defined('build', build),
    ...defined('revision', version?.value('UBR')?.asDword()),
    ...defined('computerName', system?.computerName),
    ...defined('installedAt', installDateOf(version)),
    ...defined('lastShutdownAt', system?.lastShutdownAt),
    profiles: profilesOf(version),
    isPreinstallation: system?.isPreinstallation === true || isPreinstallation(version),
  };
}

function defined<Name extends string, Content>(
  name: Name,
  content: Content | undefined,
): { readonly [N in Name]?: Content } {
  return content === undefined ? {} : ({ [name]: content } as { readonly [N in Name]: Content });
}

function textOf(key: RegistryKey | undefined, name: string): string | undefined {
  const text = key?.value(name)?.asString()?.trim();
  return text === '' ? undefined : text;
}

function buildOf(version: RegistryKey | undefined): number | undefined {
  const text = textOf(version, 'CurrentBuildNumber') ?? textOf(version, 'CurrentBuild') ?? '';
  return /^\d{3,6}$/.test(text) ? Number(text) : undefined;
}

function productOf(version: RegistryKey | undefined, build: number | undefined): string | undefined {
  const name = textOf(version, 'ProductName');
  if (name === undefined || build === undefined || build < FIRST_BUILD_OF_11) return name;
  return name.replace(/^Windows 10\b/, 'Windows 11');
}

/** Seconds since 1970 in a REG_DWORD. */
function installDateOf(version: RegistryKey | undefined): string | undefined {
  const seconds = version?.value('InstallDate')?.asDword();
  return seconds === undefined || seconds === 0 ? undefined : isoSeconds(new Date(seconds * 1000));
}

function computerNameOf(control: RegistryKey | undefined): string | undefined {
  return textOf(control?.subkey('ComputerName')?.subkey('ComputerName'), 'ComputerName');
}

/** A FILETIME of eight bytes. */
function shutdownTimeOf(control: RegistryKey | undefined): string | undefined {
  const value = control?.subkey('Windows')?.value('ShutdownTime');
  if (value === undefined || value.dataSize !== 8) return undefined;
  const data = value.data();
  const ticks = new DataView(data.buffer, data.byteOffset, 8).getBigUint64(0, true);
  return ticks === 0n ? undefined : isoSeconds(dateOfFileTime(ticks));
}

function isoSeconds(date: Date): string | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Profiles of services (S-1-5-18 to 20) and of virtual accounts are nobody's. */
function profilesOf(version: RegistryKey | undefined): readonly string[] {
  const names: string[] = [];
  for (const key of version?.subkey('ProfileList')?.subkeys() ?? []) {
    if (names.length >= MOST_PROFILES) break;
    const path = textOf(key, 'ProfileImagePath');
    if (path !== undefined && /^S-1-(?:5-21|12-1)-/i.test(key.name))
      names.push(path.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, ''));
  }
  return names;
}

/**
 * A Windows PE image says what it is by the edition, and has a WinPE key with its own root. Microsoft: "WinPE: Create apps".
 */
function isPreinstallation(version: RegistryKey | undefined): boolean {
  return (
    textOf(version, 'EditionID')?.toUpperCase() === 'WINDOWSPE' ||
    textOf(version, 'InstallationType')?.toUpperCase() === 'WINDOWSPE' ||
    textOf(version?.subkey('WinPE'), 'InstRoot') !== undefined
  );
}
