import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { baseVersion, getBase } from './bases.ts';
import { makeCodeCaches } from './code-cache.ts';
import { asScript, writeEntry } from './entry.ts';
import { makeExecutables } from './executables.ts';
import { collectLicences } from './licences.ts';
import { packNpmPackage } from './npm-package.ts';
import { manifestFiles, repositorySet, shellFiles } from './release-files.ts';
import { makeSbom } from './sbom.ts';
import { type Signer, signExecutable } from './sign.ts';
import { packageName, TARGETS } from './targets.ts';

/** Run by scripts/package from the repository's root, after set-up: bundle and module are built. */

const ROOT = resolve('.');
const PINS = join(ROOT, 'scripts/packaging');
const CACHE = join(ROOT, 'build/package');
const BUNDLE = join(ROOT, 'build/hivemend.cjs');
/** What the program is run on to make its code caches. */
const SAMPLE_DISK = join(ROOT, 'scripts/tools/sample-disk/files.ts');
const HIVEX_LICENCE = join(ROOT, 'build/COPYING.LGPL-2.1');
/** Says what the library is made of: see scripts/building/library.ts. */
const LIBRARY = join(ROOT, 'build/library.inputs');
const PAGES = ['README.md', 'README.ja.md', 'CHANGELOG.md'];

const { values } = parseArgs({
  options: {
    'sign-with': { type: 'string' },
    key: { type: 'string' },
    out: { type: 'string', default: 'dist' },
    quiet: { type: 'boolean', default: false },
  },
});
const say = (text: string) => values.quiet || console.error(`package: ${text}`);

