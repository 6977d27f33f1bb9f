import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { collectLicences } from '../packaging/licences.ts';
import { declarationsOf } from './declarations.ts';

/**
 * Makes build/library/, which `npm pack` packs: the doors of package.json's `exports` as ES modules, their declarations, and the
 * program. Does nothing when no input changed. Run from the repository's root.
 */

const ROOT = resolve('.');
const OUTPUT = join(ROOT, 'build/library');
const STAMP = `${OUTPUT}.inputs`;
const PROGRAM = join(ROOT, 'build/hivemend.cjs');

/** Doors by the name of the module that they become. */
const DOORS = {
  index: 'src/library.ts',
  regf: 'src/regf/index.ts',
  replay: 'src/replay/index.ts',
  hivex: 'src/hivex/index.ts',
  change: 'src/change/index.ts',
};

async function main(): Promise<void> {
  // Says itself whether it has anything to do; makes hivex where that is missing.
  execFileSync(process.execPath, ['scripts/building/bundle.mjs'], { stdio: ['ignore', 2, 2] });
  const inputs = fingerprint();
  if (existsSync(OUTPUT) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === inputs) return;
  rmSync(STAMP, { force: true });
  // Made aside and then moved: nobody finds half of it.
  const fresh = `${OUTPUT}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  await makeModules(fresh);
  for (const [path, text] of declarationsOf(ROOT, Object.values(DOORS)))
    put(join(fresh, 'types', path), text);
  const program = join(fresh, 'hivemend.cjs');
  put(program, `#!/usr/bin/env node\n${readFileSync(PROGRAM, 'utf8')}`);
  chmodSync(program, 0o755);
  put(join(fresh, 'THIRD-PARTY-LICENSES.txt'), licences());
  rmSync(OUTPUT, { recursive: true, force: true });
  renameSync(fresh, OUTPUT);
  writeFileSync(STAMP, inputs);
  console.error(`library: build/library, ${Object.keys(DOORS).length} doors`);
}

/** What several doors share lies in modules of its own: one HiveError for all of them. */
async function makeModules(folder: string): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: Object.entries(DOORS).map(([out, path]) => ({ out, in: path })),
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    plugins: [wasmAsText],
    define: { HIVEMEND_BUILD: JSON.stringify(buildFacts()) },
    preserveSymlinks: true,
    logLevel: 'warning',
  });
}

/** A module of WebAssembly as one that exports its bytes: in browsers, too, which have `atob` and no `Buffer`. */
const wasmAsText: Plugin = {
  name: 'wasm-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /\.wasm$/ }, ({ path }) => ({
      contents: `export default Uint8Array.from(atob('${readFileSync(path, 'base64')}'), (letter) => letter.charCodeAt(0));`,
      loader: 'js',
    }));
  },
};

/** As the program itself tells them. */
function buildFacts() {
  const text = execFileSync(process.execPath, [PROGRAM, 'version', '--json'], { encoding: 'utf8' });
  const { hivemend, commit, hivex, emscripten } = JSON.parse(text).result;
  return { version: hivemend, commit, hivex, emscripten };
}

function licences(): string {
  const { hivex, sha256, upstream, emscripten } = JSON.parse(read('wasm/hivex.lock.json'));
  return collectLicences({
    root: ROOT,
    holder: 'This package holds',
    hivex: { version: hivex, sha256, source: upstream },
    hivexLicence: join(ROOT, 'build/COPYING.LGPL-2.1'),
    emscripten,
  });
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The program stands for the WebAssembly modules and the lock files, which it is made of. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
  const own = ['library.ts', 'declarations.ts', 'tsconfig.library.json', '../packaging/licences.ts'].map(
    (name) => join('scripts/building', name),
  );
  for (const path of [...sources, ...own, 'tsconfig.json', 'wasm/hivex.lock.json', 'build/hivemend.cjs'])
    hash.update(`${path}\0${read(path)}\0`);
  return hash.digest('hex');
}

await main();
