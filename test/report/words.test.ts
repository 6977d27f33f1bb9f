import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { system } from '../../fixtures/recipes/system.ts';
import { HiveError } from '../../src/ground/errors.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { key } from '../../src/hive-builder/recipe.ts';
import { describeError } from '../../src/report/error-text.ts';
import { loadMessages } from '../../src/report/messages/messages.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { fixture, HIVE } from '../support/repair-scene.ts';
import { sit } from '../support/sitting.ts';

/** Messages that people met and that were wrong. */

const flat = (lines: string): string => lines.replaceAll(/\s+/g, ' ');

function pc(hive: Uint8Array): MemoryFileSystem {
  const files = new MemoryFileSystem();
  files.put(HIVE, hive);
  return files;
}

describe('what a person reads', () => {
  it('names the hive that is missing, not the folder', async () => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    files.put('C:\\Windows\\System32\\ntoskrnl.exe', Uint8Array.of(1));
    const { stderr } = await sit(['check', 'C:'], { files, columns: 100 });
    expect(flat(stderr)).toContain('The registry file C:\\Windows\\System32\\config\\SOFTWARE is missing.');
  });

  it('puts one colon behind a drive', async () => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    files.put('D:\\Windows\\System32\\config\\SOFTWARE', fixture('setting-0'));
    const { stdout } = await sit(['check', 'D:', 'D:\\Windows'], { files });
    expect(stdout).toMatch(/^D: nothing to repair$/m);
    expect(stdout).toMatch(/^D:\\Windows: nothing to repair$/m);
    const failed = await sit(['check', 'D:', 'E:'], { files });
    expect(failed.stdout).toMatch(/^E: NOT DONE$/m);
    await sit(['check', 'D:', '--report', 'D:\\r.html'], { files });
    expect(new TextDecoder().decode(files.bytes('D:\\r.html'))).toContain('<h2>D: nothing to repair');
  });

  it.each(['en', 'ja'])('has no codes in it (%s)', async (lang) => {
    const dirty = pc(fixture('sequence-numbers-differ'));
    const accepted = await sit(['repair', '/mnt/pc', '--accept-dirty', '--lang', lang], { files: dirty });
    expect(accepted.exitCode, accepted.stderr).toBe(0);
    expect(flat(accepted.stdout)).not.toContain('sequence-numbers-differ');
    const damaged = await sit(['check', '/mnt/pc', '--lang', lang], { files: pc(fixture('cell-overruns')) });
    expect(damaged.exitCode).toBe(12);
    expect(flat(damaged.stderr)).not.toMatch(/cell-size|reference-/);
  });

  it.each([
    [buildHive({ root: key('ROOT') }).bytes, /it is a hive without any keys\./],
    [buildHive(system()).bytes, /it is the SYSTEM hive/],
  ])('says in words what a hive is', async (hive, words) => {
    const { exitCode, stderr } = await sit(['check', '/mnt/pc'], { files: pc(hive) });
    expect(exitCode).toBe(14);
    expect(flat(stderr)).toMatch(words);
    expect(stderr).not.toContain('EMPTY');
  });

  it('tells what failed in a self-test in words, and as an error to programs', async () => {
    const files = new MemoryFileSystem();
    files.putFolder('/stick');
    files.refuse('/stick', { writing: 'read-only' });
    const { stdout } = await sit(['self-test', '/stick'], { files });
    expect(flat(stdout)).toContain("write: FAILED: /stick/hivemend-self-test-4711 can't be written");
    expect(stdout).not.toContain('{"path"');
    const document = JSON.parse((await sit(['self-test', '/stick', '--json'], { files })).stdout);
    expect(document.result.parts[1]).toMatchObject({
      step: 'write',
      ok: false,
      error: { code: 'read-only' },
    });
  });

  it('names the edition once', async () => {
    const files = pc(buildHive(software({ editionId: 'Professional' })).bytes);
    files.put('/mnt/pc/Windows/System32/ntoskrnl.exe', Uint8Array.of(1));
    const { stdout } = await sit(['list', '/mnt/pc'], { files });
    expect(stdout).toContain('Windows 11 Pro');
    expect(stdout).not.toContain('Professional');
  });

  it('gives sizes with their unit', async () => {
    const files = pc(fixture('setting-2'));
    await sit(['repair', '/mnt/pc', '--report', '/r.html'], { files });
    expect(new TextDecoder().decode(files.bytes('/r.html'))).toMatch(/SOFTWARE \(12\.0 KB\)/);
  });

  it('does not end the check of a hibernated Windows with a repair that would be refused', async () => {
    const files = pc(fixture('setting-2'));
    files.put('/mnt/pc/hiberfil.sys', new TextEncoder().encode('hibr'));
    const { stdout } = await sit(['check', '/mnt/pc'], { files });
    expect(flat(stdout)).toMatch(/Power > Restart .* run hivemend again\. $/);
    expect(stdout).not.toContain('hivemend repair');
  });

  it.each([
    ['en', 'SOFTWARE.sav', 'Nothing is lost'],
    ['ja', 'SOFTWARE.sav', '失われたものはありません'],
    ['en', 'RegBack/SOFTWARE', 'Nothing is lost'],
    ['en', 'SOFTWARE', 'What it held is lost'],
  ])('tells nobody of a loss where Windows leaves a copy empty (%s, %s)', async (lang, name, words) => {
    const files = new MemoryFileSystem();
    const path = `/mnt/pc/Windows/System32/config/${name}`;
    files.put(path, new Uint8Array(0));
    const { exitCode, stderr } = await sit(['check', path, '--lang', lang], { files });
    expect(exitCode).toBe(14);
    expect(flat(stderr)).toContain(words);
  });

  it('names steps and drives of a self-test in Japanese', async () => {
    const { stdout } = await sit(['self-test', '--lang', 'ja'], { mounts: '/dev/sda3 / ext4 rw 0 0\n' });
    expect(stdout).toMatch(/^書き込み: /m);
    expect(stdout).toContain('/ (読み取り可、');
    expect(stdout).not.toMatch(/^(?:build|write|repair|undo|clean-up):|\(open/m);
  });

  it.each([
    ['en', 'A Windows in another place', 'mount /dev/sda3'],
    ['ja', '別の場所の Windows', 'mount /dev/sda3'],
  ])('names no command of Windows where no Windows runs (%s)', async (lang, place, mount) => {
    const mounts = '/dev/sdb1 /mnt/data ext4 rw 0 0\n';
    const files = new MemoryFileSystem();
    files.put('/mnt/data/photo', Uint8Array.of(1));
    const { exitCode, stderr } = await sit(['--lang', lang], { files, mounts, typed: [] });
    expect(exitCode).toBe(10);
    expect(flat(stderr)).toContain(place);
    expect(flat(stderr)).toContain(mount);
    expect(stderr).not.toContain('drvload');
    const drive = new MemoryFileSystem({ flavour: 'windows' });
    drive.put('D:\\photo', Uint8Array.of(1));
    const environment = { SystemRoot: 'X:\\Windows' };
    const onWindows = await sit(['--lang', lang], { files: drive, environment, typed: [] });
    expect(onWindows.exitCode).toBe(10);
    expect(onWindows.stderr).toContain('drvload');
  });

  it('has one Japanese word for a dry run', async () => {
    const files = pc(fixture('setting-2'));
    files.put('/mnt/b/Windows/System32/config/SOFTWARE', fixture('setting-2'));
    const args = ['repair', '/mnt/pc', '/mnt/b', '--dry-run', '--lang', 'ja'];
    const { stdout } = await sit(args, { files });
    expect(stdout).toMatch(/^試行: /m);
    expect(stdout).toContain('修復の対象 (試行のみ) 2 件');
  });

  it('lists a folder of another name as one, with all details too', async () => {
    const files = new MemoryFileSystem();
    files.put('/mnt/pc/WINNT/System32/config/SOFTWARE', fixture('setting-2'));
    files.put('/mnt/pc/WINNT/System32/ntoskrnl.exe', Uint8Array.of(1));
    for (const more of [[], ['--details']]) {
      const { stdout } = await sit(['list', '/mnt/pc', ...more], { files });
      expect(flat(stdout)).toContain('folder of another name');
    }
  });
});

describe.each(['en', 'ja'] as const)('a failure that has another one for its reason (%s)', (lang) => {
  it.each([
    ['interrupted-run', { path: HIVE, backup: '/b', reason: 'hive-signature' }],
    ['interrupted-run', { path: HIVE, backup: '/b', reason: 'manifest missing' }],
    ['write-undone', { path: HIVE, reason: 'file-read' }],
    ['restore-failed', { path: HIVE, backup: '/b', reason: 'disk-full; access-denied' }],
    ['interrupted-run', { path: HIVE, backup: '/b', reason: 'not-a-file' }],
  ] as const)('names it in words: %s, %o', async (code, details) => {
    const words = await loadMessages(lang);
    const { what } = describeError(new HiveError(code, details), words);
    for (const reason of details.reason.split('; ')) expect(what).not.toContain(reason);
    const path = HIVE;
    const [first = ''] = details.reason.split('; ');
    expect(words.results.warning({ code: 'lock-left', path, reason: first })).not.toContain(first);
    // What a system says has no other words.
    expect(words.results.warning({ code: 'lock-left', path, reason: 'EIO' })).toContain('EIO');
  });
});
