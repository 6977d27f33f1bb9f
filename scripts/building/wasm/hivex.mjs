import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, buildModule, compile, lock, root } from './module.mjs';
import { getTarball, unpack } from './source.mjs';

const source = join(build, 'hivex-source');
const licence = join(build, 'COPYING.LGPL-2.1');
const shim = join(root, 'wasm/shim');

/** The library without its mmap replacement and its header test. */
const SOURCES = ['handle', 'node', 'offset-list', 'utf16', 'util', 'value', 'visit', 'write'];

/** hivex, unmodified, on a system of our own. */
export function buildHivex() {
  return buildModule({
    name: 'hivex.wasm',
    inputs: [
      join(root, 'wasm/hivex.lock.json'),
      join(root, 'src/hivex/abi.ts'),
      ...['hivex.mjs', 'module.mjs', 'source.mjs'].map((name) => join(import.meta.dirname, name)),
      ...readdirSync(shim)
        .sort()
        .map((name) => join(shim, name)),
    ],
    comesWith: [licence, join(source, 'images/minimal')],
    async make(produced) {
      console.error(`build-wasm: getting hivex ${lock.hivex}`);
      unpack(await getTarball(lock, join(build, 'cache')), source);
      console.error('build-wasm: compiling hivex to WebAssembly');
      const options = [
        `-DHIVEX_VERSION="${sourceVersion()}"`,
        '-I../../wasm/shim',
        '-Iinclude',
        '-Ignulib/lib',
        '-Ilib',
        '-include',
        'host.h',
        '-Wno-unused-command-line-argument',
        '-sMAXIMUM_MEMORY=4GB',
        '-sINITIAL_MEMORY=16MB',
        '-sTOTAL_STACK=1MB',
      ];
      const files = [...SOURCES.map((name) => `lib/${name}.c`), '../../wasm/shim/host.c'];
      compile({ folder: source, options, files, names: await exportedNames(), produced });
      copyFileSync(join(source, 'LICENSE'), licence);
    },
  });
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

/** The version as the sources themselves say it. */
function sourceVersion() {
  const found = /^PACKAGE_VERSION='([^']+)'$/m.exec(readFileSync(join(source, 'configure'), 'utf8'));
  if (found?.[1] === undefined) throw new Error('the source of hivex does not say its version');
  return found[1];
}
