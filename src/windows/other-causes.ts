import type { RegistryView } from '../regf/registry-view.ts';

/**
 * What else in a SOFTWARE hive keeps people from signing in with a password. An administrator put it
 * there, or a management service that would put it back: it is reported, and changed only by a remedy that was named (`remedies/`).
 */

/** Where a cause was read. */
export interface RegistryPlace {
  /** From `HKEY_LOCAL_MACHINE\SOFTWARE`. */
  readonly keyPath: readonly string[];
  /** As spelled in the hive. */
  readonly valueName: string;
}

export type OtherCause = RegistryPlace &
  (
    | {
        /** Hides the password on PCs joined to Entra ID; Microsoft accounts are never affected. */
        readonly cause: 'passwordless-experience';
        readonly affects: 'entra-accounts';
        readonly value: number;
      }
    | {
        /** The password provider is on the list of providers that the sign-in screen leaves out. */
        readonly cause: 'password-provider-excluded';
        readonly affects: 'all-accounts';
        /** All providers on the list, as class IDs in lower case with braces. */
        readonly providers: readonly string[];
      }
    | {
        readonly cause: 'password-provider-disabled';
        readonly affects: 'all-accounts';
        readonly value: number;
      }
    | { readonly cause: 'smart-card-required'; readonly affects: 'all-accounts'; readonly value: number }
    | {
        /** Unlocking asks for two factors. */
        readonly cause: 'multi-factor-unlock';
        readonly affects: 'all-accounts';
        /** Class IDs of the accepted providers, as the value lists them. */
        readonly providers: readonly string[];
      }
  );

/** Class ID of the credential provider that takes passwords. Microsoft: "Windows 10 credential providers". */
export const PASSWORD_PROVIDER = '{60b78e88-ead8-445c-9cfd-0b87f74ea6cd}';

/** Keys, from the root of SOFTWARE. */
export const PASSWORDLESS_EXPERIENCE = ['Microsoft', 'PolicyManager', 'current', 'device', 'Authentication'];
export const SYSTEM_POLICIES = ['Microsoft', 'Windows', 'CurrentVersion', 'Policies', 'System'];
export const CREDENTIAL_PROVIDERS = [
  'Microsoft',
  'Windows',
  'CurrentVersion',
  'Authentication',
  'Credential Providers',
];
export const DEVICE_UNLOCK = ['Policies', 'Microsoft', 'PassportForWork', 'DeviceUnlock'];

const CLASS_ID = /\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}/gi;

/**
 * Reads the other causes, in the order above.
 *
 * @param software a SOFTWARE hive in its newest state.
 * @throws HiveError where the keys on the way are damaged.
 */
export function readOtherCauses(software: RegistryView): readonly OtherCause[] {
  return [
    ...passwordlessExperience(software),
    ...excludedProviders(software),
    ...disabledProvider(software),
    ...smartCard(software),
    ...deviceUnlock(software),
  ];
}

interface FoundValue<Content> extends RegistryPlace {
  readonly content: Content;
}

/** A REG_DWORD that is there and not 0. */
function switchedOn(
  software: RegistryView,
  keyPath: readonly string[],
  name: string,
): FoundValue<number> | undefined {
  const value = software.find(keyPath)?.value(name);
  const content = value?.asDword();
  if (value === undefined || content === undefined || content === 0) return undefined;
  return { keyPath, valueName: value.name, content };
}

/** The class IDs in a text value, in lower case. */
function classIds(
  software: RegistryView,
  keyPath: readonly string[],
  name: string,
): FoundValue<readonly string[]> | undefined {
  const value = software.find(keyPath)?.value(name);
  if (value === undefined) return undefined;
  const content = [...(value.asString() ?? '').matchAll(CLASS_ID)].map(([id]) => id.toLowerCase());
  return content.length === 0 ? undefined : { keyPath, valueName: value.name, content };
}

function passwordlessExperience(software: RegistryView): readonly OtherCause[] {
  const found = switchedOn(software, PASSWORDLESS_EXPERIENCE, 'EnablePasswordlessExperience');
  if (found === undefined) return [];
  const { content: value, ...place } = found;
  return [{ ...place, cause: 'passwordless-experience', affects: 'entra-accounts', value }];
}

function excludedProviders(software: RegistryView): readonly OtherCause[] {
  const found = classIds(software, SYSTEM_POLICIES, 'ExcludedCredentialProviders');
  if (!found?.content.includes(PASSWORD_PROVIDER)) return [];
  const { content: providers, ...place } = found;
  return [{ ...place, cause: 'password-provider-excluded', affects: 'all-accounts', providers }];
}

function disabledProvider(software: RegistryView): readonly OtherCause[] {
  const found = switchedOn(software, [...CREDENTIAL_PROVIDERS, PASSWORD_PROVIDER], 'Disabled');
  if (found === undefined) return [];
  const { content: value, ...place } = found;
  return [{ ...place, cause: 'password-provider-disabled', affects: 'all-accounts', value }];
}

function smartCard(software: RegistryView): readonly OtherCause[] {
  const found = switchedOn(software, SYSTEM_POLICIES, 'scforceoption');
  if (found === undefined) return [];
  const { content: value, ...place } = found;
  return [{ ...place, cause: 'smart-card-required', affects: 'all-accounts', value }];
}

function deviceUnlock(software: RegistryView): readonly OtherCause[] {
  const causes: OtherCause[] = [];
  for (const name of ['GroupA', 'GroupB']) {
    const found = classIds(software, DEVICE_UNLOCK, name);
    if (found === undefined) continue;
    const { content: providers, ...place } = found;
    causes.push({ ...place, cause: 'multi-factor-unlock', affects: 'all-accounts', providers });
  }
  return causes;
}
