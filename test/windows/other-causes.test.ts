import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { dword, type KeyRecipe, key, text, type ValueRecipe } from '../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { PASSWORD_PROVIDER, readOtherCauses } from '../../src/windows/other-causes.ts';

/** A hive with one key that holds the values. */
function hiveWith(path: readonly string[], ...values: readonly ValueRecipe[]): HiveReader {
  const recipe = path.reduceRight<KeyRecipe | undefined>(
    (below, name) => key(name, below === undefined ? { values } : { keys: [below] }),
    undefined,
  );
  return new HiveReader(
    buildHive({ root: key('ROOT', { keys: recipe === undefined ? [] : [recipe] }) }).bytes,
    'SOFTWARE',
  );
}

const causesIn = (path: readonly string[], ...values: readonly ValueRecipe[]) =>
  readOtherCauses(hiveWith(path, ...values));

const POLICIES = ['Microsoft', 'Windows', 'CurrentVersion', 'Policies', 'System'];
const PIN_PROVIDER = '{D6886603-9D2F-4EB2-B667-1971041FA96B}';

describe('other causes', () => {
  it('are none in an everyday hive', () => {
    expect(readOtherCauses(new HiveReader(buildHive(software()).bytes, 'SOFTWARE'))).toEqual([]);
    expect(readOtherCauses(new HiveReader(buildHive({ root: key('ROOT') }).bytes, 'SOFTWARE'))).toEqual([]);
  });

  it('are the passwordless experience, which hides the password from Entra accounts only', () => {
    const path = ['Microsoft', 'PolicyManager', 'current', 'device', 'Authentication'];
    expect(causesIn(path, dword('EnablePasswordlessExperience', 1))).toEqual([
      {
        cause: 'passwordless-experience',
        affects: 'entra-accounts',
        keyPath: path,
        valueName: 'EnablePasswordlessExperience',
        value: 1,
      },
    ]);
    expect(causesIn(path, dword('EnablePasswordlessExperience', 0))).toEqual([]);
    expect(causesIn(path, text('EnablePasswordlessExperience', '1'))).toEqual([]);
  });

  it('are a list of excluded providers with the one for passwords on it', () => {
    const list = `${PIN_PROVIDER}, ${PASSWORD_PROVIDER.toUpperCase()}`;
    expect(causesIn(POLICIES, text('excludedcredentialproviders', list))).toEqual([
      {
        cause: 'password-provider-excluded',
        affects: 'all-accounts',
        keyPath: POLICIES,
        valueName: 'excludedcredentialproviders',
        providers: [PIN_PROVIDER.toLowerCase(), PASSWORD_PROVIDER],
      },
    ]);
    expect(causesIn(POLICIES, text('ExcludedCredentialProviders', PIN_PROVIDER))).toEqual([]);
    expect(causesIn(POLICIES, text('ExcludedCredentialProviders', ''))).toEqual([]);
  });

  it('are a password provider that is switched off', () => {
    const providers = ['Microsoft', 'Windows', 'CurrentVersion', 'Authentication', 'Credential Providers'];
    const path = [...providers, '{60B78E88-EAD8-445C-9CFD-0B87F74EA6CD}'];
    expect(causesIn(path, dword('Disabled', 1))).toMatchObject([
      { cause: 'password-provider-disabled', affects: 'all-accounts', value: 1 },
    ]);
    expect(causesIn(path, dword('Disabled', 0))).toEqual([]);
    expect(causesIn([...providers, PIN_PROVIDER], dword('Disabled', 1))).toEqual([]);
  });

  it('are a smart card that is asked for', () => {
    expect(causesIn(POLICIES, dword('scforceoption', 1))).toMatchObject([
      { cause: 'smart-card-required', valueName: 'scforceoption', value: 1 },
    ]);
    expect(causesIn(POLICIES, dword('scforceoption', 0))).toEqual([]);
  });

  it('are the groups of a multi-factor unlock', () => {
    const path = ['Policies', 'Microsoft', 'PassportForWork', 'DeviceUnlock'];
    expect(causesIn(path, text('GroupA', PIN_PROVIDER), text('GroupB', PIN_PROVIDER))).toMatchObject([
      { cause: 'multi-factor-unlock', valueName: 'GroupA', providers: [PIN_PROVIDER.toLowerCase()] },
      { cause: 'multi-factor-unlock', valueName: 'GroupB' },
    ]);
    expect(causesIn(path, text('GroupA', ''))).toEqual([]);
  });
});
