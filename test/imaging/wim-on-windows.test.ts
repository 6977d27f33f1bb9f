import { describe, expect, it } from 'vitest';
import { makeSampleDisk } from '../../scripts/tools/sample-disk/files.ts';
import type { CommandRunner } from '../../src/files/command-runner.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { fileInWim, haveWimlib, madeWim, memoryWimlib } from '../support/memory-wimlib.ts';
import { SOFTWARE } from '../support/sample-disk.ts';
import { sit } from '../support/sitting.ts';

/** On Windows with wimlib-imagex.exe on the path, whose part is played by wimlib's program on Linux: DISM is not needed. */

const WIM = 'C:\\images\\install.wim';

function pc() {
  const files = new MemoryFileSystem({ flavour: 'windows' });
  files.put(WIM, madeWim(makeSampleDisk()));
  files.putFolder('C:\\tmp');
  files.putFolder('C:\\Windows\\System32');
  const lines: string[] = [];
  const wimlib = memoryWimlib(files, (line) => lines.push(line.replace(/ --.*/, '')));
  const run: CommandRunner['run'] = (program, args, options) => {
    expect(program).toBe('wimlib-imagex');
    return wimlib.run(program, args, options);
  };
  return { files, lines, commands: { run }, environment: { SystemRoot: 'C:\\Windows', TEMP: 'C:\\tmp' } };
}

const hiveIn = (files: MemoryFileSystem) => fileInWim(files.bytes(WIM) ?? new Uint8Array(), `/${SOFTWARE}`);

describe.runIf(haveWimlib)('a WIM on Windows, with wimlib on the path', () => {
  it('is checked, repaired and put back without a mount', async () => {
    const { lines, ...sitting } = pc();
    const before = hiveIn(sitting.files);
    expect((await sit(['check', WIM], sitting)).exitCode).toBe(3);
    const repaired = await sit(['repair', WIM, '--json'], sitting);
    expect(repaired.exitCode, repaired.stdout).toBe(0);
    expect(JSON.parse(repaired.stdout).result.targets[0]).toMatchObject({
      disk: 'changed',
      result: { outcome: { hive: `${WIM}\\1\\Windows\\System32\\config\\SOFTWARE` } },
    });
    expect(lines.at(-1)).toBe('verify');
    expect(hiveIn(sitting.files)).not.toEqual(before);
    expect((await sit(['check', WIM], sitting)).exitCode).toBe(0);
    expect((await sit(['undo', WIM], sitting)).exitCode).toBe(0);
    expect(hiveIn(sitting.files)).toEqual(before);
    expect(sitting.files.paths().filter((path) => /hivemend-image|hivemend-lock/.test(path))).toEqual([]);
  });
});
