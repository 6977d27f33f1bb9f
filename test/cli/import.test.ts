import { beforeEach, describe, expect, it } from 'vitest';
import { HiveError } from '../../src/ground/errors.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { dword, key, text } from '../../src/hive-builder/recipe.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { KEY_SYM_LINK } from '../../src/regf/structures/key-node.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import { registryPc } from '../support/registry-pc.ts';
import { type Ending, sit } from '../support/sitting.ts';

const CONFIG = '/pc/Windows/System32/config';
const SOFTWARE = `${CONFIG}/SOFTWARE`;
const SYSTEM = `${CONFIG}/SYSTEM`;
const USER_HIVE = '/pc/Users/hanako/NTUSER.DAT';
const HIVES = [SOFTWARE, SYSTEM, USER_HIVE];

let files: MemoryFileSystem;
let before: ReadonlyMap<string, Uint8Array>;

function bytesOf(path: string): Uint8Array {
  const bytes = files.bytes(path);
  if (bytes === undefined) throw new Error(`${path} is missing`);
  return bytes;
}

const hives = (): ReadonlyMap<string, Uint8Array> => new Map(HIVES.map((path) => [path, bytesOf(path)]));

beforeEach(() => {
  const link = key('Link', {
    flags: KEY_SYM_LINK,
    values: [{ name: 'SymbolicLinkValue', type: 6, data: new Uint8Array(Buffer.from('\\x', 'utf16le')) }],
  });
  const there = key('There', {
    values: [dword('Number', 1), text('Text', 'x')],
    keys: [key('Below', { values: [dword('Deep', 7)] })],
  });
  files = registryPc({ softwareKeys: [there, link, key('Fixed', { flags: 0x0008 })] });
  before = hives();
});

/** As regedit writes it. */
function put(path: string, lines: readonly string[]): void {
  const whole = ['\ufeffWindows Registry Editor Version 5.00', '', ...lines, ''].join('\r\n');
  files.put(path, new Uint8Array(Buffer.from(whole, 'utf16le')));
}

const run = (...args: string[]): Promise<Ending> => sit(args, { files });

async function json(...args: string[]) {
  const { stdout, exitCode } = await run(...args, '--json');
  return { exitCode, ...JSON.parse(stdout) };
}

async function imported(lines: readonly string[], ...options: string[]) {
  put('/a.reg', lines);
  return json('import', '/pc', '/a.reg', ...options);
}

function reader(path: string): HiveReader {
  const bytes = bytesOf(path);
  expect(checkHive(bytes, path).damage).toBe(0);
  return new HiveReader(bytes, path);
}

function unchanged(): void {
  expect(hives()).toEqual(before);
  expect(files.paths().filter((path) => /hivemend/.test(path))).toEqual([]);
}

const SEVERAL = [
  '[HKEY_LOCAL_MACHINE\\SOFTWARE\\There]',
  '"NUMBER"=dword:00000002',
  '"Text"=-',
  '@="unnamed"',
  '"Path"=hex(2):25,00,61,00,25,00,\\',
  '  00,00',
  '[-HKEY_LOCAL_MACHINE\\SOFTWARE\\There\\Below]',
  '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\New]',
  '"Start"=dword:00000003',
  '[HKEY_USERS\\hanako\\Environment]',
  '"TEMP"="C:\\\\t"',
];

