import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentOf, expectExitCode, withDisk } from '../support/a-disk.ts';
import { programsAndArm64 } from '../support/programs.ts';

describe.each(programsAndArm64())('self-test: $name', (program) => {
  it('does the whole job, leaves nothing behind, and says where it stands', () =>
    withDisk(program, async (disk) => {
      const ended = await program.run(['self-test', disk.root, '--json']);
      expectExitCode(ended, 0);
      const { ok, result } = documentOf(ended);
      expect(ok).toBe(true);
      expect(result.parts).toEqual(
        ['build', 'write', 'repair', 'undo', 'clean-up'].map((step) => ({ step, ok: true })),
      );
      expect(result).toMatchObject({ architecture: program.architecture, console: { isTerminal: false } });
      expect(result.freeMemory).toBeGreaterThan(0);
      expect(readdirSync(disk.folder)).toEqual([]);
    }));

  it('tells it in about ten lines', () =>
    withDisk(program, async (disk) => {
      const ended = await program.run(['self-test', disk.root, '--lang', 'en']);
      expectExitCode(ended, 0);
      const lines = ended.stdout.trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(12);
      expect(ended.stdout).toContain('repair: works');
    }));

  it('names the part that fails', () =>
    withDisk(program, async (disk) => {
      const ended = await program.run([
        'self-test',
        disk.root,
        '--hivex-wasm',
        disk.nameOf('none'),
        '--json',
      ]);
      expectExitCode(ended, 3);
      expect(documentOf(ended).result.parts[0]).toMatchObject({ step: 'build', ok: false });
      expect(readdirSync(disk.folder)).toEqual([]);
    }));
});
