#!/usr/bin/env node
// Runs a TypeScript file of this repository: `node scripts/building/run-ts.mjs scripts/tools/make-fixtures.ts [arguments]`.
// Node 20 does not run TypeScript by itself; esbuild bundles it in a few milliseconds, without checking types.
import { mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const [script, ...rest] = process.argv.slice(2);
if (script === undefined) throw new Error('usage: node scripts/building/run-ts.mjs SCRIPT.ts [ARGUMENT...]');

const folder = join(repository, 'build', 'scripts');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `${basename(script, '.ts')}.mjs`);
await build({
  entryPoints: [resolve(script)],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  loader: { '.wasm': 'binary' },
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv = [process.argv[0], outfile, ...rest];
await import(pathToFileURL(outfile).href);
