import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { fixtures } from '../../fixtures/recipes/all.ts';
import { mutateHive } from '../../scripts/tools/fuzz/mutate-hive.ts';
import { Random } from '../support/random.ts';
import { sweepSize } from '../support/sweep-size.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SECONDS = sweepSize(5, 60);

it(`finds nothing in ${SECONDS} seconds`, { timeout: 120_000 }, () => {
  const args = [
    'scripts/building/run-ts.mjs',
    'scripts/tools/fuzz.ts',
    '--seconds',
    String(SECONDS),
    '--seed',
    '20261123',
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  console.log(stdout.split('\n').find((line) => line.startsWith('fuzz:')));
  expect(`${stdout}${stderr}`).not.toContain('finding');
  expect(status).toBe(0);
  expect(stdout).toMatch(/enforced, repaired/);
});

it('damages a hive in the same way for the same seed, and in another for another', () => {
  const original = fixtures[0]?.make().get('') ?? new Uint8Array(0);
  const kept = original.slice();
  const once = mutateHive(original, new Random(7));
  expect(Buffer.compare(once, mutateHive(original, new Random(7)))).toBe(0);
  expect(Buffer.compare(once, mutateHive(original, new Random(8)))).not.toBe(0);
  expect(Buffer.compare(original, kept)).toBe(0);
});