describe('import', () => {
  it('does what a file of regedit says, in all hives that it names', async () => {
    const { result, exitCode, disk } = await imported(SEVERAL);
    expect([exitCode, disk]).toEqual([0, 'changed']);
    expect(result).toMatchObject({ skipped: [], hives: HIVES.map((hive) => ({ hive, disk: 'changed' })) });
    expect(result.differences).toHaveLength(9);
    const there = reader(SOFTWARE).find(['There']);
    expect(Array.from(there?.values() ?? [], ({ name }) => name)).toEqual(['Number', '', 'Path']);
    expect(there?.value('Number')?.asDword()).toBe(2);
    expect(there?.value('Path')?.type).toBe(2);
    expect(there?.subkeyCount).toBe(0);
    expect(reader(SYSTEM).find(['CurrentControlSet'])).toBeUndefined();
    expect(reader(USER_HIVE).find(['Environment'])?.value('temp')?.asString()).toBe('C:\\t');
  });

  it('is undone as one, to the byte, and as one undone again', async () => {
    await imported(SEVERAL);
    const after = hives();
    const undone = await json('undo', '/pc');
    expect(undone).toMatchObject({ exitCode: 0, disk: 'restored' });
    expect(undone.result.alongside).toHaveLength(2);
    expect(hives()).toEqual(before);
    const { result } = await json('list-backups', '/pc');
    const undo = result.backups.find(({ command }: { command: string }) => command === 'undo');
    expect(await json('undo', '/pc', '--backup', undo.id)).toMatchObject({ exitCode: 0 });
    for (const path of HIVES) expect(told(bytesOf(path))).toEqual(told(after.get(path) ?? new Uint8Array(0)));
  });

  it('is undone in one hive alone, where that hive is named', async () => {
    await imported(SEVERAL);
    expect(await json('undo', USER_HIVE)).toMatchObject({ exitCode: 0, result: { hive: USER_HIVE } });
    expect(bytesOf(USER_HIVE)).toEqual(before.get(USER_HIVE));
    expect(bytesOf(SYSTEM)).not.toEqual(before.get(SYSTEM));
  });

  it('writes nothing where all is so already', async () => {
    await imported(SEVERAL);
    const again = await imported(SEVERAL);
    expect(again).toMatchObject({
      exitCode: 0,
      disk: 'unchanged',
      result: { alreadyRight: true, differences: [] },
    });
  });

  it('only shows it, with --dry-run, as diff does', async () => {
    put('/a.reg', SEVERAL);
    const shown = await run('import', '/pc', '/a.reg', '--dry-run');
    expect(shown.exitCode).toBe(0);
    const difference = (line: string) => /^[-+ ] {1,5}\S/.test(line) && !/^ {2}(Hive|Verified)/.test(line);
    const { stdout } = await run('diff', '/pc', '/a.reg');
    const wanted = stdout.split('\n').filter((line) => line.startsWith('+') || line.startsWith('-'));
    expect(shown.stdout.split('\n').filter(difference)).toEqual(expect.arrayContaining(wanted));
    unchanged();
  });

  it('takes thousands of values in a key, two megabytes in a value, a slash and any script in names', async () => {
    const values = Array.from({ length: 20_000 }, (_, n) => `"v${n}"=dword:${n.toString(16)}`);
    const large = `"large"="${'x'.repeat(1024 * 1024)}"`;
    // Without --json, whose schema is asked of each of them.
    put('/a.reg', ['[HKEY_LOCAL_MACHINE\\SOFTWARE\\a/b\\ключ 設定]', ...values, large]);
    await run('import', '/pc', '/a.reg', '--quiet');
    const key = reader(SOFTWARE).find(['A/B', 'КЛЮЧ 設定']);
    expect(key?.valueCount).toBe(20_001);
    expect(key?.value('V19999')?.asDword()).toBe(19_999);
    expect(key?.value('large')?.data().length).toBe(2 * (1024 * 1024 + 1));
    await run('undo', '/pc');
    expect(hives()).toEqual(before);
  });

  it('lists of a large change what a manifest has room for, and counts the rest', async () => {
    const values = Array.from({ length: 3 }, (_, n) => `"v${n}"=hex:${'00,'.repeat(299_999)}00`);
    await imported(['[HKEY_LOCAL_MACHINE\\SOFTWARE\\Large]', ...values]);
    const { result } = await json('list-backups', '/pc');
    expect(result.backups).toMatchObject([{ changesLeftOut: 2 }]);
    expect(result.backups[0].change).toHaveLength(2);
    await run('undo', '/pc');
    expect(hives()).toEqual(before);
  });

  it('takes several files as one', async () => {
    put('/a.reg', ['[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]']);
    put('/b.reg', ['[HKEY_LOCAL_MACHINE\\SYSTEM\\B]']);
    expect(await json('import', '/pc', '/a.reg', '/b.reg')).toMatchObject({ exitCode: 0 });
    expect(reader(SOFTWARE).find(['A'])).toBeDefined();
    await run('undo', '/pc');
    expect(hives()).toEqual(before);
  });

  it('makes of one hive what another is, by the .reg file of a diff', async () => {
    files.put('/old', bytesOf(SOFTWARE));
    await imported(SEVERAL);
    files.put('/new', bytesOf(SOFTWARE));
    const { stdout } = await run('diff', '/old', '/new', '--reg');
    files.put('/d.reg', new Uint8Array(Buffer.from(stdout)));
    expect(await json('import', '/old', '/d.reg')).toMatchObject({ exitCode: 0, disk: 'changed' });
    expect(await json('diff', '/old', '/new')).toMatchObject({ exitCode: 0, result: { areSame: true } });
  });

  it('takes a hive file, and HKCU for the profile that is named', async () => {
    files.put('/x', buildHive({ root: key('ROOT', { keys: [key('Software')] }) }).bytes);
    put('/a.reg', ['[HKEY_LOCAL_MACHINE\\x\\Software\\New]', '"a"="b"']);
    expect(await json('import', '/x', '/a.reg')).toMatchObject({ exitCode: 0 });
    expect(reader('/x').find(['Software', 'New'])?.value('a')?.asString()).toBe('b');
    put('/a.reg', ['[HKEY_CURRENT_USER\\New]']);
    expect(await json('import', '/pc', '/a.reg', '--user', 'hanako')).toMatchObject({ exitCode: 0 });
    expect(reader(USER_HIVE).find(['New'])).toBeDefined();
  });

  it('says in both languages what it did', async () => {
    put('/a.reg', [...SEVERAL, 'junk']);
    const { stdout, exitCode } = await run('import', '/pc', '/a.reg', '--dry-run');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('  /a.reg, line 14, column 1: neither a key, nor a value, nor a comment');
    const japanese = await run('import', '/pc', '/a.reg', '--lang', 'ja');
    expect(japanese.stdout).toContain('/a.reg の 14 行 1 文字目');
    expect((await run('undo', '/pc')).stdout.match(/NTUSER\.DAT/g)?.length).toBeGreaterThan(0);
  });
});

