import { describe, expect, it } from 'vitest';
import { parseRegFile } from '../../src/change/reg-file/parse-reg-file.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, type KeyRecipe, key, text, type ValueRecipe } from '../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import type { Key } from '../../src/regf/key.ts';
import { upcase } from '../../src/regf/names.ts';
import { fixture } from '../support/a-disk.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { Random } from '../support/random.ts';
import { registryPc } from '../support/registry-pc.ts';
import { sit } from '../support/sitting.ts';

const hive = (root: KeyRecipe): Uint8Array => buildHive({ root }).bytes;

function twoHives(before: KeyRecipe, after: KeyRecipe): MemoryFileSystem {
  const files = new MemoryFileSystem();
  files.put('/a/x.hive', hive(before));
  files.put('/b/x.hive', hive(after));
  return files;
}

const BEFORE = key('ROOT', {
  values: [dword('same', 1), dword('Number', 1), text('gone', 'x'), text('Type', 'x')],
  keys: [key('Old', { keys: [key('deep')] }), key('Both', { className: 'one' }), key('untouched')],
});
const AFTER = key('ROOT', {
  values: [dword('SAME', 1), text('', 'new'), dword('Number', 2), text('Type', 'x', 2)],
  keys: [
    key('New', { values: [binary('b', Uint8Array.of(1))], keys: [key('deep')] }),
    key('Both', { className: 'two', lastWritten: 7n }),
    key('UNTOUCHED'),
  ],
});

const PATH = 'HKEY_LOCAL_MACHINE\\x.hive';

describe('diff', () => {
  const files = twoHives(BEFORE, AFTER);
  const diff = (...args: string[]) => sit(['diff', '/a/x.hive', '/b/x.hive', ...args], { files });

  it('shows what only one of two hives has, and what both have differently', async () => {
    const { stdout, stderr, exitCode } = await diff();
    expect([exitCode, stderr]).toEqual([3, '']);
    expect(stdout.split('\n')).toEqual([
      `  ${PATH}`,
      '+     (Default)    REG_SZ    new',
      '-     Number    REG_DWORD    0x1',
      '+     Number    REG_DWORD    0x2',
      '-     Type    REG_SZ    x',
      '+     Type    REG_EXPAND_SZ    x',
      '-     gone    REG_SZ    x',
      `  ${PATH}\\Both`,
      '-     class name    6f006e006500',
      '+     class name    740077006f00',
      `+ ${PATH}\\New`,
      '+     b    REG_BINARY    01',
      `+ ${PATH}\\New\\deep`,
      `- ${PATH}\\Old`,
      '',
    ]);
  });

  it('says so in JSON, as one document or in lines', async () => {
    const { result } = JSON.parse((await diff('--json')).stdout);
    expect(result).toMatchObject({
      areSame: false,
      hives: [{ key: PATH, before: { hive: '/a/x.hive' }, after: { hive: '/b/x.hive' } }],
      notCompared: [],
    });
    expect(result.differences).toHaveLength(9);
    expect(result.differences[1]).toEqual({
      kind: 'value-changed',
      key: PATH,
      before: { name: 'Number', type: 4, typeName: 'REG_DWORD', data: '01000000', value: 1 },
      after: { name: 'Number', type: 4, typeName: 'REG_DWORD', data: '02000000', value: 2 },
    });
    const lines = (await diff('--json-lines')).stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.slice(0, -1).map(({ item }) => item)).toEqual(result.differences);
    expect(lines.at(-1)).toMatchObject({ event: 'end', result: { areSame: false } });
  });

  it('says it as a .reg file, with what that can not say in comments', async () => {
    const { stdout, exitCode } = await diff('--reg');
    expect(exitCode).toBe(3);
    expect(stdout.split('\n')).toEqual([
      'Windows Registry Editor Version 5.00',
      '',
      `[${PATH}]`,
      '@="new"',
      '"Number"=dword:00000002',
      '"Type"=hex(2):78,00,00,00',
      '"gone"=-',
      `; left out: ${JSON.stringify(`${PATH}\\Both (class-name)`)}`,
      '',
      `[${PATH}\\New]`,
      '"b"=hex:01',
      '',
      `[${PATH}\\New\\deep]`,
      '',
      `[-${PATH}\\Old]`,
      '',
      '',
    ]);
  });

  it('finds none, whatever the times, the order and the layout are', async () => {
    const other = twoHives(BEFORE, {
      ...BEFORE,
      lastWritten: 9n,
      values: [...(BEFORE.values ?? [])].reverse(),
    });
    const { stdout, exitCode } = await sit(['diff', '/a/x.hive', '/b/x.hive'], { files: other });
    expect([exitCode, stdout]).toEqual([0, 'No differences.\n']);
  });

  it('compares one key', async () => {
    const { stdout } = await diff('--key', 'New', '--json');
    expect(JSON.parse(stdout).error.code).toBe('key-missing');
    const same = await diff('--key', 'untouched');
    expect([same.exitCode, same.stdout]).toEqual([0, 'No differences.\n']);
  });

  it('compares a dirty hive in its newest state', async () => {
    const dirty = new MemoryFileSystem();
    for (const suffix of ['', '.LOG1']) dirty.put(`/d/SOFTWARE${suffix}`, fixture(`dirty-one-log${suffix}`));
    dirty.put('/e/SOFTWARE', fixture('dirty-one-log'));
    const args = ['diff', '/e/SOFTWARE', '/d/SOFTWARE', '--accept-dirty'];
    const { stdout, stderr, exitCode } = await sit(args, { files: dirty });
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^\+ {5}DevicePasswordLessBuildVersion {4}REG_DWORD {4}0x2$/m);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(/WITHOUT its transaction logs.*read together/);
  });

  it.each([
    [['diff', '/a/x.hive'], 2],
    [['diff', '/a/x.hive', '/nowhere'], 10],
    [['diff', '/a/x.hive', '/b/x.hive', '--reg', '--json'], 2],
  ])('refuses %j', async (args, exitCode) => {
    expect((await sit(args, { files })).exitCode).toBe(exitCode);
  });
});

