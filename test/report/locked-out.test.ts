import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/command-list.ts';
import { DOCUMENTED_START } from '../../src/jobs/make-media.ts';
import { namedBy } from '../../src/report/messages/command-line.ts';
import { loadMessages } from '../../src/report/messages/messages.ts';
import { lockedOutPage } from '../../src/report/person/locked-out-lines.ts';
import { textWidth } from '../../src/report/text-layout.ts';

const README = readFileSync(join(import.meta.dirname, '../../scripts/packaging/media/README.txt'), 'utf8');

const VERBS = COMMANDS.map(({ name }) => name);

/** Lines may be broken at other places. */
const flat = (text: string): string => text.replaceAll(/\s+/g, '');

describe.each(['en', 'ja'] as const)('who is still locked out (%s)', (language) => {
  it('reads the same in README.txt of the stick as on the screen', async () => {
    const words = namedBy(await loadMessages(language), DOCUMENTED_START, VERBS);
    expect(flat(README)).toContain(flat(lockedOutPage(words, 79).join('\n')));
  });

  it('can type its commands, however narrow the console is', async () => {
    const lines = lockedOutPage(await loadMessages(language), 60);
    for (const command of ['hivemend list', 'hivemend check C:', 'hivemend diagnose C:'])
      expect(lines.filter((line) => line.endsWith(command))).toHaveLength(1);
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(60);
  });
});
