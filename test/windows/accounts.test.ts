import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { type KeyRecipe, key, text, type ValueRecipe } from '../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { type Accounts, readAccounts } from '../../src/windows/accounts.ts';

const HANAKO = 'S-1-5-21-1-2-3-1001';
const KENJI = 'S-1-5-21-1-2-3-1002';
const WORK = 'S-1-12-1-1-2-3-4';

const profile = (sid: string, path: string): KeyRecipe =>
  key(sid, { values: [text('ProfileImagePath', path)] });

const identity = (name: string, sid?: string): KeyRecipe =>
  key(`hash of ${name}`, {
    values: [text('IdentityName', name), ...(sid === undefined ? [] : [text('Sid', sid)])],
  });

interface Parts {
  readonly profiles?: readonly KeyRecipe[];
  readonly identities?: readonly KeyRecipe[];
  readonly logonUi?: readonly ValueRecipe[];
  readonly pins?: readonly KeyRecipe[];
}

function accountsIn(parts: Parts): Accounts {
  const nest = (names: readonly string[], innermost: Omit<KeyRecipe, 'name'>): KeyRecipe => {
    const [name = '', ...rest] = names;
    return key(name, rest.length === 0 ? innermost : { keys: [nest(rest, innermost)] });
  };
  const provider = 'D7F9888F-E3FC-49b0-9EA6-A85B5F392A4F';
  const microsoft = key('Microsoft', {
    keys: [
      nest(['IdentityStore', 'LogonCache', provider, 'Name2Sid'], { keys: parts.identities ?? [] }),
      nest(['Windows', 'CurrentVersion', 'Authentication', 'LogonUI'], {
        values: parts.logonUi ?? [],
        keys: [nest(['NgcPin', 'Credentials'], { keys: parts.pins ?? [] })],
      }),
      nest(['Windows NT', 'CurrentVersion', 'ProfileList'], { keys: parts.profiles ?? [] }),
    ],
  });
  return readAccounts(
    new HiveReader(buildHive({ root: key('ROOT', { keys: [microsoft] }) }).bytes, 'SOFTWARE'),
  );
}

describe('accounts', () => {
  const profiles = [
    profile('S-1-5-18', '%systemroot%\\system32\\config\\systemprofile'),
    profile(HANAKO, 'C:\\Users\\hanako'),
    profile(KENJI, 'C:\\Users\\kenji.PC-17\\'),
    profile(WORK, 'C:\\Users\\KenjiSato'),
  ];

  it('are of people, and of an undetermined kind when nothing more is told', () => {
    const { accounts, microsoftIdentities } = accountsIn({ profiles });
    expect(accounts.map(({ sid, profileName, kind }) => [sid, profileName, kind])).toEqual([
      [WORK, 'KenjiSato', 'entra'],
      [HANAKO, 'hanako', 'undetermined'],
      [KENJI, 'kenji.PC-17', 'undetermined'],
    ]);
    expect(microsoftIdentities).toEqual([]);
  });

  it('are Microsoft accounts when the cached identity has their SID', () => {
    const { accounts, microsoftIdentities } = accountsIn({
      profiles,
      identities: [identity('hanako@example.com', HANAKO), identity('old@example.com', 'S-1-11-96-1-2')],
    });
    expect(accounts.find(({ sid }) => sid === HANAKO)).toMatchObject({
      kind: 'microsoft',
      identityName: 'hanako@example.com',
    });
    expect(accounts.find(({ sid }) => sid === KENJI)).toMatchObject({ kind: 'undetermined' });
    // An identity that belongs to no profile is told, and given to none.
    expect(microsoftIdentities).toEqual(['hanako@example.com', 'old@example.com']);
  });

  it('are Microsoft accounts when the last sign-in says so', () => {
    const last = accountsIn({
      profiles,
      logonUi: [
        text('LastLoggedOnUser', 'MicrosoftAccount\\kenji@example.com'),
        text('LastLoggedOnUserSID', KENJI.toLowerCase()),
      ],
    });
    expect(last.lastSignedInUser).toBe('MicrosoftAccount\\kenji@example.com');
    expect(last.accounts.find(({ sid }) => sid === KENJI)).toMatchObject({
      kind: 'microsoft',
      identityName: 'kenji@example.com',
      lastSignedIn: true,
    });
    const local = accountsIn({
      profiles,
      logonUi: [text('LastLoggedOnUser', '.\\kenji'), text('LastLoggedOnUserSID', KENJI)],
    });
    expect(local.accounts.find(({ sid }) => sid === KENJI)).toMatchObject({
      kind: 'undetermined',
      lastSignedIn: true,
    });
  });

  it('are told with their PIN', () => {
    const { accounts } = accountsIn({ profiles, pins: [key(HANAKO)] });
    expect(accounts.map(({ sid, hasHelloPin }) => [sid, hasHelloPin])).toContainEqual([HANAKO, true]);
    expect(accounts.filter(({ hasHelloPin }) => hasHelloPin)).toHaveLength(1);
  });

  it('are read from an everyday hive, and none from one without profiles', () => {
    const everyday = readAccounts(new HiveReader(buildHive(software()).bytes, 'SOFTWARE'));
    expect(everyday.accounts.map(({ profileName }) => profileName)).toEqual(['hanako', 'service desk']);
    expect(readAccounts(new HiveReader(buildHive({ root: key('ROOT') }).bytes, 'S'))).toEqual({
      accounts: [],
      microsoftIdentities: [],
    });
  });
});
