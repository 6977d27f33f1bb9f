import { describe, expect, it } from 'vitest';
import { allErrorCodes } from '../../src/cli/exit-codes.ts';
import { sit } from '../support/sitting.ts';

/** Help for programs. */

async function helpOf(...args: readonly string[]) {
  const { exitCode, stdout, stderr } = await sit([...args, '--json', '--lang', 'ja']);
  expect([exitCode, stderr]).toEqual([0, '']);
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({ schema: 'hivemend/2', command: 'help', ok: true, disk: 'unchanged' });
  // Whatever the language of the messages.
  expect(stdout).not.toMatch(/[\u3040-\u9fff]/);
  return document.result;
}

describe('help as a document', () => {
  it('has the commands and what goes with each of them', async () => {
    for (const args of [['--help'], ['help']]) {
      const { commands, options, pages } = await helpOf(...args);
      expect(commands.map(({ name }: { name: string }) => name)).toContain('repair');
      expect(options).toContainEqual({ option: '--lang', argument: 'en|ja', does: expect.any(String) });
      expect(pages).toContain('errors');
    }
  });

  it('has what a command takes', async () => {
    for (const args of [
      ['undo', '--help'],
      ['help', 'undo'],
    ]) {
      const undo = await helpOf(...args);
      expect(undo).toMatchObject({ topic: 'command', name: 'undo' });
      expect(undo.operands).toEqual([{ name: 'TARGET', isRequired: false, isRepeatable: true }]);
      const folder = undo.options.find(({ option }: { option: string }) => option === '--backup-dir');
      expect(folder).toMatchObject({ argument: 'DIR', does: expect.stringContaining('look for backups') });
    }
    const query = await helpOf('help', 'query');
    expect(query.operands[1]).toEqual({ name: 'KEY', isRequired: true, isRepeatable: false });
  });

  it('has the pages', async () => {
    const { errors } = await helpOf('help', 'errors');
    expect(errors.map(({ code }: { code: string }) => code)).toEqual(allErrorCodes());
    expect((await helpOf('help', 'disk-full')).errors).toMatchObject([{ code: 'disk-full', exitCode: 15 }]);
    expect((await helpOf('help', 'exit-codes')).exitCodes[0]).toMatchObject({ code: 0 });
    expect((await helpOf('help', 'still-locked-out')).steps.at(-1).command).toBe('hivemend diagnose C:');
  });
});
