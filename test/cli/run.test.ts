import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { system } from '../../fixtures/recipes/system.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { passing, type Sitting, sit } from '../support/sitting.ts';
import { requireValid } from '../support/written-json.ts';

const WINDOWS = '/mnt/pc/Windows';
const HIVE = `${WINDOWS}/System32/config/SOFTWARE`;

function lockedOutPc(): MemoryFileSystem {
  const files = new MemoryFileSystem({ flavour: 'posix' });
  files.put(HIVE, buildHive(software()).bytes);
  files.put(`${WINDOWS}/System32/config/SYSTEM`, buildHive(system()).bytes);
  files.put(`${WINDOWS}/explorer.exe`, Uint8Array.of(1));
  return files;
}

async function json(args: readonly string[], files = lockedOutPc(), more: Sitting = {}) {
  const { exitCode, stdout, stderr } = await sit([...args, '--json'], { files, ...more });
  expect(stderr).toBe('');
  expect(stdout.endsWith('}\n')).toBe(true);
  return { exitCode, document: JSON.parse(stdout) };
}

describe('commands', () => {
  it('check, repair, check, list-backups, undo, check', async () => {
    const files = lockedOutPc();
    expect((await json(['check', '/mnt/pc'], files)).exitCode).toBe(3);
    const repaired = await json(['repair', '/mnt/pc'], files);
    expect(repaired).toMatchObject({
      exitCode: 0,
      document: { schema: 'hivemend/2', command: 'repair', ok: true, disk: 'changed' },
    });
    expect((await json(['check', '/mnt/pc'], files)).exitCode).toBe(0);
    const { document } = await json(['list-backups', '/mnt/pc'], files);
    expect(document.result).toMatchObject({ hive: HIVE, backups: [{ command: 'repair', kind: 'whole' }] });
    expect(await json(['undo', '/mnt/pc'], files)).toMatchObject({
      exitCode: 0,
      document: { disk: 'restored' },
    });
    expect((await json(['check', '/mnt/pc'], files)).exitCode).toBe(3);
    expect(files.openHandles()).toBe(0);
  });

  it('writes nothing in a dry run, and names no backup that is not there', async () => {
    const files = lockedOutPc();
    const { exitCode, stdout } = await sit(['repair', '/mnt/pc', '--dry-run'], { files });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('DRY RUN');
    expect(stdout).not.toContain('hivemend-backups');
    expect((await json(['check', '/mnt/pc'], files)).exitCode).toBe(3);
    expect((await json(['list-backups', '/mnt/pc'], files)).document.result.backups).toEqual([]);
  });

  it('tells gross damage in a check, which is not among what a check reads', async () => {
    const files = lockedOutPc();
    const { bytes } = buildHive(software());
    // The first cell of the last hive bin leaves it.
    const lastBin = bytes.length - 4096;
    new DataView(bytes.buffer, bytes.byteOffset).setInt32(lastBin + 32, -0x10000, true);
    files.put(HIVE, bytes);
    expect(await json(['check', '/mnt/pc'], files)).toMatchObject({
      exitCode: 12,
      document: {
        disk: 'unchanged',
        error: { code: 'hive-damaged', details: { finding: 'cell-size', offset: lastBin + 32 } },
      },
    });
    expect(files.openHandles()).toBe(0);
  });

  it('says so when nothing is to be done', async () => {
    const files = lockedOutPc();
    await sit(['repair', '/mnt/pc'], { files });
    const { exitCode, stdout } = await sit(['repair', '/mnt/pc'], { files });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('nothing was written');
  });

  it('goes on with the other targets when one fails', async () => {
    const { exitCode, document } = await json(['check', '/nowhere', '/mnt/pc']);
    expect(exitCode).toBe(3);
    expect(document).toMatchObject({
      ok: false,
      result: {
        targets: [
          { target: '/nowhere', ok: false, exitCode: 10, error: { code: 'file-missing' } },
          { target: '/mnt/pc', ok: true, exitCode: 3 },
        ],
      },
    });
  });

  it('answers failures and wrong usage with a document as well', async () => {
    expect(await json(['check', '/nowhere'])).toMatchObject({
      exitCode: 10,
      document: { command: 'check', ok: false, disk: 'unchanged', error: { code: 'file-missing' } },
    });
    expect(await json(['chekc'])).toMatchObject({
      exitCode: 2,
      document: { command: null, ok: false, error: { code: 'usage', details: { nearest: 'check' } } },
    });
    expect(await json([])).toMatchObject({ exitCode: 2, document: { error: { code: 'terminal-needed' } } });
  });

  it('never translates JSON', async () => {
    const inEnglish = await json(['check', '/nowhere', '--lang', 'en']);
    const inJapanese = await json(['check', '/nowhere', '--lang', 'ja']);
    expect(inJapanese).toEqual(inEnglish);
  });

  it('refuses a hive that is not SOFTWARE and says what it is', async () => {
    const { exitCode, stderr } = await sit(['repair', `${WINDOWS}/System32/config/SYSTEM`], {
      files: lockedOutPc(),
    });
    expect(exitCode).toBe(14);
    expect(stderr).toContain('SYSTEM');
  });

  it('refuses a hibernated Windows, unless told otherwise', async () => {
    const files = lockedOutPc();
    files.put('/mnt/pc/hiberfil.sys', new TextEncoder().encode('HIBR and so on'));
    expect((await sit(['repair', '/mnt/pc'], { files })).exitCode).toBe(16);
    expect((await sit(['undo', '/mnt/pc'], { files })).exitCode).toBe(16);
    expect((await sit(['check', '/mnt/pc'], { files })).stdout).toContain('Fast Startup');
    expect((await sit(['repair', '/mnt/pc', '--ignore-hibernation'], { files })).exitCode).toBe(0);
  });

  it('tells of a run that was interrupted', async () => {
    const files = lockedOutPc();
    files.put(`${HIVE}.hivemend-lock`, new Uint8Array());
    expect(
      (await json(['check', '/mnt/pc'], files, passing)).document.result.targets[0].result.interruptedRun,
    ).toEqual({});
    expect((await sit(['check', '/mnt/pc'], { files, ...passing })).stdout).toContain('interrupted');
  });

  it('finds the one Windows when no target is named, and asks which one when there are two', async () => {
    const files = lockedOutPc();
    const mounts = '/dev/sda3 /mnt/pc ntfs rw 0 0\n/dev/sdb1 /mnt/other ntfs rw 0 0\n';
    files.put('/mnt/other/data.txt', Uint8Array.of(1));
    expect((await sit(['repair'], { files, mounts })).exitCode).toBe(0);
    files.put('/mnt/other/Windows/System32/config/SOFTWARE', buildHive(software()).bytes);
    files.put('/mnt/other/Windows/System32/ntoskrnl.exe', Uint8Array.of(1));
    const refused = await sit(['repair'], { files, mounts });
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain('/mnt/other/Windows');
    const asked = await sit(['repair'], { files, mounts, typed: ['3', '2'] });
    expect(asked.exitCode).toBe(0);
    expect(asked.stdout).toContain('/mnt/other/Windows');
    expect((await sit(['check', '--all'], { files, mounts })).exitCode).toBe(0);
  });

  it('needs its own Windows for --online, and no target beside it', async () => {
    expect((await sit(['repair', '--online'])).exitCode).toBe(11);
    expect((await sit(['repair', '--online', '/mnt/pc'])).exitCode).toBe(2);
    expect((await sit(['repair', '--online', '--in-place'])).exitCode).toBe(2);
  });

  it.each(['check', 'repair', 'undo'])('changes nothing after Ctrl+C: %s', async (command) => {
    const files = lockedOutPc();
    if (command === 'undo') {
      await sit(['repair', '/mnt/pc'], { files });
    }
    const before = await textOf(files, HIVE);
    const { exitCode, stderr } = await sit([command, '/mnt/pc'], { files, interrupted: true });
    expect(exitCode).toBe(130);
    expect(stderr).toContain('Cancelled');
    expect(await textOf(files, HIVE)).toBe(before);
    expect(await files.status(`${HIVE}.hivemend-lock`)).toBeUndefined();
    expect(await files.status(`${HIVE}.hivemend-new`)).toBeUndefined();
  });

  it('shows the stack of a bug and ends with 1', async () => {
    const files = lockedOutPc();
    files.open = () => Promise.reject(new TypeError('an impossible thing'));
    const { exitCode, stderr } = await sit(['check', '/mnt/pc'], { files });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('an impossible thing');
    expect(stderr).toContain('TypeError');
  });
});

