import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/command-list.ts';
import { allExitCodes } from '../../src/cli/exit-codes.ts';
import { textWidth } from '../../src/report/text-layout.ts';
import { sit } from '../support/sitting.ts';

/** Help as people see it on a console of 80 columns. `npx vitest run test/golden -u` writes it anew. */

const COMMAND_NAMES = COMMANDS.map(({ name }) => name);

describe.each(['en', 'ja'])('help in %s', (language) => {
  it.each(['hivemend', 'exit-codes', 'still-locked-out', ...COMMAND_NAMES])('on %s', async (topic) => {
    const words = topic === 'hivemend' ? ['help'] : ['help', topic];
    const { exitCode, stdout, stderr } = await sit([...words, '--lang', language]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(Math.max(...stdout.split('\n').map(textWidth))).toBeLessThan(80);
    await expect(stdout).toMatchFileSnapshot(`help/${language}/${topic}.txt`);
  });

  it('tells every exit code, and none that is never given', async () => {
    const { stdout } = await sit(['help', 'exit-codes', '--lang', language]);
    const told = [...stdout.matchAll(/^ +(\d+) {2}/gm)].map(([, code]) => Number(code));
    expect(told).toEqual([...new Set([0, 3, ...allExitCodes()])].sort((a, b) => a - b));
  });

  it('has an example for each command', async () => {
    for (const verb of COMMAND_NAMES) {
      expect((await sit([verb, '--help', '--lang', language])).stdout).toContain(`  hivemend ${verb}`);
    }
  });
});
