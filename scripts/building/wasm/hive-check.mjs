import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildModule, compile, root } from './module.mjs';

const folder = join(root, 'wasm/hive-check');
const sources = readdirSync(folder)
  .filter((name) => /\.[ch]$/.test(name))
  .sort();

/** Called by src/regf/check/structure-pass.ts. */
const CALLS = ['begin', 'room', 'bytes', 'end', 'where', 'bin_of'];

/** The check of a hive in one pass. */
export function buildHiveCheck() {
  return buildModule({
    name: 'hive-check.wasm',
    inputs: [
      join(root, 'wasm/hivex.lock.json'),
      ...['hive-check.mjs', 'module.mjs'].map((name) => join(import.meta.dirname, name)),
      ...sources.map((name) => join(folder, name)),
    ],
    make(produced) {
      console.error('build-wasm: compiling the check of hives to WebAssembly');
      const options = [
        '-Wall',
        '-Wextra',
        '-Werror',
        '-mbulk-memory',
        // The module's tables are bounded, and it says so when they are full.
        '-sMAXIMUM_MEMORY=128MB',
        '-sINITIAL_MEMORY=1MB',
        '-sTOTAL_STACK=64KB',
      ];
      const files = sources.filter((name) => name.endsWith('.c'));
      compile({ folder, options, files, names: CALLS.map((name) => `check_${name}`), produced });
    },
  });
}
