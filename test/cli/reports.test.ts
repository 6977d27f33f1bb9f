import { describe, expect, it } from 'vitest';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { sit } from '../support/sitting.ts';

/** "Please report it" names the place, where whoever built the program named one. */

function withBug(): MemoryFileSystem {
  const files = new MemoryFileSystem({ flavour: 'posix' });
  files.status = () => Promise.reject(new TypeError('made by a test'));
  return files;
}

describe('a bug', () => {
  it.each(['en', 'ja'])('is told with the page for reports (%s)', async (lang) => {
    const reports = 'https://git.example/somebody/hivemend/issues';
    const { exitCode, stderr } = await sit(['check', '/mnt/pc', '--lang', lang], {
      files: withBug(),
      reports,
    });
    expect(exitCode).toBe(1);
    expect(stderr.split('\n').find((line) => line.includes(reports))).toMatch(/https:\S+issues$/);
    expect(stderr).toContain('TypeError: made by a test');
  });

  it('is told without one where there is none', async () => {
    const { stderr } = await sit(['check', '/mnt/pc'], { files: withBug() });
    expect(stderr).toContain('This build names no page for reports: tell whoever handed it to you.');
  });

  it('and what is no bug, is not to be reported', async () => {
    const { stderr } = await sit(['check', '/mnt/pc'], { reports: 'https://git.example/issues' });
    expect(stderr).not.toContain('git.example');
  });
});
