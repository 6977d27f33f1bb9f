import { beforeEach, describe, expect, it } from 'vitest';
import { HiveError } from '../../src/ground/errors.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { dword, key, text } from '../../src/hive-builder/recipe.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { KEY_SYM_LINK } from '../../src/regf/structures/key-node.ts';
import { fixtureFiles } from '../crash/fixture-files.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { registryPc } from '../support/registry-pc.ts';
import { type Ending, sit } from '../support/sitting.ts';

const CONFIG = '/pc/Windows/System32/config';
const USER_HIVE = '/pc/Users/hanako/NTUSER.DAT';

let files: MemoryFileSystem;
let before: ReadonlyMap<string, Uint8Array>;

const hives = (): ReadonlyMap<string, Uint8Array> =>
  new Map([`${CONFIG}/SOFTWARE`, `${CONFIG}/SYSTEM`, USER_HIVE].map((path) => [path, bytesOf(path)]));

function bytesOf(path: string): Uint8Array {
  const bytes = files.bytes(path);
  if (bytes === undefined) throw new Error(`${path} is missing`);
  return bytes;
}

beforeEach(() => {
  const link = key('Link', {
    flags: KEY_SYM_LINK,
    values: [{ name: 'SymbolicLinkValue', type: 6, data: new Uint8Array(Buffer.from('\\x', 'utf16le')) }],
  });
  const there = key('There', {
    values: [dword('Number', 1), text('Text', 'x'), text('', 'unnamed')],
    keys: [key('Below', { values: [dword('Deep', 7)] })],
  });
  files = registryPc({ softwareKeys: [there, link] });
  before = hives();
});

const run = (...args: string[]): Promise<Ending> => sit(args, { files });

async function json(...args: string[]) {
  const { stdout, exitCode } = await run(...args, '--json');
  return { exitCode, ...JSON.parse(stdout) };
}

function reader(path: string): HiveReader {
  const bytes = bytesOf(path);
  expect(checkHive(bytes, path).damage).toBe(0);
  return new HiveReader(bytes, path);
}

const software = () => reader(`${CONFIG}/SOFTWARE`);

function unchanged(): void {
  expect(hives()).toEqual(before);
  expect(files.paths().filter((path) => /hivemend/.test(path))).toEqual([]);
}

