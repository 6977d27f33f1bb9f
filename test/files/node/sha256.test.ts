import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { sha256OfFile } from '../../../src/files/node/sha256.ts';

const folder = mkdtempSync(join(tmpdir(), 'hivemend-sha256-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Large enough for a thread. */
const LARGE = 33 * 1024 * 1024 + 5;

function make(name: string, size: number, seed: number): { path: string; size: number; sha256: string } {
  const bytes = Buffer.alloc(size, `contents ${seed}`);
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return { path, size, sha256: createHash('sha256').update(bytes).digest('hex') };
}

it('answers for several large and small files at once, each with its own hash', async () => {
  const files = [make('a', LARGE, 1), make('b', 10, 2), make('c', LARGE + 1, 3)];
  const answers = await Promise.all(files.map(({ path, size }) => sha256OfFile(path, size)));
  expect(answers).toEqual(files.map(({ sha256 }) => sha256));
});

it('tells why a large file could not be hashed, and hashes the next one', async () => {
  const missing = join(folder, 'missing');
  await expect(sha256OfFile(missing, LARGE)).rejects.toMatchObject({ code: 'file-missing' });
  const { path, size, sha256 } = make('d', LARGE, 4);
  expect(await sha256OfFile(path, size)).toBe(sha256);
});