/** What a hive says, but for sequence numbers. */
function told(bytes: Uint8Array): readonly string[] {
  const lines: string[] = [];
  const visit = (key: ReturnType<HiveReader['root']>, path: string): void => {
    for (const value of key.values())
      lines.push(`${path} ${value.name} ${value.type} ${Buffer.from(value.data()).toString('hex')}`);
    for (const below of key.subkeys()) visit(below, `${path}\\${below.name}`);
  };
  visit(new HiveReader(bytes, 'HIVE').root(), '');
  return lines;
}

describe('what says nothing here', () => {
  const LINES = [
    '[HKEY_LOCAL_MACHINE\\SOFTWARE\\New]',
    '"a"=dword:x',
    '"b"=dword:1',
    '[HKEY_LOCAL_MACHINE\\HARDWARE\\x]',
    '"c"=dword:1',
    '[-HKEY_LOCAL_MACHINE\\SOFTWARE]',
    `[HKEY_LOCAL_MACHINE\\SOFTWARE\\${'x'.repeat(256)}]`,
  ];

  it('is skipped and listed with line and reason, and the rest is done', async () => {
    const { exitCode, result } = await imported(LINES);
    expect(exitCode).toBe(3);
    expect(result.skipped).toMatchObject([
      { file: '/a.reg', line: 4, column: 11, problem: 'dword-digits' },
      { line: 6, column: 1, problem: 'key-path-unmapped', last: 7 },
      { line: 8, column: 1, problem: 'hive-root-deleted' },
      { line: 9, problem: 'key-name-too-long' },
    ]);
    expect(reader(SOFTWARE).find(['New'])?.valueCount).toBe(1);
  });

  it.each([
    [LINES.slice(0, 3), 'reg-file-unclear', 4],
    [LINES.slice(3, 5), 'reg-file-refused', 3],
    [LINES.slice(5, 6), 'reg-file-refused', 3],
    [LINES.slice(6), 'reg-file-unclear', 3],
  ])('is a reason to change nothing with --strict (%#)', async (lines, code, line) => {
    expect(await imported(lines, '--strict')).toMatchObject({
      exitCode: 2,
      error: { code, details: { line } },
    });
    unchanged();
  });
});