describe('diff of a Windows', () => {
  it('with a copy of one of its hives', async () => {
    const files = registryPc();
    files.put(
      '/copy/pc.hive',
      hive(key('ROOT', { keys: [key('Microsoft', { keys: [key('Windows')] }), key('Classes')] })),
    );
    const { stdout, exitCode } = await sit(['diff', '/pc', '/copy/pc.hive'], { files });
    expect(exitCode).toBe(3);
    expect(stdout).toContain('- HKEY_LOCAL_MACHINE\\SOFTWARE\\Here\n');
    expect(stdout).toContain('- HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\n');
  });

  it.each([
    ['SOFTWARE', 'HKLM\\SOFTWARE\\New', 'HKEY_LOCAL_MACHINE\\SOFTWARE\\New'],
    ['SYSTEM', 'HKLM\\SYSTEM\\New', 'HKEY_LOCAL_MACHINE\\SYSTEM\\New'],
  ])('with the folder of a backup, which stands for the hive in it: %s', async (_, added, shown) => {
    const files = registryPc();
    const { stdout: said } = await sit(['add', '/pc', added, '--json'], { files });
    const { folder } = JSON.parse(said).result.hives[0].backup;
    const forth = await sit(['diff', folder, '/pc'], { files });
    expect([forth.exitCode, forth.stdout]).toEqual([3, `+ ${shown}\n`]);
    const back = await sit(['diff', '/pc', folder, '--reg'], { files });
    expect(back.stdout).toContain(`[-${shown}]`);
    expect((await sit(['diff', folder, folder], { files })).exitCode).toBe(0);
    files.put('/back.reg', new TextEncoder().encode(back.stdout));
    expect((await sit(['diff', folder, '/back.reg'], { files })).stdout).toContain('No differences.');
  });

  it('with a folder of copies: all hives of the machine that it has', async () => {
    const files = registryPc();
    for (const name of ['SOFTWARE', 'SYSTEM'])
      files.put(`/copies/${name}`, await contents(files, `/pc/Windows/System32/config/${name}`));
    await sit(['add', '/pc', 'HKLM\\SYSTEM\\New'], { files });
    const { stdout, exitCode } = await sit(['diff', '/copies', '/pc'], { files });
    expect([exitCode, stdout.replace(/\s+/g, ' ')]).toEqual([
      3,
      '+ HKEY_LOCAL_MACHINE\\SYSTEM\\New Not compared, because one of the two lacks the hive: HKLM\\SAM, HKLM\\SECURITY, HKU\\.DEFAULT. ',
    ]);
    expect((await sit(['diff', '/copies', '/copies'], { files })).exitCode).toBe(0);
  });

  it('with another: all hives that both have', async () => {
    const files = registryPc();
    for (const name of ['SOFTWARE', 'SYSTEM', 'DEFAULT'])
      files.put(
        `/other/Windows/System32/config/${name}`,
        await contents(files, `/pc/Windows/System32/config/${name}`),
      );
    const { stdout, exitCode } = await sit(['diff', '/pc', '/other'], { files });
    expect([exitCode, stdout.replace(/\s+/g, ' ')]).toEqual([
      0,
      'No differences. Not compared, because one of the two lacks the hive: HKLM\\SAM, HKLM\\SECURITY, HKU\\LocalService, HKU\\hanako, HKU\\hanako_Classes, HKU\\elsewhere, HKU\\Windows, HKU\\gone. ',
    ]);
  });

  it('with another: those of users of the same name, too', async () => {
    const files = registryPc();
    for (const name of ['Windows/System32/config/SOFTWARE', 'Users/hanako/NTUSER.DAT'])
      files.put(`/other/${name}`, await contents(files, `/pc/${name}`));
    expect((await sit(['diff', '/pc', '/other'], { files })).exitCode).toBe(0);
    await sit(['add', '/other', 'HKU\\hanako\\New'], { files });
    const { stdout, exitCode } = await sit(['diff', '/pc', '/other', '--json'], { files });
    expect(exitCode).toBe(3);
    const { result } = JSON.parse(stdout);
    expect(result.differences).toMatchObject([{ key: 'HKEY_USERS\\hanako\\New' }]);
    expect(result.notCompared).not.toContain('HKU\\hanako');
  });

  it('in one key of a user', async () => {
    const files = registryPc();
    for (const name of ['Windows/System32/config/SOFTWARE', 'Users/hanako/NTUSER.DAT'])
      files.put(`/other/${name}`, await contents(files, `/pc/${name}`));
    files.put(
      '/other/Users/hanako/NTUSER.DAT',
      hive(key('ROOT', { keys: [key('Here'), key('Software'), key('Control Panel')] })),
    );
    const { stdout } = await sit(['diff', '/pc', '/other', '--key', 'HKU\\hanako\\Here'], { files });
    expect(stdout).toBe('  HKEY_USERS\\hanako\\Here\n-     hive    REG_SZ    hanako\n');
  });
});

