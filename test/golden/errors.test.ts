import { describe, expect, it } from 'vitest';
import { errorRows } from '../../src/cli/argv/help.ts';
import { allErrorCodes } from '../../src/cli/exit-codes.ts';
import { errorTableText } from '../../src/report/error-table.ts';
import { loadMessages } from '../../src/report/messages/messages.ts';
import { textWidth } from '../../src/report/text-layout.ts';
import { sit } from '../support/sitting.ts';

/** The table of errors. `npx vitest run test/golden -u` writes the documents anew. */

describe.each([
  ['en', '../../docs/errors.md'],
  ['ja', '../../docs/errors.ja.md'],
] as const)('errors in %s', (lang, document) => {
  it('are all in the document', async () => {
    const words = await loadMessages(lang);
    const text = errorTableText(errorRows(words), words);
    for (const code of allErrorCodes()) expect(text).toContain(`| \`${code}\` |`);
    await expect(text).toMatchFileSnapshot(document);
  });

  it('are all on the screen, and each by its code', async () => {
    const { stdout } = await sit(['help', 'errors', '--lang', lang]);
    const told = [...stdout.matchAll(/^([a-z-]+) \(.*?(\d+)\)$/gm)].map(([, code]) => code);
    expect(told).toEqual(allErrorCodes());
    expect(Math.max(...stdout.split('\n').map(textWidth))).toBeLessThan(80);
    for (const word of ['hive-checksum', '[hive-checksum]']) {
      const one = await sit(['help', word, '--lang', lang]);
      expect(one.stdout).toMatch(/\n\nhive-checksum \(.*12\)\n/);
      expect(one.stdout).not.toContain('hive-structure');
    }
  });

  it('have their codes in brackets behind what is wrong', async () => {
    const one = await sit(['check', '/mnt/pc', '--lang', lang]);
    expect(one.stderr).toContain('[file-missing]');
    const several = await sit(['check', '/mnt/pc', '/mnt/other', '--lang', lang]);
    expect(several.stdout.match(/\[file-missing\]/g)).toHaveLength(2);
  });
});
