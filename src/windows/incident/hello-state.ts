import { findKey, inSoftware, type MachineRegistry } from './registry-fact.ts';

/** What the registry remembers of Windows Hello for an account. */
export interface HelloAccount {
  readonly sid: string;
  /** A face or a finger was enrolled. */
  readonly hasBiometrics: boolean;
  /** `NgcSetup` of the account, where it has one: a PIN was set up. */
  readonly ngcSetup: number | undefined;
}

const MOST_ACCOUNTS = 1000;
const BIOMETRIC_ACCOUNTS = inSoftware('Microsoft', 'Windows', 'CurrentVersion', 'WinBio', 'AccountInfo');
const NGC_STATUS = inSoftware('Microsoft', 'Windows NT', 'CurrentVersion', 'PasswordLess', 'NgcStatus');

/** @throws HiveError where the keys on the way are damaged. */
export function readHelloAccounts(registry: MachineRegistry): readonly HelloAccount[] {
  const accounts = new Map<string, HelloAccount>();
  for (const { name } of findKey(registry, BIOMETRIC_ACCOUNTS).key?.subkeys() ?? []) {
    if (accounts.size >= MOST_ACCOUNTS) break;
    accounts.set(name.toUpperCase(), { sid: name, hasBiometrics: true, ngcSetup: undefined });
  }
  for (const key of findKey(registry, NGC_STATUS).key?.subkeys() ?? []) {
    if (accounts.size >= MOST_ACCOUNTS) break;
    const known = accounts.get(key.name.toUpperCase());
    accounts.set(key.name.toUpperCase(), {
      sid: key.name,
      hasBiometrics: known !== undefined,
      ngcSetup: key.value('NgcSetup')?.asDword(),
    });
  }
  return [...accounts.values()];
}
