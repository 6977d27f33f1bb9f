// Bundles src/main.ts with everything it needs, both modules included, into build/hivemend.cjs, with a source map beside it.
// Does nothing when no input changed. The same sources at the same commit give the same bytes, wherever they lie.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const output = join(root, 'build/hivemend.cjs');
const stamp = join(root, 'build/hivemend.cjs.inputs');

/** What is put into the bundle as it is. */
const MODULES = ['build/hivex.wasm', 'build/hive-check.wasm'];

const read = (path) => readFileSync(join(root, path));

/** With a mark when tracked files differ from it. 'unknown' outside a repository. */
function commit() {
  const git = (...args) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const hash = git('rev-parse', 'HEAD');
    return git('status', '--porcelain', '--untracked-files=no') === '' ? hash : `${hash}+changes`;
  } catch {
    return 'unknown';
  }
}

function sources() {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function fingerprint(facts) {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  const others = ['scripts/building/bundle.mjs', 'package-lock.json', ...MODULES].map((path) =>
    join(root, path),
  );
  for (const path of [...sources(), ...others]) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/**
 * Embeds a WebAssembly file as a module that exports its bytes. esbuild's own loader makes the bytes themselves what is
 * exported, and `import()` then copies them property by property, which takes longer than hivex needs to start.
 */
const wasmAsModule = {
  name: 'wasm-as-module',
  setup(build) {
    build.onLoad({ filter: /\.wasm$/ }, ({ path }) => ({
      contents: `export default Buffer.from('${readFileSync(path, 'base64')}', 'base64');`,
      loader: 'js',
    }));
  },
};

/**
 * Of yargs only the parser is used. The file that exports it also imports what the rest of yargs needs of its
 * surroundings: translations, layouts, tables of emoji. And the parser makes a `require` for configuration files, which
 * nobody has; without Node's module for that, which takes time to load, it goes without.
 */
const parserOfYargs = {
  name: 'parser-of-yargs',
  setup(build) {
    build.onLoad({ filter: /[\\/]yargs[\\/]lib[\\/]platform-shims[\\/]esm\.mjs$/ }, () => ({
      contents: 'export default {};',
      loader: 'js',
    }));
    build.onResolve({ filter: /^node:module$/ }, ({ importer }) =>
      /[\\/]yargs-parser[\\/]/.test(importer) ? { path: 'none', namespace: 'no-require' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'no-require' }, () => ({
      contents: 'export const createRequire = undefined;',
      loader: 'js',
    }));
  },
};

if (!MODULES.every((path) => existsSync(join(root, path))))
  execFileSync(join(root, 'scripts/building/build-wasm'), { stdio: ['ignore', 2, 2] });

const lock = JSON.parse(read('wasm/hivex.lock.json'));
/** Where the project lies in public, such as https://example.org/somebody/hivemend: a setting of whoever builds it. */
const { HIVEMEND_REPOSITORY: repository } = process.env;

const facts = {
  version: JSON.parse(read('package.json')).version,
  commit: commit(),
  hivex: lock.hivex,
  emscripten: lock.emscripten,
  ...(repository ? { reports: `${repository.replace(/\/+$/, '')}/issues` } : {}),
};
const wanted = fingerprint(facts);

if (!existsSync(output) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  const { build } = await import('esbuild');
  mkdirSync(dirname(output), { recursive: true });
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // The executables run the bundle as a script, which has a `require` and no `import`.
    supported: { 'dynamic-import': false },
    // A script with only such letters takes half the memory and time.
    charset: 'ascii',
    plugins: [wasmAsModule, parserOfYargs],
    define: {
      HIVEMEND_BUILD: JSON.stringify(facts),
      // With this variable the parser of yargs refuses to run on an older Node. No variable may end every command.
      'process.env.YARGS_MIN_NODE_VERSION': 'undefined',
    },
    minifySyntax: true,
    minifyWhitespace: true,
    // Long names cost a seventh of a start. scripts/tools/read-stack.ts gives those of a stack back.
    minifyIdentifiers: true,
    sourcemap: 'external',
    outfile: output,
    legalComments: 'none',
    // Paths of sources get into the bundle; one that leads elsewhere by a link must not.
    preserveSymlinks: true,
    logLevel: 'warning',
  });
  const [{ contents: map }, { contents: program }] = outputFiles;
  if (program.some((byte) => byte > 0x7f)) {
    throw new Error(
      'the bundle is not ASCII: a regular expression with other letters? esbuild escapes only strings',
    );
  }
  // Renamed into place: a run that starts meanwhile sees a whole bundle.
  writeFileSync(`${output}.map`, map);
  writeFileSync(`${output}.new`, program);
  renameSync(`${output}.new`, output);
  writeFileSync(stamp, wanted);
  console.error(`build: build/hivemend.cjs, ${program.length} bytes`);
}
