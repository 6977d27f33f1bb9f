import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/command-list.ts';
import { textWidth } from '../../src/report/text-layout.ts';
import { sit } from '../support/sitting.ts';

/** Help as people see it on a console of 80 columns. `npx vitest run test/golden -u` writes it anew. */

const VERBS = ['', ...COMMANDS.map(({ name }) => name)];

describe.each(['en', 'ja'])('help in %s', (language) => {
  it.each(VERBS)('of "%s"', async (verb) => {
    const words = verb === '' ? ['--help'] : [verb, '--help'];
    const { exitCode, stdout, stderr } = await sit([...words, '--lang', language]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(Math.max(...stdout.split('\n').map(textWidth))).toBeLessThan(80);
    await expect(stdout).toMatchFileSnapshot(`help/${language}/${verb === '' ? 'hivemend' : verb}.txt`);
  });

  it('has an example for each command', async () => {
    for (const verb of VERBS.slice(1)) {
      expect((await sit([verb, '--help', '--lang', language])).stdout).toContain(`  hivemend ${verb}`);
    }
  });
});
