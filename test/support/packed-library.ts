import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packNpmPackage } from '../../scripts/packaging/npm-package.ts';

/** The package as its users have it: packed, and installed into a project of their own. */

const ROOT = resolve(import.meta.dirname, '../..');
const FIXTURES = join(ROOT, 'fixtures/hives');

/** An empty project with the packed package in it. Nothing was got from elsewhere. Remove the folder when done. */
export function projectWithLibrary(): string {
  const builder = ['scripts/building/run-ts.mjs', 'scripts/building/library.ts'];
  execFileSync(process.execPath, builder, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hivemend-user-')));
  const packed = packNpmPackage(ROOT, join(folder, 'pack'), folder);
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "private": true, "type": "module" }');
  const options = ['--offline', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...options, join(folder, packed)], { cwd: folder, stdio: 'ignore' });
  // Node's own types, which a user of TypeScript has.
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  for (const name of ['@types/node', 'undici-types'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  rmSync(join(folder, 'pack'), { recursive: true });
  return folder;
}

/** Copies a hive of fixtures/ with its logs, under another name. */
export function putHive(fixture: string, path: string): void {
  for (const log of ['', '.LOG1', '.LOG2']) {
    const from = join(FIXTURES, `${fixture}${log}`);
    cpSync(from, `${path}${log}`);
  }
}

/** What a program printed. @throws Error with what it said on standard error when it failed */
export function runIn(folder: string, program: string, args: readonly string[]): string {
  return execFileSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
}

/** Compiles the project's TypeScript by its tsconfig.json, as `tsc` does. */
export function compile(folder: string, args: readonly string[] = []): string {
  return runIn(folder, join(ROOT, 'node_modules/.bin/tsc'), args);
}
