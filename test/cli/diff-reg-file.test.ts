import { describe, expect, it } from 'vitest';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { dword, key, text } from '../../src/hive-builder/recipe.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { registryPc } from '../support/registry-pc.ts';
import { sit } from '../support/sitting.ts';

const V5 = 'Windows Registry Editor Version 5.00\r\n\r\n';
const regFile = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\ufeff${V5}${text}`, 'utf16le'));

const ROOT = key('ROOT', {
  values: [dword('Number', 1), text('Text', 'x')],
  keys: [
    key('Old', {
      values: [dword('a', 1), dword('b', 2)],
      keys: [key('One', { values: [dword('x', 1)] }), key('Two')],
    }),
  ],
});

function hiveAnd(file: string): MemoryFileSystem {
  const files = new MemoryFileSystem();
  files.put('/x.hive', buildHive({ root: ROOT }).bytes);
  files.put('/a.reg', regFile(file));
  return files;
}

const PATH = 'HKEY_LOCAL_MACHINE\\x.hive';

async function linesOf(file: string, ...args: string[]): Promise<readonly string[]> {
  const { stdout } = await sit(['diff', '/x.hive', '/a.reg', ...args], { files: hiveAnd(file) });
  return stdout.split('\n').slice(0, -1);
}

describe('diff with a .reg file', () => {
  it('shows what it would change, in the spelling of the hive', async () => {
    const file = `[HKLM\\x.hive]\n"NUMBER"=dword:2\n"Text"="x"\n"none"=-\n@="new"\n[HKLM\\x.hive\\New\\Below]\n`;
    expect(await linesOf(file)).toEqual([
      `  ${PATH}`,
      '-     Number    REG_DWORD    0x1',
      '+     Number    REG_DWORD    0x2',
      '+     (Default)    REG_SZ    new',
      `+ ${PATH}\\New`,
      `+ ${PATH}\\New\\Below`,
    ]);
  });

  it('finds nothing where all is so already, or what is deleted is not there', async () => {
    const file = `[HKLM\\x.hive\\old]\n"A"=dword:1\n"c"=-\n[-HKLM\\x.hive\\none\\below]\n`;
    expect(await linesOf(file)).toEqual(['No differences.']);
  });

  it('shows deleted values and keys', async () => {
    expect(await linesOf('[HKLM\\x.hive]\n"Text"=-\n[-HKLM\\x.hive\\Old\\One]\n')).toEqual([
      `  ${PATH}`,
      '-     Text    REG_SZ    x',
      `- ${PATH}\\Old\\One`,
    ]);
  });

  it('takes a key that is deleted and made anew for what is left of it', async () => {
    const file = `[-HKLM\\x.hive\\Old]\n[HKLM\\x.hive\\Old]\n"b"=dword:3\n[HKLM\\x.hive\\Old\\One]\n`;
    expect(await linesOf(file)).toEqual([
      `  ${PATH}\\Old`,
      '-     b    REG_DWORD    0x2',
      '+     b    REG_DWORD    0x3',
      '-     a    REG_DWORD    0x1',
      `- ${PATH}\\Old\\Two`,
      `  ${PATH}\\Old\\One`,
      '-     x    REG_DWORD    0x1',
    ]);
  });

  it('goes by the order of the file', async () => {
    expect(await linesOf('[HKLM\\x.hive\\Old]\n"a"=dword:9\n[-HKLM\\x.hive\\Old]\n')).toEqual([
      `- ${PATH}\\Old`,
    ]);
    expect(await linesOf('[HKLM\\x.hive]\n"Text"=-\n[HKLM\\x.hive]\n"text"="x"\n')).toEqual([
      'No differences.',
    ]);
  });

  it('tells every line that says nothing here, and why', async () => {
    const file = `[HKLM\\x.hive]\n"a"=dword:x\n[HKLM\\SYSTEM\\k]\n"b"=dword:1\n[-HKLM\\x.hive]\n`;
    const { stdout, exitCode } = await sit(['diff', '/x.hive', '/a.reg'], { files: hiveAnd(file) });
    expect(exitCode).toBe(3);
    expect(stdout.split('\n').slice(0, -1)).toEqual([
      'No differences.',
      'SKIPPED in the .reg file: 3 places',
      '  line 4, column 11: dword: takes 1 to 8 hexadecimal digits',
      '  line 5, column 1 (to line 6): a key of another hive than this one',
      "  line 7, column 1: the root of a hive can't be deleted",
    ]);
  });

  it('says it in JSON, with the file and the hives', async () => {
    const { stdout } = await sit(['diff', '/x.hive', '/a.reg', '--json'], {
      files: hiveAnd('[HKLM\\x.hive]\n"Number"=dword:2\njunk\n'),
    });
    expect(JSON.parse(stdout).result).toMatchObject({
      hives: [{ key: PATH, before: { hive: '/x.hive' }, after: { hive: '/a.reg' } }],
      skipped: [{ line: 5, column: 1, problem: 'line-unknown', first: 5, last: 5 }],
      areSame: false,
      differences: [{ kind: 'value-changed', key: PATH }],
    });
  });

  it('names keys of several hives of a Windows, CurrentControlSet among them', async () => {
    const files = registryPc();
    const file = [
      '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Here]\n"hive"="other"\n',
      '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\New]\n',
      '[HKEY_USERS\\hanako\\Here]\n"hive"=-\n',
      '[HKEY_CURRENT_USER\\Here]\n"x"="y"\n',
      '[HKEY_LOCAL_MACHINE\\HARDWARE]\n',
    ].join('');
    files.put('/a.reg', regFile(file));
    const { stdout } = await sit(['diff', '/pc', '/a.reg', '--user', 'hanako'], { files });
    expect(stdout.split('\n').slice(0, -1)).toEqual([
      '  HKEY_LOCAL_MACHINE\\SOFTWARE\\Here',
      '-     hive    REG_SZ    SOFTWARE',
      '+     hive    REG_SZ    other',
      '+ HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Services\\New',
      '  HKEY_USERS\\hanako\\Here',
      '-     hive    REG_SZ    hanako',
      '+     x    REG_SZ    y',
      'SKIPPED in the .reg file: 1 place',
      '  line 10, column 1: a key that is in no hive on a disk',
    ]);
  });

  it.each([
    ['REGEDIT5\n', [], 2, 'reg-file-header'],
    ['REGEDIT4\n[HKLM\\x.hive]\n"\xe9"="x"\n', [], 2, 'reg-file-code-page'],
    ['REGEDIT4\n', ['--key', 'Old'], 2, 'usage'],
  ])('refuses %j', async (content, args, exitCode, code) => {
    const files = hiveAnd('');
    files.put('/a.reg', new Uint8Array(Buffer.from(content, 'latin1')));
    const ended = await sit(['diff', '/x.hive', '/a.reg', '--json', ...args], { files });
    expect([ended.exitCode, JSON.parse(ended.stdout).error.code]).toEqual([exitCode, code]);
  });

  it.each([
    ['[HKLM\\x.hive]\n"a"=dword:x\njunk\n', 2, 'reg-file-unclear'],
    ['[HKLM\\SYSTEM\\k]\n', 10, 'key-path-of-other-hive'],
  ])('refuses all of it when nothing may be skipped: %j', async (file, exitCode, code) => {
    const ended = await sit(['diff', '/x.hive', '/a.reg', '--strict', '--json'], { files: hiveAnd(file) });
    expect([ended.exitCode, JSON.parse(ended.stdout).error.code]).toEqual([exitCode, code]);
  });

  it('takes the code page of the Windows that it is compared with', async () => {
    const files = registryPc();
    const codePage = key('CodePage', { values: [text('ACP', '932')] });
    const control = key('Control', { keys: [key('Nls', { keys: [codePage] })] });
    const root = key('ROOT', {
      keys: [key('Select', { values: [dword('Current', 1)] }), key('ControlSet001', { keys: [control] })],
    });
    files.put('/pc/Windows/System32/config/SYSTEM', buildHive({ root }).bytes);
    files.put(
      '/a.reg',
      new Uint8Array(Buffer.from('REGEDIT4\n[HKLM\\SOFTWARE\\Here]\n"\x83\\"="x"\n', 'latin1')),
    );
    expect((await sit(['diff', '/pc', '/a.reg'], { files })).stdout).toContain('+     ソ    REG_SZ    x\n');
    await files.remove('/pc/Windows/System32/config/SYSTEM');
    expect((await sit(['diff', '/pc', '/a.reg'], { files })).exitCode).toBe(2);
  });

  it('takes the code page that it is told', async () => {
    const files = hiveAnd('');
    files.put('/a.reg', new Uint8Array(Buffer.from('REGEDIT4\n[HKLM\\x.hive]\n"\xe9"="x"\n', 'latin1')));
    const { stdout } = await sit(['diff', '/x.hive', '/a.reg', '--code-page', '1252'], { files });
    expect(stdout).toBe(`  ${PATH}\n+     é    REG_SZ    x\n`);
  });
});
