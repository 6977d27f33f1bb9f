import { beforeEach, describe, expect, it } from 'vitest';
import { HiveError } from '../../src/ground/errors.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import { registryPc } from '../support/registry-pc.ts';
import { sit } from '../support/sitting.ts';

/** What an import says on the screen where a file holds more than a screen does, or less than it seems to. */

const KEY = '[HKEY_LOCAL_MACHINE\\SOFTWARE\\New]';

let files: MemoryFileSystem;

beforeEach(() => {
  files = registryPc();
});

async function imported(lines: readonly string[], ...options: string[]): Promise<string> {
  const whole = ['Windows Registry Editor Version 5.00', '', ...lines, ''].join('\r\n');
  files.put('/a.reg', new Uint8Array(Buffer.from(whole)));
  const { stdout, stderr } = await sit(['import', '/pc', '/a.reg', ...options], { files });
  return stdout + stderr;
}

describe('of lines that are skipped', () => {
  it('says up to which line', async () => {
    const lines = [KEY, 'junk', '"a"="b', 'c"', 'more', '[HKEY_LOCAL_MACHINE\\HARDWARE]', '"x"="y"'];
    const english = await imported([...lines, '"y"="z"']);
    expect(english).toContain('line 4, column 1: neither');
    expect(english).toContain('line 7, column 1: neither');
    expect(english).toContain('line 8, column 1 (to line 10): a key that is in no hive on a disk');
    expect(await imported(lines, '--lang', 'ja')).toContain('8 行 1 文字目 (9 行まで)');
  });

  it('counts all, also those that are too many to be listed', async () => {
    const bad = Array.from({ length: 1001 }, (_, n) => `"v${n}"=dword:x`);
    const english = await imported([KEY, ...bad], '--dry-run');
    expect(english).toContain('SKIPPED in the .reg file: 1,001 places');
    expect(english).toContain('  ... and 1 more, which are not listed');
    expect(await imported([KEY, ...bad], '--lang', 'ja')).toContain('ほか 1 か所');
    expect(JSON.parse(await imported([KEY, ...bad], '--json')).result).toMatchObject({ skippedLeftOut: 1 });
    files.put('/b.reg', files.bytes('/a.reg') ?? new Uint8Array(0));
    const diff = await sit(['diff', '/pc', '/b.reg', '--json'], { files });
    expect(JSON.parse(diff.stdout).result).toMatchObject({ skippedLeftOut: 1 });
  });

  it('does not call them done where nothing else is left to be done', async () => {
    const lines = [`[HKEY_LOCAL_MACHINE\\SOFTWARE\\${'x'.repeat(256)}]`];
    expect(await imported(lines)).toContain('Nothing was written: what was not skipped is so already.');
    expect(await imported(lines, '--lang', 'ja')).toContain(
      '読み飛ばした箇所のほかは、すでにそのとおりです。',
    );
    expect(await imported(['[HKEY_LOCAL_MACHINE\\SOFTWARE]'])).toContain('All of it is so already.');
  });
});