describe('add', () => {
  it('makes a key with those above it, and changes nothing twice', async () => {
    const first = await json('add', '/pc', 'HKLM\\SOFTWARE\\New\\Deep');
    expect(first).toMatchObject({ exitCode: 0, ok: true, disk: 'changed', command: 'add' });
    expect(first.result).toMatchObject({
      target: '/pc',
      alreadyRight: false,
      hives: [{ key: 'HKEY_LOCAL_MACHINE\\SOFTWARE', hive: `${CONFIG}/SOFTWARE`, disk: 'changed' }],
      differences: [
        { kind: 'key-added', key: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\New' },
        { kind: 'key-added', key: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\New\\Deep' },
      ],
    });
    expect(software().find(['New', 'Deep'])?.valueCount).toBe(0);
    const second = await json('add', '/pc', 'HKLM\\software\\NEW\\deep');
    expect(second).toMatchObject({
      exitCode: 0,
      disk: 'unchanged',
      result: { alreadyRight: true, differences: [] },
    });
  });

  it('sets a value of any type, and keeps the spelling of what is there', async () => {
    const set = (...args: string[]) => json('add', '/pc', 'HKLM\\SOFTWARE\\there', ...args);
    await set('--value', 'NUMBER', '--type', 'REG_DWORD', '--data', '0x10');
    await set('--value', 'List', '--type', 'multi_sz', '--data', 'one\\0two');
    await set('--value', 'Empty');
    await set('--data', 'now named');
    const there = software().find(['There']);
    expect(Array.from(there?.values() ?? [], ({ name }) => name)).toEqual([
      'Number',
      'Text',
      '',
      'List',
      'Empty',
    ]);
    expect(there?.value('number')?.asDword()).toBe(16);
    expect(there?.value('List')?.asMultiString()).toEqual(['one', 'two']);
    expect([there?.value('Empty')?.type, there?.value('Empty')?.asString()]).toEqual([1, '']);
    expect(there?.value('')?.asString()).toBe('now named');
  });

  it('follows CurrentControlSet, and reaches the hive of a profile', async () => {
    const service = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\iastor';
    await run('add', '/pc', service, '--value', 'Start', '--type', 'REG_DWORD', '--data', '0');
    const system = reader(`${CONFIG}/SYSTEM`);
    const [set] = [...system.root().subkeys()].filter(({ name }) =>
      system.find([name, 'Services', 'iastor']),
    );
    expect(set?.name).toMatch(/^ControlSet00\d$/);
    expect(system.find(['CurrentControlSet'])).toBeUndefined();
    await run('add', '/pc', 'HKU\\hanako\\Environment', '--value', 'TEMP', '--data', 'C:\\t');
    expect(reader(USER_HIVE).find(['Environment'])?.value('TEMP')?.asString()).toBe('C:\\t');
    await run('add', '/pc', 'HKCU\\Environment', '--user', 'hanako', '--value', 'TMP', '--data', 'C:\\t');
    expect(reader(USER_HIVE).find(['Environment'])?.valueCount).toBe(2);
  });

  it('only shows it, with --dry-run', async () => {
    const { stdout, exitCode } = await run(
      'add',
      '/pc',
      'HKLM\\SOFTWARE\\There',
      '--value',
      'Text',
      '--data',
      'y',
      '--dry-run',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('-     Text    REG_SZ    x');
    expect(stdout).toContain('+     Text    REG_SZ    y');
    expect(stdout).toContain('Nothing was written (--dry-run).');
    unchanged();
  });

  it('says in both languages what it did, and how it is taken back', async () => {
    const english = await run('add', '/pc', 'HKLM\\SYSTEM\\A');
    expect(english.stdout).toContain('+ HKEY_LOCAL_MACHINE\\SYSTEM\\A');
    expect(english.stdout).toContain('To take it back: hivemend undo /pc');
    const japanese = await run('add', '/pc', 'HKLM\\SYSTEM\\B', '--lang', 'ja', '--backup-dir', '/b');
    expect(japanese.stdout).toContain('元に戻すには: hivemend undo /pc --backup-dir /b');
  });
});

describe('delete', () => {
  it('deletes a key with all below it', async () => {
    const { result, exitCode } = await json('delete', '/pc', 'HKLM\\SOFTWARE\\There');
    expect(exitCode).toBe(0);
    expect(result.differences).toEqual([{ kind: 'key-removed', key: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\There' }]);
    expect(software().find(['There'])).toBeUndefined();
  });

  it('deletes a value, the default value, or all of them', async () => {
    await run('delete', '/pc', 'HKLM\\SOFTWARE\\There', '--value', 'NUMBER');
    await run('delete', '/pc', 'HKLM\\SOFTWARE\\There', '--value', '');
    expect(Array.from(software().find(['There'])?.values() ?? [], ({ name }) => name)).toEqual(['Text']);
    expect(await json('delete', '/pc', 'HKLM\\SOFTWARE\\There', '--all-values')).toMatchObject({
      exitCode: 0,
      disk: 'changed',
    });
    expect(software().find(['There'])).toMatchObject({ valueCount: 0, subkeyCount: 1 });
    const again = await json('delete', '/pc', 'HKLM\\SOFTWARE\\There', '--all-values');
    expect(again).toMatchObject({ exitCode: 0, result: { alreadyRight: true } });
  });

  it.each([
    ['HKLM\\SOFTWARE\\None', [], 'key-missing', 10],
    ['HKLM\\SOFTWARE\\There', ['--value', 'None'], 'value-missing', 10],
    ['HKLM\\SOFTWARE\\None', ['--value', 'None'], 'key-missing', 10],
    ['HKLM\\SOFTWARE', [], 'edit-refused', 14],
    ['HKLM\\SOFTWARE\\Link\\Below', [], 'key-diverted', 14],
  ])('refuses %s %j: %s', async (path, options, code, exitCode) => {
    expect(await json('delete', '/pc', path, ...options)).toMatchObject({
      exitCode,
      disk: 'unchanged',
      error: { code },
    });
    unchanged();
  });
});

describe('what can not be added', () => {
  it.each([
    ['HKLM\\HARDWARE\\x', [], 'key-path-unmapped', 2],
    ['HKLM\\SECURITY\\x', [], 'hive-missing', 10],
    ['HKU\\nobody\\x', [], 'profile-missing', 10],
    ['HKCU\\x', [], 'profile-missing', 10],
    [`HKLM\\SOFTWARE\\${'x'.repeat(256)}`, [], 'key-path-malformed', 2],
    ['HKLM\\SOFTWARE\\a\\\\b', [], 'key-path-malformed', 2],
    ['HKLM\\SOFTWARE\\x', ['--value', 'v'.repeat(16_384)], 'edit-refused', 14],
    ['HKLM\\SOFTWARE\\x', ['--type', 'REG_DWORD', '--data', 'many'], 'data-malformed', 2],
    ['HKLM\\SOFTWARE\\x', ['--type', 'REG_ODD', '--data', '1'], 'data-type-unknown', 2],
    ['HKLM\\SOFTWARE\\Link\\x', [], 'key-diverted', 14],
    ['HKLM\\SOFTWARE\\x', ['--backup', 'some'], 'usage', 2],
  ])('case %#', async (path, options, code, exitCode) => {
    expect(await json('add', '/pc', path, ...options)).toMatchObject({
      exitCode,
      disk: 'unchanged',
      error: { code },
    });
    unchanged();
  });

  it('two ways to say which values go', async () => {
    expect((await run('delete', '/pc', 'HKLM\\SOFTWARE\\x', '--value', 'a', '--all-values')).exitCode).toBe(
      2,
    );
  });
});

describe('undo', () => {
  it.each([
    [`${CONFIG}/SOFTWARE`, 'HKLM\\SOFTWARE\\There'],
    [`${CONFIG}/SYSTEM`, 'HKLM\\SYSTEM\\Select'],
    [USER_HIVE, 'HKU\\hanako\\Software'],
  ])('takes a change of %s back to the byte, by the Windows', async (path, deleted) => {
    await run('delete', '/pc', deleted);
    expect(bytesOf(path)).not.toEqual(before.get(path));
    expect(await json('undo', '/pc')).toMatchObject({
      exitCode: 0,
      disk: 'restored',
      result: { hive: path },
    });
    expect(hives()).toEqual(before);
    expect(await json('undo', '/pc')).toMatchObject({ result: { alreadyRestored: true } });
  });

  it('takes each of several back by its name, also out of one folder', async () => {
    await run('add', '/pc', 'HKLM\\SOFTWARE\\A', '--backup-dir', '/b');
    await run('add', '/pc', 'HKU\\hanako\\B', '--backup-dir', '/b');
    const { result } = await json('list-backups', '/pc', '--backup-dir', '/b');
    const backups: readonly { readonly id: string; readonly hive: string }[] = result.backups;
    expect(backups.map(({ hive }) => hive).sort()).toEqual([USER_HIVE, `${CONFIG}/SOFTWARE`].sort());
    for (const { id, hive } of backups) {
      expect(await json('undo', '/pc', '--backup-dir', '/b', '--backup', id)).toMatchObject({
        result: { hive },
      });
      expect(bytesOf(hive)).toEqual(before.get(hive));
    }
    expect(hives()).toEqual(before);
  });

  it('says what it put back: keys as such, and nothing of signing in', async () => {
    await run('add', '/pc', 'HKLM\\SYSTEM\\A');
    const { stdout } = await run('undo', '/pc');
    expect(stdout).toContain('A: a key -> missing');
    expect(stdout).not.toContain('Windows Hello');
  });

  it('looks past a profile that is closed to it', async () => {
    files.put('/pc/Users/closed/NTUSER.DAT', new Uint8Array(0));
    const list = files.list.bind(files);
    files.list = async (path) => {
      if (path === '/pc/Users/closed') throw new HiveError('access-denied', { path, cause: 'EACCES' });
      return list(path);
    };
    await run('add', '/pc', 'HKLM\\SYSTEM\\A');
    expect(await json('undo', '/pc')).toMatchObject({ exitCode: 0 });
    expect(hives()).toEqual(before);
  });

  it('follows no manifest out of the Windows', async () => {
    files.put('/elsewhere/NTUSER.DAT', bytesOf(USER_HIVE));
    const other = await json('add', '/elsewhere/NTUSER.DAT', '\\New', '--backup-dir', '/b');
    expect(other.exitCode).toBe(0);
    const changed = bytesOf('/elsewhere/NTUSER.DAT');
    expect(await json('undo', '/pc', '--backup-dir', '/b')).toMatchObject({
      exitCode: 2,
      error: { code: 'backup-missing' },
    });
    expect(bytesOf('/elsewhere/NTUSER.DAT')).toEqual(changed);
  });

  it('finds a profile by where it lay, under another letter', async () => {
    await run('add', '/pc', 'HKU\\hanako\\B', '--backup-dir', '/b');
    const moved = new MemoryFileSystem();
    for (const path of files.paths().filter((one) => !one.endsWith('/')))
      moved.put(path.replace(/^\/pc\//, '/mnt/d/'), bytesOf(path));
    files = moved;
    expect(await json('undo', '/mnt/d', '--backup-dir', '/b')).toMatchObject({
      exitCode: 0,
      disk: 'restored',
    });
    expect(bytesOf('/mnt/d/Users/hanako/NTUSER.DAT')).toEqual(before.get(USER_HIVE));
  });

  it('is told which hive a backup is of', async () => {
    await run('add', '/pc', 'HKLM\\SYSTEM\\A');
    const { stdout } = await run('list-backups', '/pc');
    expect(stdout).toMatch(/UTC, SYSTEM before an addition/);
    expect((await run('list-backups', '/pc', '--lang', 'ja')).stdout).toMatch(/UTC、追加の前の SYSTEM/);
  });
});

describe('a hive file', () => {
  it('is changed by paths from its root, and a dirty one in its newest state', async () => {
    files = new MemoryFileSystem();
    for (const [suffix, bytes] of fixtureFiles('dirty-two-logs')) files.put(`/SOFTWARE${suffix}`, bytes);
    const old = bytesOf('/SOFTWARE');
    const { result } = await json('add', '/SOFTWARE', 'Microsoft\\New', '--value', 'a', '--data', 'b');
    expect(result.hives).toMatchObject([{ hive: '/SOFTWARE', replay: {} }]);
    expect(reader('/SOFTWARE').find(['Microsoft', 'New'])?.value('a')?.asString()).toBe('b');
    await run('undo', '/SOFTWARE');
    expect(bytesOf('/SOFTWARE')).toEqual(old);
  });

  it('takes no key of another hive', async () => {
    files = new MemoryFileSystem();
    files.put('/x', buildHive({ root: key('ROOT') }).bytes);
    expect(await json('add', '/x', 'HKLM\\SYSTEM\\x')).toMatchObject({
      exitCode: 10,
      error: { code: 'key-path-of-other-hive' },
    });
    expect(await json('add', '/x', 'HKLM\\x\\y')).toMatchObject({ exitCode: 0 });
  });
});
