import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, withDisk } from '../../support/a-disk.ts';
import { powershellMistakes } from '../../support/powershell-grammar.ts';
import { programs } from '../../support/programs.ts';
import { fillSampleDisk, SOFTWARE } from '../../support/sample-disk.ts';

/** docs/recipes/powershell.md: its scripts are parsed, and what they read is in the documents. */

const PAGE = readFileSync('docs/recipes/powershell.md', 'utf8');
const SCRIPTS = [...PAGE.matchAll(/```powershell\n([\s\S]*?)```/g)].map(([, script = '']) => script);

describe('the page on PowerShell', () => {
  it.each(SCRIPTS)('has a script that is one', async (script) => {
    expect(await powershellMistakes(script)).toEqual([]);
  });

  it('would be found wrong', async () => {
    expect(SCRIPTS).toHaveLength(3);
    for (const script of SCRIPTS)
      expect(await powershellMistakes(script.replace(/[)}]\n/, '\n'))).not.toEqual([]);
  });
});

/** Follows `result.targets[0].result`. */
const read = (document: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document);

/** What the scripts read of a variable. */
const pathsOf = (variable: string): string[] =>
  [...SCRIPTS.join('').matchAll(new RegExp(`\\$${variable}\\.([\\w.[\\]]*[\\w\\]])`, 'g'))].map(
    ([, path = '']) => path,
  );

const [program] = programs();

describe.skipIf(program === undefined)('what the page reads', () => {
  it('is in the documents and lines', async () => {
    if (program === undefined) return;
    await withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const repaired = documentOf(await program.run(['repair', disk.root, '--json']));
      const outcome = pathsOf('document').filter((path) => path.startsWith('result'));
      expect(outcome).toEqual(['result.targets[0].result.outcome']);
      for (const path of pathsOf('outcome'))
        expect(read(repaired, `${outcome[0]}.${path}`), path).not.toBeUndefined();

      rmSync(join(disk.folder, SOFTWARE));
      const failed = documentOf(await program.run(['repair', disk.root, '--json']));
      const errors = pathsOf('document').filter((path) => path.startsWith('error'));
      expect(errors).toEqual(['error.code', 'error.message']);
      for (const path of errors) expect(read(failed, path), path).toEqual(expect.any(String));

      const { stdout } = await program.run(['repair', disk.root, disk.root, '--json-lines']);
      const line = stdout.split('\n').find((text) => text.includes('"event":"result"'));
      const result: unknown = JSON.parse(line ?? '{}');
      for (const path of ['target', 'outcome', 'exitCode', 'disk', ...pathsOf('_')])
        expect(read(result, path), path).not.toBeUndefined();
    });
  });
});
