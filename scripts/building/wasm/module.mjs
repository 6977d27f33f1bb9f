import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What the two modules have in common: when they are made anew, and with which compiler. */

export const root = resolve(import.meta.dirname, '../../..');
export const build = join(root, 'build');
export const lock = JSON.parse(readFileSync(join(root, 'wasm/hivex.lock.json'), 'utf8'));

/**
 * Makes build/NAME when one of its inputs has changed, or when it or what comes with it is missing.
 * @param {{ name: string, inputs: string[], comesWith?: string[], make: (produced: string) => Promise<void> | void }} module
 */
export async function buildModule({ name, inputs, comesWith = [], make }) {
  const output = join(build, name);
  const stamp = `${output}.inputs`;
  const wanted = fingerprint(inputs);
  const isThere = [output, stamp, ...comesWith].every((path) => existsSync(path));
  if (isThere && readFileSync(stamp, 'utf8') === wanted) return;
  refuseOtherCompiler();
  mkdirSync(build, { recursive: true });
  await make(`${output}.new.wasm`);
  renameSync(`${output}.new.wasm`, output);
  writeFileSync(stamp, wanted);
  console.error(`build-wasm: build/${name}, ${readFileSync(output).length} bytes`);
}

function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const file of inputs) hash.update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function refuseOtherCompiler() {
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

/** Runs in a folder with relative names, so that no path of this machine gets into the module. */
export function compile({ folder, options, files, names, produced }) {
  const always = [
    '-O3',
    '--no-entry',
    '-sSTANDALONE_WASM=1',
    '-sALLOW_MEMORY_GROWTH=1',
    // Below all data, so that overflowing it traps.
    '-Wl,--stack-first',
    `-sEXPORTED_FUNCTIONS=${names.map((name) => `_${name}`).join(',')}`,
  ];
  execFileSync('emcc', [...always, ...options, ...files, '-o', produced], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
