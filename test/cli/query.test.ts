import { beforeAll, describe, expect, it } from 'vitest';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, filetime, key, multiText, qword, text } from '../../src/hive-builder/recipe.ts';
import { KEY_SYM_LINK } from '../../src/regf/structures/key-node.ts';
import { fixture } from '../support/a-disk.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import { registryPc } from '../support/registry-pc.ts';
import { type Ending, sit } from '../support/sitting.ts';

const TIME = filetime('2026-02-11T22:41:07Z') + 1_234_567n;
const TOLD = '2026-02-11T22:41:07.1234567Z';

const EXAMPLE = key('Example', {
  lastWritten: TIME,
  className: 'a class',
  values: [
    text('', 'default text'),
    text('Name', 'C:\\Program Files'),
    text('Path', '%SystemRoot%', 2),
    dword('Number', 0x123),
    qword('Large', 0x1_0000_0000n),
    binary('Bytes', Uint8Array.of(0, 0xab)),
    multiText('List', ['one', 'two']),
    { name: 'Strange', type: 0xabcd, data: Uint8Array.of(1) },
    { name: 'Short', type: 4, data: Uint8Array.of(1) },
    { name: 'Big', type: 5, data: Uint8Array.of(0, 0, 0, 9) },
  ],
  keys: [
    key('Below', {
      lastWritten: TIME,
      values: [text('Name', 'deep')],
      keys: [key('Deepest', { lastWritten: TIME })],
    }),
    key('Other', { lastWritten: TIME }),
  ],
});

let pc: MemoryFileSystem;

beforeAll(() => {
  const link = key('Link', {
    flags: KEY_SYM_LINK,
    values: [
      { name: 'SymbolicLinkValue', type: 6, data: new Uint8Array(Buffer.from('\\REGISTRY\\x', 'utf16le')) },
    ],
  });
  pc = registryPc({
    softwareKeys: [EXAMPLE, link, key('Escape\u001b[2J', { values: [text('a', '\u001b[31m')] })],
  });
});

const query = (...args: string[]): Promise<Ending> => sit(['query', '/pc', ...args], { files: pc });
const PATH = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Example';

async function linesOf(...args: string[]): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await query(...args);
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout.split('\n').slice(0, -1);
}

