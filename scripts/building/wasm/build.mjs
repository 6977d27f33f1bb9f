import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getTarball, unpack } from './source.mjs';

const root = resolve(import.meta.dirname, '../../..');
const build = join(root, 'build');
const source = join(build, 'hivex-source');
const output = join(build, 'hivex.wasm');
const stamp = join(build, 'hivex.wasm.inputs');
const licence = join(build, 'COPYING.LGPL-2.1');
const shim = join(root, 'wasm/shim');

/** The library without its mmap replacement and its header test. */
const SOURCES = ['handle', 'node', 'offset-list', 'utf16', 'util', 'value', 'visit', 'write'];

const inputs = [
  join(root, 'wasm/hivex.lock.json'),
  join(root, 'src/hivex/abi.ts'),
  ...['build.mjs', 'source.mjs'].map((name) => join(import.meta.dirname, name)),
  ...readdirSync(shim)
    .sort()
    .map((name) => join(shim, name)),
];

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of inputs) hash.update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function isUpToDate(wanted) {
  return (
    [output, stamp, licence, join(source, 'images/minimal')].every((path) => existsSync(path)) &&
    readFileSync(stamp, 'utf8') === wanted
  );
}

/** The names in the table of src/hivex/abi.ts, which esbuild makes readable for every Node we run on. */
async function exportedNames() {
  const { buildSync } = await import('esbuild');
  const table = join(build, 'abi.mjs');
  buildSync({
    entryPoints: [join(root, 'src/hivex/abi.ts')],
    format: 'esm',
    outfile: table,
    logLevel: 'error',
  });
  const { ABI } = await import(pathToFileURL(table).href);
  return Object.keys(ABI);
}

function refuseOtherCompiler(lock) {
  let text;
  try {
    text = execFileSync('emcc', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (cause) {
    throw new Error('emcc is missing. It is in the package emscripten: apt-get install emscripten', {
      cause,
    });
  }
  const [version] = /\d+\.\d+\.\d+/.exec(text) ?? [];
  if (version !== lock.emscripten)
    throw new Error(
      `emcc is ${version}; wasm/hivex.lock.json wants ${lock.emscripten} (Debian 12: emscripten)`,
    );
}

/** The version as the sources themselves say it. */
function sourceVersion() {
  const found = /^PACKAGE_VERSION='([^']+)'$/m.exec(readFileSync(join(source, 'configure'), 'utf8'));
  if (found?.[1] === undefined) throw new Error('the source of hivex does not say its version');
  return found[1];
}

/** Runs inside the source folder with relative names, so that no path of this machine gets into the module. */
function compile(names) {
  const produced = `${output}.new.wasm`;
  const options = [
    '-O3',
    `-DHIVEX_VERSION="${sourceVersion()}"`,
    '-I../../wasm/shim',
    '-Iinclude',
    '-Ignulib/lib',
    '-Ilib',
    '-include',
    'host.h',
    '-Wno-unused-command-line-argument',
    '--no-entry',
    '-sSTANDALONE_WASM=1',
    '-sALLOW_MEMORY_GROWTH=1',
    '-sMAXIMUM_MEMORY=4GB',
    '-sINITIAL_MEMORY=16MB',
    '-sTOTAL_STACK=1MB',
    '-Wl,--stack-first',
    `-sEXPORTED_FUNCTIONS=${names.map((name) => `_${name}`).join(',')}`,
  ];
  const files = [...SOURCES.map((name) => `lib/${name}.c`), '../../wasm/shim/host.c'];
  execFileSync('emcc', [...options, ...files, '-o', produced], {
    cwd: source,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  renameSync(produced, output);
}

async function main() {
  const wanted = fingerprint();
  if (isUpToDate(wanted)) return;
  const lock = JSON.parse(readFileSync(join(root, 'wasm/hivex.lock.json'), 'utf8'));
  refuseOtherCompiler(lock);
  mkdirSync(build, { recursive: true });
  console.error(`build-wasm: getting hivex ${lock.hivex}`);
  unpack(await getTarball(lock, join(build, 'cache')), source);
  console.error('build-wasm: compiling hivex to WebAssembly');
  compile(await exportedNames());
  copyFileSync(join(source, 'LICENSE'), licence);
  writeFileSync(stamp, wanted);
  console.error(`build-wasm: build/hivex.wasm, ${readFileSync(output).length} bytes`);
}

try {
  await main();
} catch (error) {
  console.error(`build-wasm: ${error.message}`);
  process.exitCode = 1;
}