async function contents(files: MemoryFileSystem, path: string): Promise<Uint8Array> {
  const file = await files.open(path);
  const bytes = new Uint8Array(file.length);
  await file.read(bytes, 0).finally(() => file.close());
  return bytes;
}

describe('a .reg file made by diff', () => {
  it('leads from the first to the second', async () => {
    const random = new Random(20260130);
    for (let round = 0; round < 25; round++) {
      const [before, after] = [randomKey(random, 3), randomKey(random, 3)];
      const files = twoHives({ ...before, name: 'ROOT' }, { ...after, name: 'ROOT' });
      const { stdout } = await sit(['diff', '/a/x.hive', '/b/x.hive', '--reg'], { files });
      const model = modelOf(await contents(files, '/a/x.hive'));
      apply(model, stdout);
      expect([round, [...model]]).toEqual([round, [...modelOf(await contents(files, '/b/x.hive'))]]);
    }
  });
});

const NAMES = ['a', 'B', 'c_', 'größe', '日本'];

function randomKey(random: Random, depth: number): KeyRecipe {
  const some = () => NAMES.filter(() => random.chance(0.5));
  const value = (name: string): ValueRecipe => ({
    name: random.chance(0.2) ? name.toUpperCase() : name,
    type: random.pick([0, 1, 3, 4, 7]),
    data: Uint8Array.from({ length: random.below(6) }, () => random.below(2) * 65),
  });
  return key(random.pick(['k', 'K']), {
    values: some().map(value),
    keys: depth === 0 ? [] : some().map((name) => ({ ...randomKey(random, depth - 1), name })),
  });
}

/** Keys and values in capitals, sorted, with type and data. */
function modelOf(bytes: Uint8Array): Map<string, string> {
  const lines = new Map<string, string>();
  const visit = (at: Key, path: string): void => {
    lines.set(path, 'key');
    for (const value of at.values())
      lines.set(
        `${path}|${upcase(value.name)}`,
        `${value.type} ${Buffer.from(value.data()).toString('hex')}`,
      );
    for (const subkey of at.subkeys()) visit(subkey, `${path}\\${upcase(subkey.name)}`);
  };
  visit(new HiveReader(bytes, 'x').root(), upcase(PATH));
  return sorted(lines);
}

function apply(model: Map<string, string>, regFile: string): void {
  const { sections, skipped } = parseRegFile(new Uint8Array(Buffer.from(regFile)), 'x.reg');
  expect(skipped).toEqual([]);
  for (const { path, action, values } of sections) {
    const name = upcase(path.join('\\'));
    if (action === 'delete')
      for (const line of [...model.keys()]) if (isWithin(line, name)) model.delete(line);
    if (action === 'write') model.set(name, 'key');
    for (const { name: valueName, content } of values) {
      const line = `${name}|${upcase(valueName)}`;
      if (content === undefined) model.delete(line);
      else model.set(line, `${content.type} ${Buffer.from(content.data).toString('hex')}`);
    }
  }
  const result = sorted(model);
  model.clear();
  for (const [line, content] of result) model.set(line, content);
}

const isWithin = (line: string, name: string): boolean =>
  line === name || line.startsWith(`${name}\\`) || line.startsWith(`${name}|`);

function sorted(lines: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...lines].sort(([a], [b]) => (a < b ? -1 : 1)));
}
