import type { RegistryKey, RegistryView } from '../regf/registry-view.ts';

/**
 * Which accounts a Windows has, as far as its SOFTWARE hive tells: it lists profiles and caches online identities, but
 * the accounts themselves are in the SAM hive.
 */

export type AccountKind =
  /** A Microsoft account: the cached identity, or the last sign-in, names this account's SID. */
  | 'microsoft'
  /** Entra ID (formerly Azure AD): its SIDs begin with S-1-12-1. */
  | 'entra'
  /** A local, domain or Microsoft account: SOFTWARE alone does not tell. */
  | 'undetermined';

export interface Account {
  readonly sid: string;
  /** As the registry has it, such as `C:\Users\hanako`; environment variables are not expanded. */
  readonly profilePath: string;
  /** Last part of `profilePath`. */
  readonly profileName: string;
  readonly kind: AccountKind;
  /** Name to sign in with, such as a mail address, when an identity is cached for this SID. */
  readonly identityName?: string;
  /** Whether a PIN of Windows Hello was set up for this account. */
  readonly hasHelloPin: boolean;
  /** Whether this account was the last one to sign in. */
  readonly lastSignedIn: boolean;
}

export interface Accounts {
  /** People's profiles, without those of services. */
  readonly accounts: readonly Account[];
  /**
   * Microsoft accounts that signed in here at some time. They need not have a profile any more, and their SIDs are
   * often ones that no profile has, so that they can't be assigned to one.
   */
  readonly microsoftIdentities: readonly string[];
  /** `MicrosoftAccount\name`, `AzureAD\name`, `COMPUTER\name` or `.\name`. */
  readonly lastSignedInUser?: string;
}

const PROFILE_LIST = ['Microsoft', 'Windows NT', 'CurrentVersion', 'ProfileList'];
const LOGON_UI = ['Microsoft', 'Windows', 'CurrentVersion', 'Authentication', 'LogonUI'];
/** The provider's class ID is that of Microsoft accounts; B16898C6-A148-4967-9171-64D755DA8520 is Entra ID's. */
const MICROSOFT_IDENTITIES = [
  'Microsoft',
  'IdentityStore',
  'LogonCache',
  'D7F9888F-E3FC-49b0-9EA6-A85B5F392A4F',
  'Name2Sid',
];

/** More than any PC has: bounds what a damaged or hostile hive can make of the lists. */
const MOST_ENTRIES = 1000;

/** SIDs of people: S-1-5-21 (local, domain), S-1-12-1 (Entra ID). Microsoft: "Security identifiers". */
const PERSON = /^S-1-(?:5-21|12-1)-/i;
const ENTRA = /^S-1-12-1-/i;
/** Spelling of the provider in the name of a Microsoft account that signed in. */
const MICROSOFT_PREFIX = /^MicrosoftAccount\\/i;

/**
 * Reads accounts, in the order of the profile list.
 *
 * @param software a SOFTWARE hive in its newest state.
 * @throws HiveError where the keys on the way are damaged.
 */
export function readAccounts(software: RegistryView): Accounts {
  const identities = readIdentities(software);
  const last = readLastSignIn(software);
  const pins = software.find([...LOGON_UI, 'NgcPin', 'Credentials']);
  const accounts: Account[] = [];
  for (const key of bounded(software.find(PROFILE_LIST)?.subkeys() ?? [])) {
    const profilePath = key.value('ProfileImagePath')?.asString();
    if (profilePath === undefined || profilePath === '' || !PERSON.test(key.name)) continue;
    const sid = key.name;
    const lastSignedIn = last.sid?.toUpperCase() === sid.toUpperCase();
    const identityName =
      identities.find((identity) => identity.sid?.toUpperCase() === sid.toUpperCase())?.name ??
      (lastSignedIn ? microsoftName(last.user) : undefined);
    accounts.push({
      sid,
      profilePath,
      profileName: lastPart(profilePath),
      kind: kindOf(sid, identityName),
      ...(identityName === undefined ? {} : { identityName }),
      hasHelloPin: pins?.subkey(sid) !== undefined,
      lastSignedIn,
    });
  }
  return {
    accounts,
    microsoftIdentities: [...new Set(identities.map((identity) => identity.name))],
    ...(last.user === undefined ? {} : { lastSignedInUser: last.user }),
  };
}

function kindOf(sid: string, microsoftIdentity: string | undefined): AccountKind {
  if (ENTRA.test(sid)) return 'entra';
  return microsoftIdentity === undefined ? 'undetermined' : 'microsoft';
}

interface Identity {
  readonly name: string;
  readonly sid?: string;
}

function readIdentities(software: RegistryView): readonly Identity[] {
  const identities: Identity[] = [];
  for (const key of bounded(software.find(MICROSOFT_IDENTITIES)?.subkeys() ?? [])) {
    const name = key.value('IdentityName')?.asString();
    const sid = key.value('Sid')?.asString();
    if (name) identities.push({ name, ...(sid ? { sid } : {}) });
  }
  return identities;
}

interface LastSignIn {
  readonly user?: string;
  readonly sid?: string;
}

function readLastSignIn(software: RegistryView): LastSignIn {
  const key = software.find(LOGON_UI);
  const user = key?.value('LastLoggedOnUser')?.asString();
  const sid = key?.value('LastLoggedOnUserSID')?.asString();
  return { ...(user ? { user } : {}), ...(sid ? { sid } : {}) };
}

function microsoftName(user: string | undefined): string | undefined {
  return user !== undefined && MICROSOFT_PREFIX.test(user) ? user.replace(MICROSOFT_PREFIX, '') : undefined;
}

function lastPart(path: string): string {
  return path.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '');
}

function* bounded(keys: Iterable<RegistryKey>): Generator<RegistryKey, void, void> {
  let count = 0;
  for (const key of keys) {
    if (++count > MOST_ENTRIES) return;
    yield key;
  }
}