describe('reports and logs', () => {
  it('writes a report of the kind that its name says, and a log', async () => {
    const files = lockedOutPc();
    const { exitCode } = await sit(['repair', '/mnt/pc', '--report', '/r.json', '--log', '/l.txt'], {
      files,
    });
    expect(exitCode).toBe(0);
    requireValid('report', await textOf(files, '/r.json'));
    const record = JSON.parse(await textOf(files, '/r.json'));
    expect(record).toMatchObject({
      schema: 'hivemend-report/1',
      program: { version: '1.2.3' },
      end: { command: 'repair', disk: 'changed' },
    });
    const log = await textOf(files, '/l.txt');
    expect(log.split('\n').filter((line) => line.includes(' step '))).not.toEqual([]);
    await sit(['check', '/mnt/pc', '--report', '/r.html', '--lang', 'ja', '--log', '/l.txt'], { files });
    expect(await textOf(files, '/r.html')).toContain('<html lang="ja">');
    expect((await textOf(files, '/l.txt')).startsWith(log)).toBe(true);
  });

  it('reports a failure too', async () => {
    const files = lockedOutPc();
    await sit(['check', '/nowhere', '--report', '/r.html'], { files });
    expect(await textOf(files, '/r.html')).toContain('NOT DONE');
  });

  it('never writes over a file, and finds out before anything is done', async () => {
    const files = lockedOutPc();
    files.put('/there.json', Uint8Array.of(1));
    const { exitCode } = await sit(['repair', '/mnt/pc', '--report', '/there.json'], { files });
    expect(exitCode).toBe(15);
    expect(files.bytes('/there.json')).toEqual(Uint8Array.of(1));
    expect((await json(['check', '/mnt/pc'], files)).exitCode).toBe(3);
  });

  it('takes no other ends of a name for a report than those of its two forms', async () => {
    const files = lockedOutPc();
    for (const name of ['/r.txt', '/r', HIVE]) {
      const { exitCode, stderr } = await sit(['check', '/mnt/pc', '--report', name], { files });
      expect(exitCode).toBe(2);
      expect(stderr).toContain('.html');
    }
    expect(await files.status('/r.txt')).toBeUndefined();
  });

  it.each(['--report', '--log'])('says which folder is missing for %s', async (option) => {
    const files = lockedOutPc();
    files.put('/a.txt', Uint8Array.of(1));
    for (const folder of ['/nowhere', '/a.txt']) {
      const { exitCode, document } = await json(['repair', '/mnt/pc', option, `${folder}/r.json`], files);
      expect(exitCode).toBe(2);
      expect(document.error).toMatchObject({ code: 'output-folder-missing', details: { folder } });
    }
    const { stderr } = await sit(['repair', '/mnt/pc', option, '/nowhere/r.json'], { files });
    expect(stderr).not.toContain('hivemend list');
    expect((await json(['check', '/mnt/pc'], files)).exitCode).toBe(3);
  });

  it('adds a log to a log or to an empty file, and to nothing else', async () => {
    const files = lockedOutPc();
    files.put('/empty.log', new Uint8Array(0));
    expect((await sit(['check', '/mnt/pc', '--log', '/empty.log'], { files })).exitCode).toBe(3);
    expect((await sit(['check', '/mnt/pc', '--log', '/empty.log'], { files })).exitCode).toBe(3);
    expect((await textOf(files, '/empty.log')).match(/ start /g)).toHaveLength(2);
    files.put('/letter.txt', new TextEncoder().encode('Dear Sir'));
    for (const name of [HIVE, '/letter.txt', '/mnt/pc']) {
      const before = files.digest();
      const { exitCode, document } = await json(['repair', '/mnt/pc', '--log', name], files);
      expect(exitCode).toBe(15);
      expect(document).toMatchObject({ disk: 'unchanged', error: { code: 'not-a-log' } });
      expect(files.digest()).toBe(before);
    }
    expect(files.openHandles()).toBe(0);
  });

  it.each([true, false])('adds no log to the name of a hive’s own, which is there: %s', async (isThere) => {
    const files = lockedOutPc();
    const name = `${HIVE}.log2`;
    if (isThere) files.put(name, new Uint8Array(0));
    const before = files.digest();
    const { exitCode, document } = await json(['repair', '/mnt/pc', '--log', name], files);
    expect([exitCode, document.error]).toMatchObject([
      15,
      { code: 'not-a-log', details: { path: name, isHivesLog: true } },
    ]);
    expect(files.digest()).toBe(before);
    files.put('/mine', new Uint8Array(8));
    expect((await sit(['check', '/mnt/pc', '--log', '/mine.log'], { files })).exitCode).toBe(3);
  });

  it('escapes what comes from a disk', async () => {
    const files = new MemoryFileSystem({ flavour: 'posix' });
    files.put('/<b>&"/SOFTWARE', buildHive(software()).bytes);
    await sit(
      ['check', '/<b>&"'.replace('"', ''), '/<b>&"/SOFTWARE'.replace('"', ''), '--report', '/r.html'],
      {
        files,
      },
    );
    const page = await textOf(files, '/r.html');
    expect(page).not.toContain('<b>');
    expect(page).toContain('&lt;b&gt;&amp;');
  });
});