it('shows of large data what a screen has room for', async () => {
  const lines = [KEY, `"a"=hex:${'41,'.repeat(19_999)}41`];
  const english = await imported(lines, '--dry-run');
  expect(english).toMatch(
    /^\+ {5}a {4}REG_BINARY {4}[14]+ \.\.\. \(39,\d{3} more letters; --json has all\)$/m,
  );
  expect(Math.max(...english.split('\n').map(({ length }) => length))).toBeLessThan(480);
  expect(await imported(lines, '--lang', 'ja')).toMatch(/\(ほか 39,\d{3} 文字。/);
  const json = JSON.parse(await imported([KEY, '"a"=dword:1'], '--json'));
  expect(json.result.differences).toMatchObject([{ before: { data: '41'.repeat(20_000) } }]);
});

it('says at an undo that what an interrupted run had begun was taken back', async () => {
  const { replace, remove } = files;
  const fails = async (path: string): Promise<never> => {
    throw new HiveError('access-denied', { path, cause: 'EACCES' });
  };
  const bytes = files.bytes('/pc/Windows/System32/config/SOFTWARE');
  const cut = async (...options: string[]) => {
    files.replace = fails;
    files.remove = fails;
    await imported([KEY, '[HKEY_LOCAL_MACHINE\\SYSTEM\\New]'], ...options);
    files.replace = replace;
    files.remove = remove;
  };
  await cut();
  expect(files.paths().some((path) => path.endsWith('-lock'))).toBe(true);
  const { stdout, exitCode } = await sit(['undo', '/pc'], { files });
  expect(exitCode).toBe(0);
  expect(stdout.replace(/\s+/g, ' ')).toContain('what an interrupted run had begun has been taken back');
  for (const hive of ['SOFTWARE', 'SYSTEM']) expect(stdout).toContain(`/config/${hive}\n`);
  expect(files.bytes('/pc/Windows/System32/config/SOFTWARE')).toEqual(bytes);
  expect((await sit(['undo', '/pc'], { files })).stderr).toContain('There is no backup for');
  await cut();
  const japanese = await sit(['undo', '/pc', '--lang', 'ja'], { files });
  expect(japanese.stdout).toContain('中断された処理の途中までの変更を元に戻しました。');
});

it('names the hive that failed where another was written before it, and is taken back', async () => {
  const software = '/pc/Windows/System32/config/SOFTWARE';
  const { openForWriting } = files;
  const before = files.bytes(software);
  let wasWritten = false;
  files.openForWriting = async (path) => {
    wasWritten ||= !Buffer.from(files.bytes(software) ?? []).equals(before ?? new Uint8Array());
    if (wasWritten && path.endsWith('/SYSTEM')) {
      throw new HiveError('file-write', { path, cause: 'EIO' });
    }
    return openForWriting.call(files, path);
  };
  const said = await imported([KEY, '[HKEY_LOCAL_MACHINE\\SYSTEM\\New]'], '--json');
  expect(wasWritten).toBe(true);
  expect(JSON.parse(said)).toMatchObject({
    disk: 'restored',
    error: {
      code: 'write-undone',
      details: { path: '/pc/Windows/System32/config/SYSTEM', reason: 'file-write' },
    },
  });
  expect(files.bytes(software)).toEqual(before);
});

describe('a hive that nobody may write, such as an immutable one', () => {
  const hives = ['SOFTWARE', 'SYSTEM'].map((name) => `/pc/Windows/System32/config/${name}`);

  it.each(['SOFTWARE', 'SYSTEM'])('%s leaves nothing behind of an import into several', async (name) => {
    const { openForWriting } = files;
    files.openForWriting = async (path) => {
      if (path.endsWith(`/${name}`)) throw new HiveError('access-denied', { path, cause: 'EPERM' });
      return openForWriting.call(files, path);
    };
    const before = hives.map((path) => files.bytes(path));
    const lines = [KEY, '[HKEY_LOCAL_MACHINE\\SYSTEM\\New]'];
    const { disk, error } = JSON.parse(await imported(lines, '--json'));
    expect([disk, error.code, error.details.path]).toEqual([
      'unchanged',
      'access-denied',
      `/pc/Windows/System32/config/${name}`,
    ]);
    expect(hives.map((path) => files.bytes(path))).toEqual(before);
    expect(files.paths().filter((path) => /hivemend|LOG/.test(path))).toEqual([]);
    expect(await imported(lines)).toContain('chattr -i');
    expect(await imported(lines, '--lang', 'ja')).toContain('chattr -i');
  });

  it('leaves nothing behind where it would be replaced', async () => {
    const hive = '/taken/out.hive';
    files.put(hive, files.bytes('/pc/Windows/System32/config/SAM') ?? new Uint8Array());
    const { openForWriting } = files;
    files.openForWriting = async (path) => {
      if (path === hive) throw new HiveError('access-denied', { path, cause: 'EPERM' });
      return openForWriting.call(files, path);
    };
    const { stdout, exitCode } = await sit(['add', hive, 'New', '--json'], { files });
    expect([exitCode, JSON.parse(stdout).disk]).toEqual([15, 'unchanged']);
    expect(files.paths().filter((path) => path.startsWith('/taken/'))).toEqual(['/taken/', hive]);
  });
});

it('shows the bytes of texts that differ only in how they end', async () => {
  await imported([KEY, '"a"="x"']);
  const english = await imported([KEY, '"a"=hex(1):78,00'], '--dry-run');
  expect(english).toContain('-     a    REG_SZ    x    (78000000)');
  expect(english).toContain('+     a    REG_SZ    x    (7800)');
  expect(await imported([KEY, '"a"="y"'], '--dry-run')).toContain('+     a    REG_SZ    y\n');
});
