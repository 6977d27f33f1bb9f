import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { sit } from '../support/sitting.ts';

/** `--quiet`, `--verbose` and `--yes`, with every command. */

const MOUNTS = '/dev/sda3 /mnt/pc ntfs rw 0 0\n';

function lockedOutPc(): MemoryFileSystem {
  const files = new MemoryFileSystem({ flavour: 'posix' });
  files.put('/mnt/pc/Windows/System32/config/SOFTWARE', buildHive(software()).bytes);
  files.put('/mnt/pc/Windows/System32/ntoskrnl.exe', Uint8Array.of(1));
  return files;
}

describe('--quiet', () => {
  it('says nothing of what went well; the exit code tells', async () => {
    const files = lockedOutPc();
    for (const [command, exitCode] of [
      ['check', 3],
      ['repair', 0],
      ['check', 0],
    ] as const) {
      expect(await sit([command, '/mnt/pc', '--quiet'], { files })).toEqual({
        exitCode,
        stdout: '',
        stderr: '',
      });
    }
  });

  it('still says what went wrong, of several targets those that failed', async () => {
    const files = lockedOutPc();
    const one = await sit(['check', '/mnt/none', '--quiet'], { files });
    expect(one).toMatchObject({ exitCode: 10, stdout: '' });
    expect(one.stderr).toContain('There is no /mnt/none.');
    const two = await sit(['check', '/mnt/pc', '/mnt/none', '--quiet'], { files });
    expect(two).toMatchObject({ exitCode: 3, stdout: '' });
    expect(two.stderr).toContain('/mnt/none: NOT DONE');
    expect(two.stderr).not.toContain('/mnt/pc');
  });

  it('leaves the document that was asked for, and help', async () => {
    const { stdout } = await sit(['check', '/mnt/pc', '--quiet', '--json'], { files: lockedOutPc() });
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, command: 'check' });
    expect((await sit(['check', '--help', '--quiet'])).stdout).toContain('Usage:');
  });

  it('goes with no conversation, and not with --verbose', async () => {
    expect((await sit(['--quiet'], { typed: [] })).exitCode).toBe(2);
    const both = await sit(['check', '/mnt/pc', '--quiet', '--verbose']);
    expect(both.exitCode).toBe(2);
    expect(both.stderr).toContain("--quiet and --verbose can't be used together");
  });
});

describe('--verbose', () => {
  it('tells each step as it begins, beside the result and beside a document', async () => {
    const text = await sit(['repair', '/mnt/pc', '--verbose'], { files: lockedOutPc() });
    expect(text.stderr.split('\n')).toContain('Backing up ...');
    expect(text.stdout).toContain('REPAIRED');
    const document = await sit(['repair', '/mnt/pc', '--verbose', '--json'], { files: lockedOutPc() });
    expect(document.stderr).toBe(text.stderr);
    expect(JSON.parse(document.stdout).ok).toBe(true);
    expect((await sit(['repair', '/mnt/pc'], { files: lockedOutPc() })).stderr).toBe('');
  });

  it('tells what is known of an error', async () => {
    const { stderr } = await sit(['check', '/mnt/none', '--verbose'], { files: lockedOutPc() });
    expect(stderr.split('\n')).toContain('file-missing {"path":"/mnt/none"}');
    expect((await sit(['check', '/mnt/none'])).stderr).not.toContain('{');
  });
});

describe('--yes', () => {
  it('repairs the one Windows that is there without a question', async () => {
    const files = lockedOutPc();
    const { exitCode, stderr } = await sit(['--yes'], { files, mounts: MOUNTS, typed: [] });
    expect(exitCode).toBe(0);
    expect(stderr).not.toContain('Repair it now?');
    expect((await sit(['check', '/mnt/pc'], { files })).exitCode).toBe(0);
  });

  it('is no answer to which one is meant', async () => {
    const files = lockedOutPc();
    files.put('/mnt/b/Windows/System32/config/SOFTWARE', buildHive(software()).bytes);
    files.put('/mnt/b/Windows/System32/ntoskrnl.exe', Uint8Array.of(1));
    const mounts = `${MOUNTS}/dev/sdb3 /mnt/b ntfs rw 0 0\n`;
    const { exitCode, stderr } = await sit(['--yes'], { files, mounts, typed: ['^C'] });
    expect(exitCode).toBe(130);
    expect(stderr).toContain('Which one?');
  });
});