function main(): void {
  const signer = signerAsked();
  const output = resolve(values.out);
  const inputs = fingerprint(signer);
  const stamp = join(CACHE, `${createHash('sha256').update(output).digest('hex').slice(0, 16)}.inputs`);
  if (isStamped(stamp, inputs) && sumsAreRight(output)) {
    say(`${values.out} is up to date`);
    return;
  }
  // Made aside and then moved: nobody finds half of it.
  const fresh = `${output}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  build(fresh, signer);
  rmSync(output, { recursive: true, force: true });
  renameSync(fresh, output);
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(stamp, inputs);
  for (const line of readFileSync(join(output, 'SHA256SUMS'), 'utf8').trimEnd().split('\n')) {
    say(line);
  }
}

function build(output: string, signer: Signer | undefined): void {
  const nodeVersion = baseVersion(join(PINS, 'bases'));
  const { name, version } = readJson('package.json');
  const hivexLock = readJson('wasm/hivex.lock.json');
  const hivex = { version: hivexLock.hivex, sha256: hivexLock.sha256, source: hivexLock.upstream };
  const facts = { root: ROOT, name, version, hivex, emscripten: hivexLock.emscripten, node: nodeVersion };

  const executables = unsignedExecutables(nodeVersion, version);
  for (const { os, executable } of TARGETS) {
    linkSync(join(executables, executable), join(output, executable));
    if (signer !== undefined && os === 'win32') signExecutable(join(output, executable), signer);
  }

  const linux = TARGETS.find(({ os }) => os === 'linux');
  if (linux === undefined) throw new Error('no Linux base, which carries the licence of Node');
  const nodeLicence = join(CACHE, 'bases', linux.name, 'node_modules', packageName(linux), 'LICENSE');
  const put = (name: string, text: string) => writeFileSync(join(output, name), text);
  const node = { version: nodeVersion, licence: nodeLicence };
  const holder = 'Its executables hold';
  put('THIRD-PARTY-LICENSES.txt', collectLicences({ ...facts, holder, hivexLicence: HIVEX_LICENCE, node }));
  put('LICENSE.txt', readFileSync(join(ROOT, 'LICENSE'), 'utf8'));
  put('hivemend.cdx.json', makeSbom(facts));
  put('hivemend.cmd', windowsText('hivemend.cmd'));
  // With a byte order mark, by which every Notepad knows UTF-8.
  put('README.txt', `\uFEFF${windowsText('README.txt')}`);
  for (const [file, text] of shellFiles(ROOT, version)) put(file, text);
  packNpmPackage(ROOT, join(CACHE, 'npm'), output, repositorySet());
  put('SHA256SUMS', sumsOf(output, readdirSync(output).sort()));
  putManifests(output, version);
}

/** For package managers. They hold the checksums of a release, so they are in none. */
function putManifests(output: string, version: string): void {
  const repository = repositorySet();
  if (repository === undefined) {
    say(
      'no manifests for winget, Scoop and Chocolatey: HIVEMEND_REPOSITORY does not say where releases will lie',
    );
    return;
  }
  const sums = readFileSync(join(output, 'SHA256SUMS'), 'utf8');
  for (const [path, text] of manifestFiles(repository, version, sums)) {
    const file = join(output, 'manifests', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** The folder with them; they are made once for the same inputs, however often they are signed or handed out. */
function unsignedExecutables(nodeVersion: string, version: string): string {
  const output = join(CACHE, 'executables');
  const stamp = `${output}.inputs`;
  const inputs = hashOf([BUNDLE, join(ROOT, 'package.json'), SAMPLE_DISK, ...ownFiles()]);
  if (TARGETS.every(({ executable }) => existsSync(join(output, executable))) && isStamped(stamp, inputs)) {
    return output;
  }
  rmSync(stamp, { force: true });
  say(`getting Node ${nodeVersion} for ${TARGETS.map(({ name }) => name).join(', ')}`);
  const bases = TARGETS.map((target) => getBase(target, join(PINS, 'bases'), join(CACHE, 'bases')));
  say('making the code caches');
  const program = asScript(BUNDLE);
  const caches = makeCodeCaches({
    program,
    bases,
    trainer: join(PINS, 'train.cjs'),
    wine: join(ROOT, 'build/wine'),
  });
  say('making the executables');
  const entry = writeEntry(join(PINS, 'launcher.cjs'), program, caches);
  const pkg = { pkgPins: join(PINS, 'pkg'), runPkg: join(PINS, 'run-pkg.cjs') };
  makeExecutables({ entry, bases, nodeVersion, version, ...pkg, cache: CACHE, output });
  writeFileSync(stamp, inputs);
  return output;
}

function isStamped(stamp: string, inputs: string): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs;
}

function signerAsked(): Signer | undefined {
  const { 'sign-with': certificate, key } = values;
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined || key === undefined) {
    throw new Error('--sign-with CERTIFICATE and --key KEY go together');
  }
  return { certificate: resolve(certificate), key: resolve(key) };
}

function windowsText(name: string): string {
  return readFileSync(join(PINS, 'media', name), 'utf8').replaceAll('\n', '\r\n');
}

function sumsOf(folder: string, names: readonly string[]): string {
  return names
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')}  ${name}\n`,
    )
    .join('');
}

function sumsAreRight(folder: string): boolean {
  const sums = join(folder, 'SHA256SUMS');
  if (!existsSync(sums)) return false;
  const text = readFileSync(sums, 'utf8');
  const names = text
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(66));
  return names.every((name) => existsSync(join(folder, name))) && sumsOf(folder, names) === text;
}

function fingerprint(signer: Signer | undefined): string {
  const others = ['package.json', 'package-lock.json', 'wasm/hivex.lock.json', 'LICENSE', ...PAGES];
  const keys = signer === undefined ? [] : [signer.certificate, signer.key];
  return hashOf([
    BUNDLE,
    LIBRARY,
    HIVEX_LICENCE,
    SAMPLE_DISK,
    ...others.map((path) => join(ROOT, path)),
    ...ownFiles(),
    ...keys,
  ]).concat(repositorySet() ?? '');
}

function ownFiles(): string[] {
  return readdirSync(PINS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    hash.update(`${path}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function readJson(path: string) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

try {
  main();
} catch (error) {
  console.error(`package: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