async function textOf(files: MemoryFileSystem, path: string): Promise<string> {
  const file = await files.open(path);
  const bytes = new Uint8Array(file.length);
  await file.read(bytes, 0);
  await file.close();
  return new TextDecoder().decode(bytes);
}

describe('a read-only medium', () => {
  it.each([['repair'], ['repair', '--dry-run'], ['repair', '--dry-run', '--in-place']])(
    'is named by %s %s %s',
    async (...args) => {
      const files = lockedOutPc();
      files.refuse('/mnt/pc', { writing: 'read-only' });
      const { exitCode, stderr } = await sit([...args, '/mnt/pc'], { files });
      expect(exitCode).toBe(15);
      expect(stderr).toMatch(/read-only/);
      expect(stderr).not.toContain('attrib');
    },
  );

  it('is none of the trouble of a hive that is right already', async () => {
    const files = lockedOutPc();
    await sit(['repair', '/mnt/pc'], { files });
    files.refuse('/mnt/pc', { writing: 'read-only' });
    expect((await sit(['repair', '/mnt/pc', '--dry-run'], { files })).exitCode).toBe(0);
  });

  it('stops an undo that is only tried, too', async () => {
    const files = lockedOutPc();
    await sit(['repair', '/mnt/pc'], { files });
    files.refuse('/mnt/pc', { writing: 'read-only' });
    expect((await sit(['undo', '/mnt/pc', '--dry-run'], { files })).exitCode).toBe(15);
  });
});
