import { describe, expect, it } from 'vitest';
import { CONFIG } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { allFiles, fixture, HIVE } from '../support/repair-scene.ts';
import { sit } from '../support/sitting.ts';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const flat = (lines: string): string => lines.replaceAll(/\s+/g, ' ');

function pc(hive: Uint8Array): MemoryFileSystem {
  const files = new MemoryFileSystem();
  files.put(HIVE, hive);
  files.put('/mnt/pc/Windows/System32/ntoskrnl.exe', Uint8Array.of(1));
  return files;
}

async function said(files: MemoryFileSystem, args: readonly string[]) {
  const ended = await sit(args, { files, columns: 200 });
  const document = JSON.parse((await sit([...args, '--json'], { files })).stdout);
  return { ...ended, stderr: flat(ended.stderr), error: document.error };
}

describe('a file that is no hive', () => {
  it.each([
    ['.reg', text('Windows Registry Editor Version 5.00\r\n'), 'registry-text', /Registry Editor exported/],
    ['.gz', Uint8Array.of(0x1f, 0x8b, 8, 0), 'archive', /packed file.*Unpack it/],
    ['.LOG1', fixture('clean-with-logs.LOG1'), 'transaction-log', /without \.LOG/],
    ['.sav', new Uint8Array(0), 'empty', /is empty/],
  ])('is named for what it is, with what to do: %s', async (extension, contents, kind, words) => {
    const files = new MemoryFileSystem();
    const path = `/evidence/SOFTWARE${extension}`;
    files.put(path, contents);
    for (const command of ['check', 'repair']) {
      const { exitCode, stderr, error } = await said(files, [command, path]);
      expect(exitCode).toBe(14);
      expect(error).toMatchObject({ code: 'not-a-hive', details: { path, kind } });
      expect(stderr).toMatch(words);
      expect(stderr).not.toContain('does not repair damaged hives');
    }
    expect(files.openHandles()).toBe(0);
  });

  it('is still called a damaged hive where it may be one', async () => {
    const { exitCode, error } = await said(pc(fixture('cell-overruns')), ['check', '/mnt/pc']);
    expect({ exitCode, code: error.code }).toEqual({ exitCode: 12, code: 'hive-damaged' });
    expect(error.details.copies).toBeUndefined();
  });
});

describe.each([
  ['empty', new Uint8Array(0), 14, 'not-a-hive'],
  ['full of zeros', new Uint8Array(262_144), 14, 'not-a-hive'],
  ['damaged', fixture('cell-overruns'), 12, 'hive-damaged'],
  ['cut off', fixture('setting-2').subarray(0, 5000), 12, 'hive-truncated'],
])('a hive that is %s', (_how, lost, exitCode, code) => {
  it('is told with the whole copy that Windows made', async () => {
    const files = pc(lost);
    files.put(`${CONFIG}/RegBack/SOFTWARE`, fixture('setting-2'));
    for (const command of ['check', 'repair']) {
      const told = await said(files, [command, '/mnt/pc']);
      expect(told.exitCode).toBe(exitCode);
      expect(told.error).toMatchObject({
        code,
        details: {
          copies: [{ path: `${CONFIG}/RegBack/SOFTWARE`, writtenAt: expect.stringMatching(/^20/) }],
        },
      });
      expect(told.stderr).toContain('takes this part of Windows back to that day');
      expect(told.stderr).toContain(`mv "${HIVE}" "${HIVE}.damaged"`);
      expect(told.stderr).toContain(`cp "${CONFIG}/RegBack/SOFTWARE" "${HIVE}"`);
    }
    expect(files.bytes(HIVE)).toEqual(lost);
    expect(allFiles(files)).toHaveLength(3);
    expect(files.openHandles()).toBe(0);
  });

  it('is told with the backup that hivemend made, and the command that is told puts it back', async () => {
    const files = pc(fixture('setting-2'));
    await sit(['repair', '/mnt/pc'], { files });
    files.put(HIVE, lost);
    files.put(`${CONFIG}/RegBack/SOFTWARE`, new Uint8Array(0));
    const { stderr, error } = await said(files, ['check', '/mnt/pc']);
    expect(error.details.copies).toMatchObject([{ backupId: expect.any(String) }]);
    const [, args] = /hivemend (undo "[^"]+" --backup \S+ --force)/.exec(stderr) ?? [];
    const words = (args ?? '').split(' ').map((word) => word.replaceAll('"', ''));
    const undone = await sit(words, { files });
    expect(undone.exitCode, undone.stderr).toBe(0);
    expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
  });

  it('is told without any copy where none is whole', async () => {
    const files = pc(lost);
    files.put(`${CONFIG}/RegBack/SOFTWARE`, fixture('cell-overruns'));
    files.put(`${CONFIG}/hivemend-backups/20260101-000000/manifest.json`, text('{}'));
    const { error } = await said(files, ['check', '/mnt/pc']);
    expect(error.code).toBe(code);
    expect(error.details.copies).toBeUndefined();
  });

  it('is shown by list as what it is, and told by the guided repair', async () => {
    const files = pc(lost);
    files.put(`${CONFIG}/RegBack/SOFTWARE`, fixture('setting-2'));
    const mounts = '/dev/sda3 /mnt/pc ntfs rw 0 0\n';
    const { stdout } = await sit(['list', '--json'], { files, mounts });
    const [{ windows }] = JSON.parse(stdout).result.volumes;
    // Only the whole structure is looked at by check: list does not go through all of it.
    if (code !== 'hive-damaged') expect(windows).toMatchObject([{ kind: 'installed', error: { code } }]);
    const guided = await sit([], { files, mounts, typed: ['y'] });
    expect(guided.exitCode).toBe(exitCode);
    expect(flat(guided.stderr)).toContain('RegBack');
  });
});

it('gives each command a line of its own, also where it is wider than the screen', async () => {
  const files = pc(new Uint8Array(0));
  files.put(`${CONFIG}/RegBack/SOFTWARE`, fixture('setting-2'));
  const { stderr } = await sit(['check', '/mnt/pc', '--report', '/r.html'], { files, columns: 40 });
  expect(stderr.split('\n')).toContain(`  cp "${CONFIG}/RegBack/SOFTWARE" "${HIVE}"`);
  expect(new TextDecoder().decode(files.bytes('/r.html'))).toContain('<code>cp &quot;');
  const several = await sit(['check', '/mnt/pc', '/mnt/nowhere'], { files, columns: 40 });
  expect(several.stdout.split('\n')).toContain(`    mv "${HIVE}" "${HIVE}.damaged"`);
});

it('gives the commands of Windows there, and says all of it in Japanese', async () => {
  const files = new MemoryFileSystem({ flavour: 'windows' });
  files.put('D:\\Windows\\System32\\config\\SOFTWARE', new Uint8Array(0));
  files.put('D:\\Windows\\System32\\config\\RegBack\\SOFTWARE', fixture('setting-2'));
  const { stderr } = await sit(['check', 'D:', '--lang', 'ja'], { files, columns: 100 });
  const words = stderr.replaceAll(/\s+/g, '');
  expect(words).toContain('ren"D:\\Windows\\System32\\config\\SOFTWARE"SOFTWARE.damaged');
  expect(words).toContain('copy"D:\\Windows\\System32\\config\\RegBack\\SOFTWARE"');
  expect(words).toContain('壊れていないコピー');
});
