import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dist, haveDist } from '../support/dist.ts';

/** The same sources, built a second time in another folder, give the same bytes. */

const root = resolve('.');
const copy = mkdtempSync(join(tmpdir(), 'hivemend-again-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function copySources(): void {
  const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const file of ['.git', ...files]) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file), { recursive: true });
  }
  // What was downloaded is shared; whatever was made of it is made again.
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  mkdirSync(join(copy, 'build/package'), { recursive: true });
  for (const path of ['build/cache', 'build/package/bases', 'build/package/pkg', 'build/wine']) {
    symlinkSync(join(root, path), join(copy, path));
  }
}

describe.skipIf(!haveDist)('a second build elsewhere', () => {
  it('gives the same bytes', () => {
    copySources();
    execFileSync('scripts/package', ['--quiet'], { cwd: copy, stdio: ['ignore', 'ignore', 'inherit'] });
    const sums = (folder: string) => readFileSync(join(folder, 'SHA256SUMS'), 'utf8').split('\n');
    expect(sums(join(copy, 'dist'))).toEqual(sums(dist));
  }, 600_000);
});
