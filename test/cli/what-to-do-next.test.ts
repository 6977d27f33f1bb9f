import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { dword } from '../../src/hive-builder/recipe.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { fixture, HIVE } from '../support/repair-scene.ts';
import { sit } from '../support/sitting.ts';

/** What the last lines of a check or a repair tell a person to do. */

function lockedOutPc(): MemoryFileSystem {
  const files = new MemoryFileSystem();
  files.put(HIVE, buildHive(software()).bytes);
  return files;
}

describe('commands that are printed', () => {
  /** The words of the last command on the screen, as a person would type them. */
  function printedCommand(stdout: string): readonly string[] {
    const [, line = ''] = /hivemend ((?:undo|repair) [\s\S]*)$/.exec(stdout.trimEnd()) ?? [];
    return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, inQuotes, plain]) => inQuotes ?? plain ?? '');
  }

  it('take a repair back with the folder of its backup', async () => {
    const files = lockedOutPc();
    const before = files.bytes(HIVE);
    const repaired = await sit(['repair', '/mnt/pc', '--backup-dir', '/my backups', '--follow-links'], {
      files,
      columns: 200,
    });
    const command = printedCommand(repaired.stdout);
    expect(command).toEqual(['undo', '/mnt/pc', '--backup-dir', '/my backups', '--follow-links']);
    expect((await sit(command, { files })).exitCode).toBe(0);
    expect(files.bytes(HIVE)).toEqual(before);
  });

  it('need no more than the target where nothing else was given', async () => {
    const files = lockedOutPc();
    expect(printedCommand((await sit(['check', '/mnt/pc'], { files })).stdout)).toEqual([
      'repair',
      '/mnt/pc',
    ]);
    expect(printedCommand((await sit(['repair', '/mnt/pc'], { files })).stdout)).toEqual(['undo', '/mnt/pc']);
  });

  it('repair what check could only read with an option', async () => {
    const files = new MemoryFileSystem({ flavour: 'posix' });
    files.put(HIVE, fixture('sequence-numbers-differ'));
    const checked = await sit(['check', '/mnt/pc', '--accept-dirty'], { files });
    expect(printedCommand(checked.stdout)).toEqual(['repair', '/mnt/pc', '--accept-dirty']);
    const { stdout } = await sit(['check', '/mnt/pc', '--accept-dirty', '--json'], { files });
    expect(JSON.parse(stdout).result.targets[0].carriedOptions).toEqual(['--accept-dirty']);
  });
});

describe('what to do after a repair', () => {
  function windowsPe(...programs: readonly string[]): MemoryFileSystem {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    files.put('D:\\Windows\\System32\\config\\SOFTWARE', buildHive(software()).bytes);
    for (const program of programs) files.put(program, Uint8Array.of(1));
    return files;
  }

  it.each([
    [['X:\\sources\\recovery\\RecEnv.exe', 'X:\\Windows\\System32\\wpeinit.exe'], 'choose Continue'],
    [['X:\\Windows\\System32\\wpeinit.exe'], 'wpeutil reboot'],
    [[], 'from its own disk'],
  ])('fits what hivemend was started from', async (programs, words) => {
    const environment = { SystemRoot: 'X:\\Windows' };
    const { stdout } = await sit(['repair', 'D:'], { files: windowsPe(...programs), environment });
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(words);
    if (words !== 'choose Continue') expect(stdout).not.toContain('Continue');
  });

  it('speaks of other causes only where there are some', async () => {
    const without = await sit(['repair', '/mnt/pc'], { files: lockedOutPc() });
    expect(without.stdout).not.toContain('"Also"');
    const files = new MemoryFileSystem({ flavour: 'posix' });
    files.put(HIVE, buildHive(software({ policiesSystem: [dword('scforceoption', 1)] })).bytes);
    const withOne = await sit(['repair', '/mnt/pc'], { files });
    expect(withOne.stdout).toContain('"Also"');
  });
});