describe('query', () => {
  it('shows a key with its values, and names its subkeys, as reg.exe does', async () => {
    expect(await linesOf('hklm\\software\\EXAMPLE')).toEqual([
      `${PATH}    ${TOLD}`,
      '    (Default)    REG_SZ    default text',
      '    Name    REG_SZ    C:\\Program Files',
      '    Path    REG_EXPAND_SZ    %SystemRoot%',
      '    Number    REG_DWORD    0x123',
      '    Large    REG_QWORD    0x100000000',
      '    Bytes    REG_BINARY    00AB',
      '    List    REG_MULTI_SZ    one\\0two',
      '    Strange    0xabcd    01',
      '    Short    REG_DWORD    01',
      '    Big    REG_DWORD_BIG_ENDIAN    0x9',
      '',
      `${PATH}\\Below    ${TOLD}`,
      `${PATH}\\Other    ${TOLD}`,
    ]);
  });

  it('shows one value', async () => {
    expect(await linesOf('HKLM\\SOFTWARE\\Example', '--value', 'NUMBER')).toEqual([
      `${PATH}    ${TOLD}`,
      '    Number    REG_DWORD    0x123',
    ]);
    for (const args of [['--value', ''], ['--value=']])
      expect(await linesOf('HKLM\\SOFTWARE\\Example', ...args)).toEqual([
        `${PATH}    ${TOLD}`,
        '    (Default)    REG_SZ    default text',
      ]);
  });

  it('goes down as far as it is asked to', async () => {
    const all = [
      `${PATH}\\Below    ${TOLD}`,
      '    Name    REG_SZ    deep',
      '',
      `${PATH}\\Below\\Deepest    ${TOLD}`,
      `${PATH}\\Other    ${TOLD}`,
    ];
    expect((await linesOf('HKLM\\SOFTWARE\\Example', '--recursive')).slice(12)).toEqual(all);
    expect((await linesOf('HKLM\\SOFTWARE\\Example', '--depth', '1')).slice(12)).toEqual([
      ...all.slice(0, 3),
      all[4],
    ]);
    expect(await linesOf('HKLM\\SOFTWARE\\Example', '--depth', '0')).toHaveLength(14);
  });

  it('shows keys only', async () => {
    expect(await linesOf('HKLM\\SOFTWARE\\Example', '--keys-only')).toEqual([
      `${PATH}    ${TOLD}`,
      `${PATH}\\Below    ${TOLD}`,
      `${PATH}\\Other    ${TOLD}`,
    ]);
    expect(await linesOf('HKLM\\SOFTWARE\\Example', '--keys-only', '--recursive')).toHaveLength(4);
  });

  it('shows one value of all keys that have it', async () => {
    expect(await linesOf('HKLM\\SOFTWARE\\Example', '--value', 'name', '--recursive')).toEqual([
      `${PATH}    ${TOLD}`,
      '    Name    REG_SZ    C:\\Program Files',
      '',
      `${PATH}\\Below    ${TOLD}`,
      '    Name    REG_SZ    deep',
    ]);
  });

  it('finds names and text, without regard to case', async () => {
    expect(await linesOf('HKLM\\SOFTWARE\\Example', '--find', 'DEEP')).toEqual([
      `${PATH}\\Below    ${TOLD}`,
      '    Name    REG_SZ    deep',
      '',
      `${PATH}\\Below\\Deepest    ${TOLD}`,
    ]);
    expect(await linesOf('HKLM\\SOFTWARE\\Example', '--find', 'two')).toEqual([
      `${PATH}    ${TOLD}`,
      '    List    REG_MULTI_SZ    one\\0two',
    ]);
    expect(await linesOf('HKLM\\SOFTWARE\\Example', '--find', 'EEP', '--keys-only')).toEqual([
      `${PATH}\\Below\\Deepest    ${TOLD}`,
    ]);
    expect(await linesOf('HKLM\\SOFTWARE\\Example', '--find', 'program', '--value', 'name')).toEqual([
      `${PATH}    ${TOLD}`,
      '    Name    REG_SZ    C:\\Program Files',
    ]);
  });

  it('looks for text below the key as deep as it is told, and not among numbers', async () => {
    expect((await query('HKLM\\SOFTWARE\\Example', '--find', 'deep', '--depth', '0')).exitCode).toBe(10);
    expect((await query('HKLM\\SOFTWARE\\Example', '--find', '4294967296')).exitCode).toBe(10);
  });

  it('says everything in one JSON document', async () => {
    const { stdout, exitCode } = await query('HKLM\\SOFTWARE\\Example', '--json');
    expect(exitCode).toBe(0);
    const document = JSON.parse(stdout);
    expect(stdout).toBe(`${JSON.stringify(document, undefined, 2)}\n`);
    expect(document).toMatchObject({ schema: 'hivemend/2', command: 'query', ok: true, disk: 'unchanged' });
    const { hive, key: shown, keys } = document.result;
    expect([hive, shown]).toEqual(['/pc/Windows/System32/config/SOFTWARE', PATH]);
    const [first, below] = keys;
    expect(first).toMatchObject({
      path: PATH,
      lastWritten: TOLD,
      subkeyCount: 2,
      valueCount: 10,
      className: 'a class',
    });
    expect(first.values.slice(3, 8)).toEqual([
      { name: 'Number', type: 4, typeName: 'REG_DWORD', data: '23010000', value: 0x123 },
      { name: 'Large', type: 11, typeName: 'REG_QWORD', data: '0000000001000000', value: '4294967296' },
      { name: 'Bytes', type: 3, typeName: 'REG_BINARY', data: '00ab' },
      {
        name: 'List',
        type: 7,
        typeName: 'REG_MULTI_SZ',
        data: '6f006e0065000000740077006f0000000000',
        value: ['one', 'two'],
      },
      { name: 'Strange', type: 0xabcd, data: '01' },
    ]);
    expect(below).toEqual({ path: `${PATH}\\Below`, lastWritten: TOLD, subkeyCount: 1, valueCount: 1 });
  });

  it('says it in JSON Lines, the end on the last', async () => {
    const { stdout } = await query('HKLM\\SOFTWARE\\Example', '--recursive', '--json-lines');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ event, item }) => [event, item?.path])).toEqual([
      ['item', PATH],
      ['item', `${PATH}\\Below`],
      ['item', `${PATH}\\Below\\Deepest`],
      ['item', `${PATH}\\Other`],
      ['end', undefined],
    ]);
    expect(lines.at(-1)).toEqual({
      event: 'end',
      schema: 'hivemend/2',
      command: 'query',
      ok: true,
      disk: 'unchanged',
      result: { hive: '/pc/Windows/System32/config/SOFTWARE', key: PATH },
    });
  });

  it('says an error in JSON Lines', async () => {
    const { stdout, stderr, exitCode } = await query('HKLM\\SOFTWARE\\nope', '--json-lines');
    expect([exitCode, stderr]).toEqual([10, '']);
    expect(JSON.parse(stdout)).toMatchObject({ event: 'end', ok: false, error: { code: 'key-missing' } });
    const wrong = await query('--json-lines');
    expect(JSON.parse(wrong.stdout)).toMatchObject({ event: 'end', error: { code: 'usage' } });
  });

  it('says it as a .reg file', async () => {
    expect(await linesOf('HKLM\\SOFTWARE\\Example\\Below', '--recursive', '--reg')).toEqual([
      'Windows Registry Editor Version 5.00',
      '',
      `[${PATH}\\Below]`,
      '"Name"="deep"',
      '',
      `[${PATH}\\Below\\Deepest]`,
      '',
    ]);
  });

  it('lets no name or text move the cursor', async () => {
    const lines = await linesOf('HKLM\\SOFTWARE\\Escape\u001b[2J');
    expect(lines[0]).toContain('Escape\\u{1b}[2J');
    expect(lines[1]).toBe('    a    REG_SZ    \\u{1b}[31m');
    const reg = await linesOf('HKLM\\SOFTWARE\\Escape\u001b[2J', '--reg');
    expect(reg[3]).toBe('"a"=hex(1):1b,00,5b,00,33,00,31,00,6d,00,00,00');
  });

  it('tells in words that are the language', async () => {
    const { stdout } = await query('HKLM\\SOFTWARE\\Example', '--value', '', '--lang', 'ja');
    expect(stdout).toContain('    (既定)    REG_SZ    default text');
  });

  it.each([
    [['HKLM\\SOFTWARE\\nope'], 10, /There is no key HKEY_LOCAL_MACHINE\\SOFTWARE\\nope/],
    [['HKLM\\SOFTWARE\\Example', '--value', 'nope'], 10, /has no value called "nope"/],
    [['HKLM\\SOFTWARE\\Example\\Other', '--value', ''], 10, /has no default value/],
    [['HKLM\\SOFTWARE\\Example', '--find', 'nope'], 10, /Nothing below .*Example/],
    [['HKLM\\SOFTWARE\\Link\\x'], 14, /Link is a symbolic link to \\REGISTRY\\x/],
    [['HKLM\\HARDWARE'], 2, /is in no hive on a disk/],
    [['HKLM\\\\SOFTWARE'], 2, /two backslashes/],
    [['HKLM\\SECURITY'], 10, /SECURITY is missing/],
    [['HKCU\\x'], 10, /HKCU is the user who is signed in/],
    [['HKLM\\SOFTWARE', '--json', '--json-lines'], 2, /can't be used together/],
    [['HKLM\\SOFTWARE', '--recursive', '--depth', '1'], 2, /--recursive and --depth can't be used together/],
    [['HKLM\\SOFTWARE', '--keys-only', '--value', 'x'], 2, /--keys-only and --value can't be used together/],
    [['HKLM\\SOFTWARE', '--reg', '--json'], 2, /--reg and --json can't be used together/],
    [['HKLM\\SOFTWARE', '--depth', 'x'], 2, /--depth does not take "x"/],
    [['HKLM\\SOFTWARE', 'more'], 2, /"more" is one word too many/],
    [[], 2, /needs a KEY/],
  ])('refuses %j with exit code %i', async (args, exitCode, what) => {
    const ended = await query(...args);
    expect(`${ended.stdout}${ended.stderr}`.replace(/\s+/g, ' ')).toMatch(what);
    expect(ended.exitCode).toBe(exitCode);
  });

  it('shows a symbolic link itself', async () => {
    const { result } = JSON.parse((await query('HKLM\\SOFTWARE\\Link', '--json')).stdout);
    expect(result.keys[0]).toMatchObject({
      isLink: true,
      values: [{ typeName: 'REG_LINK', value: '\\REGISTRY\\x' }],
    });
  });

  it('reads a user, by the name that the command line gives', async () => {
    expect(await linesOf('HKCU\\Here', '--user', 'hanako', '--value', 'hive')).toEqual([
      expect.stringMatching(/^HKEY_CURRENT_USER\\Here {4}/),
      '    hive    REG_SZ    hanako',
    ]);
  });

  it('reads a key with a quotation mark in its name', async () => {
    const files = registryPc({ softwareKeys: [key('a"b')] });
    expect((await sit(['query', '/pc', 'HKLM\\SOFTWARE\\a"b'], { files })).exitCode).toBe(0);
  });
});

describe('query of a dirty hive', () => {
  const DEVICE = 'Microsoft\\Windows NT\\CurrentVersion\\PasswordLess\\Device';

  it('reads its newest state, and says so on standard error', async () => {
    const files = registryPc();
    files.put('/d/SOFTWARE', fixture('dirty-one-log'));
    files.put('/d/SOFTWARE.LOG1', fixture('dirty-one-log.LOG1'));
    for (const more of [[], ['--recursive']]) {
      const { stdout, stderr, exitCode } = await sit(['query', '/d/SOFTWARE', DEVICE, ...more], { files });
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/DevicePasswordLessBuildVersion {4}REG_DWORD {4}0x2/);
      expect(stderr.replace(/\s+/g, ' ')).toMatch(/^Not closed properly .* 1 log entry/);
    }
    const json = await sit(['query', '/d/SOFTWARE', DEVICE, '--json'], { files });
    expect(json.stderr).toBe('');
    expect(JSON.parse(json.stdout).result.replay.applied).toHaveLength(1);
  });

  it('is refused without its logs, unless it is taken as it stands', async () => {
    const files = registryPc();
    files.put('/d/SOFTWARE', fixture('dirty-one-log'));
    expect((await sit(['query', '/d/SOFTWARE', '\\'], { files })).exitCode).toBe(13);
    expect((await sit(['query', '/d/SOFTWARE', '\\', '--accept-dirty'], { files })).exitCode).toBe(0);
  });

  it('of a damaged one is refused, also when the damage is met on the way', async () => {
    const files = registryPc();
    files.put('/d/SOFTWARE', fixture('subkeys-list-names-itself'));
    const ended = await sit(['query', '/d/SOFTWARE', '\\', '--recursive', '--json'], { files });
    expect(ended.exitCode).toBe(12);
    expect(JSON.parse(ended.stdout)).toMatchObject({ ok: false, error: { code: 'hive-structure' } });
  });
});

describe('a long answer', () => {
  it('ends with Ctrl+C', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => key(`key ${i}`));
    const files = registryPc({ softwareKeys: [key('Many', { keys: many })] });
    const ended = await sit(['query', '/pc', 'HKLM\\SOFTWARE\\Many', '--recursive'], {
      files,
      interrupted: true,
    });
    expect(ended.exitCode).toBe(130);
  });

  it('of a hive with 20,000 values in a key and one of 2 MB', async () => {
    const values = Array.from({ length: 20_000 }, (_, i) => dword(`value ${i}`, i));
    const large = binary('large', new Uint8Array(2 << 20));
    const files = registryPc();
    files.put('/hive', buildHive({ root: key('ROOT', { values: [...values, large] }) }).bytes);
    const { stdout } = await sit(['query', '/hive', '\\', '--json'], { files });
    const [first] = JSON.parse(stdout).result.keys;
    expect(first.values).toHaveLength(20_001);
    expect(first.values.at(-1).data).toHaveLength(4 << 20);
  });
});
