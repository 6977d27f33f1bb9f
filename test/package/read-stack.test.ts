import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { asScript } from '../../scripts/packaging/entry.ts';

const BUNDLE = 'build/hivemend.cjs';
/** Only where that is declared. */
const LITERAL = '"hivemend-backups"';
const SOURCE = 'src/install/find-backups.ts';

/** As a stack names it, in 1-based lines and columns. */
function placeIn(text: string): string {
  const before = text.slice(0, text.indexOf(LITERAL));
  const line = before.split('\n').length;
  return `hivemend.cjs:${line}:${before.length - before.lastIndexOf('\n')}`;
}

it('names the places of a stack, of the bundle and of an executable', () => {
  const stack = [
    'HiveError: bug {}',
    `    at a (/somewhere/${placeIn(readFileSync(BUNDLE, 'latin1'))})`,
    `    at ${placeIn(asScript(BUNDLE))}`,
    '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
  ].join('\n');
  const tool = ['scripts/building/run-ts.mjs', 'scripts/tools/read-stack.ts'];
  const { stdout, stderr } = spawnSync(process.execPath, tool, { input: stack, encoding: 'utf8' });
  expect(stderr).toBe('');
  const lines = stdout.trim().split('\n');
  expect(lines[0]).toBe('HiveError: bug {}');
  expect(lines[1]).toMatch(new RegExp(`^ {4}at a \\(${SOURCE}:\\d+:\\d+\\)$`));
  expect(lines[2]).toMatch(new RegExp(`^ {4}at ${SOURCE}:\\d+:\\d+$`));
  expect(lines[3]).toContain('node:internal/process/task_queues:105:5');
});
