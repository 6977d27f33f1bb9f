import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programsAndArm64 } from '../support/programs.ts';
import { fillSampleDisk } from '../support/sample-disk.ts';
import { runInTerminal } from '../support/terminal.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

describe.each(programsAndArm64())('version: $name', (program) => {
  it('names the versions for people', async () => {
    const { exitCode, stdout, stderr } = await program.run(['version']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`hivemend ${version}`);
  });

  it('names the versions for programs', async () => {
    const { exitCode, stdout } = await program.run(['version', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'hivemend/2',
      command: 'version',
      ok: true,
      disk: 'unchanged',
      result: {
        hivemend: version,
        architecture: program.architecture,
        // With a cache that V8 takes: a refused one would be a slow start that nobody notices.
        codeCache: program.name === 'source' ? 'none' : 'used',
      },
    });
  });

  it('repairs with a code cache, too', async () => {
    const disk = program.addDisk();
    try {
      fillSampleDisk(disk.folder);
      const log = `${disk.root}${program.flavour === 'windows' ? '\\' : '/'}log`;
      const { exitCode } = await program.run(['repair', disk.root, '--dry-run', '--log', log]);
      expect(exitCode).toBe(0);
      const expected = program.name === 'source' ? 'none' : 'used';
      expect(readFileSync(join(disk.folder, 'log'), 'utf8')).toContain(`"codeCache":"${expected}"`);
    } finally {
      disk.remove();
    }
  });

  it('runs in a terminal', async () => {
    const { exitCode, stdout } = await runInTerminal(program.commandLine(['version', '--lang', 'ja']), []);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(version);
  });

  it('answers wrong usage with exit code 2, in one document with --json', async () => {
    const { exitCode, stdout } = await program.run(['mend', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, disk: 'unchanged', error: { code: 'usage' } });
  });
});
