import { describe, expect, it } from 'vitest';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { fixture, HIVE } from '../support/repair-scene.ts';
import { sit } from '../support/sitting.ts';

const PATH = '/mnt/pc/hiberfil.sys';

function doubtful(because: string): MemoryFileSystem {
  const files = new MemoryFileSystem();
  files.put(HIVE, fixture('setting-2'));
  files.put(PATH, new TextEncoder().encode('xyzw'.padEnd(4096, '\0')));
  if (because === 'unreadable') files.refuse(PATH, { reading: 'file-read' });
  return files;
}

describe.each([
  ['unreadable', 'file-read', "can't be read"],
  ['other-signature', 'xyzw', 'begins with xyzw'],
])('a hiberfil.sys that is %s', (because, cause, words) => {
  const warning = { code: 'hibernation-unknown', path: PATH, because, cause };

  it('is told by repair and undo before they go on, and in what they say at the end', async () => {
    const files = doubtful(because);
    for (const command of ['repair', 'undo']) {
      const { exitCode, stdout, stderr } = await sit([command, '/mnt/pc'], { files });
      expect(exitCode).toBe(0);
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain(words);
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(words);
    }
  });

  it('is in the document of both, and is no error', async () => {
    const files = doubtful(because);
    const repaired = await sit(['repair', '/mnt/pc', '--json'], { files });
    expect(JSON.parse(repaired.stdout).result.targets[0].result.outcome.warnings).toEqual([warning]);
    expect(repaired.stderr).toBe('');
    const undone = await sit(['undo', '/mnt/pc', '--json'], { files });
    expect(JSON.parse(undone.stdout).result.warnings).toEqual([warning]);
  });

  it('is not spoken of when it is to be ignored', async () => {
    const ended = await sit(['repair', '/mnt/pc', '--ignore-hibernation'], { files: doubtful(because) });
    expect(ended.stdout + ended.stderr).not.toContain(PATH);
  });
});

it('is told in Japanese', async () => {
  const ended = await sit(['repair', '/mnt/pc', '--lang', 'ja'], { files: doubtful('other-signature') });
  expect(ended.stderr.replaceAll(/\s+/g, '')).toContain('不明です');
});