describe('nothing is changed, and the line is told', () => {
  const KEY = '[HKEY_LOCAL_MACHINE\\SOFTWARE\\New]';
  it.each([
    ['values that contradict', [KEY, '"a"="1"', ' "A"="2"'], 'reg-file-refused', 'contradicts', 5, 2, 2],
    ['a value set and taken', [KEY, '"a"="1"', '"a"=-'], 'reg-file-refused', 'contradicts', 5, 1, 2],
    ['a key written and deleted', [KEY, `[-${KEY.slice(1)}`], 'reg-file-refused', 'contradicts', 4, 1, 2],
    ['a link', ['[HKEY_LOCAL_MACHINE\\SOFTWARE\\Link\\x]'], 'reg-file-unfit', 'symbolic-link', 3, 1, 14],
    [
      'a key that stays',
      ['[-HKEY_LOCAL_MACHINE\\SOFTWARE\\Fixed]'],
      'reg-file-unfit',
      'key-not-deletable',
      3,
      1,
      14,
    ],
    [
      'too deep',
      [`[HKEY_LOCAL_MACHINE\\SOFTWARE${'\\x'.repeat(513)}]`],
      'reg-file-refused',
      'too-deep',
      3,
      1,
      2,
    ],
  ])('for %s', async (_, lines, code, problem, line, column, exitCode) => {
    // Another hive, which would be written first.
    const all = [...lines, '[HKEY_LOCAL_MACHINE\\SYSTEM\\New]'];
    const { error, ...end } = await imported(all);
    expect({ ...end, code: error.code, ...error.details }).toMatchObject({
      exitCode,
      disk: 'unchanged',
      code,
      problem,
      line,
      column,
      path: '/a.reg',
    });
    unchanged();
  });

  it.each([
    ['HKEY_LOCAL_MACHINE\\SECURITY\\x', 'hive-missing'],
    ['HKEY_USERS\\nobody\\x', 'profile-missing'],
    ['HKEY_CURRENT_USER\\x', 'profile-missing'],
  ])('for a hive that is not there: %s', async (path, reason) => {
    const { exitCode, error } = await imported(['[HKEY_LOCAL_MACHINE\\SOFTWARE\\New]', `[${path}]`]);
    expect({ exitCode, ...error }).toMatchObject({
      exitCode: 10,
      code: 'reg-file-hive-missing',
      details: { reason, line: 4 },
    });
    unchanged();
  });

  it('for a control set that the hive does not name, with the way on', async () => {
    const bare = buildHive({ root: key('ROOT') }).bytes;
    files.put('/pc/Windows/System32/config/SYSTEM', bare);
    const { error } = await imported(['[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\x]']);
    expect(error).toMatchObject({
      code: 'reg-file-hive-missing',
      details: { reason: 'control-set-unknown' },
      message: expect.stringMatching(/Name the control set itself .* Nothing was changed\.$/),
    });
    expect(files.bytes('/pc/Windows/System32/config/SYSTEM')).toEqual(bare);
  });

  it.each([
    ['no .reg file', Buffer.from('[HKEY_LOCAL_MACHINE]'), 'reg-file-header', 2],
    [
      'UTF-16 the other way round',
      Buffer.from('\ufeffWindows', 'utf16le').swap16(),
      'reg-file-undecodable',
      2,
    ],
    [
      'bytes that are no text',
      Buffer.from('Windows Registry Editor Version 5.00\n[\xff]', 'latin1'),
      'reg-file-undecodable',
      2,
    ],
  ])('for %s', async (_, bytes, code, exitCode) => {
    files.put('/a.reg', new Uint8Array(bytes));
    expect(await json('import', '/pc', '/a.reg')).toMatchObject({ exitCode, error: { code } });
    expect(await json('import', '/pc', '/none.reg')).toMatchObject({ exitCode: 10 });
    unchanged();
  });

  it('in both languages', async () => {
    put('/a.reg', [KEY, '"a"="1"', '"a"="2"']);
    const english = await run('import', '/pc', '/a.reg');
    expect(english.stderr.replace(/\s+/g, ' ')).toContain(
      '/a.reg, line 5, column 1, "a" of HKEY_LOCAL_MACHINE\\SOFTWARE\\New: it contradicts an earlier line (line 4).',
    );
    const japanese = await run('import', '/pc', '/a.reg', '--lang', 'ja');
    expect(japanese.stderr).toContain('/a.reg の 5 行 1 文字目');
  });

  it('where the image is read-only', async () => {
    files.create = async (path) => {
      throw new HiveError('read-only', { path, cause: 'EROFS' });
    };
    expect(await imported(SEVERAL)).toMatchObject({
      exitCode: 15,
      disk: 'unchanged',
      error: { code: 'read-only' },
    });
    unchanged();
  });

  it('where somebody else wrote a later hive meanwhile, and undo still knows what to do', async () => {
    const { result } = await imported(['[HKEY_LOCAL_MACHINE\\SYSTEM\\Earlier]']);
    const earlier = hives();
    const theirs = buildHive({ root: key('ROOT', { keys: [key('Theirs')] }) }).bytes;
    const { create } = files;
    files.create = async (path, ...options) => {
      if (path.startsWith(`${USER_HIVE}.`)) files.put(USER_HIVE, theirs);
      return await create.call(files, path, ...options);
    };
    expect(await imported(SEVERAL)).toMatchObject({
      exitCode: 15,
      disk: 'unchanged',
      error: { code: 'file-changed', details: { path: USER_HIVE } },
    });
    files.create = create;
    expect(hives()).toEqual(new Map(earlier).set(USER_HIVE, theirs));
    expect(files.paths().filter((path) => path.endsWith('-lock'))).toEqual([]);
    // The backup of that hive stays, and names no others.
    expect(await json('undo', USER_HIVE)).toMatchObject({ exitCode: 0, disk: 'unchanged' });
    const [{ backup }] = result.hives;
    expect(await json('undo', '/pc', '--backup', backup.id)).toMatchObject({ exitCode: 0, disk: 'restored' });
    expect(bytesOf(SYSTEM)).toEqual(before.get(SYSTEM));
  });
});
