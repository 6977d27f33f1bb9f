import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Base, npmCi } from './bases.ts';
import type { Entry } from './entry.ts';
import { seal, unsealedWords } from './seal.ts';
import type { Target } from './targets.ts';
import { brandExecutable } from './windows-resources.ts';

/** Bundles the entry and the bases into executables with pkg, which runs on the Node that it packs. */

export interface ExecutablesJob {
  readonly entry: Entry;
  readonly bases: readonly Base[];
  readonly nodeVersion: string;
  readonly version: string;
  /** Folder with pkg's package.json and lockfile. */
  readonly pkgPins: string;
  /** run-pkg.cjs */
  readonly runPkg: string;
  /** Folder that is kept from one build to the next. */
  readonly cache: string;
  readonly output: string;
}

export function makeExecutables(job: ExecutablesJob): void {
  const home = mkdirs(join(job.cache, 'home'));
  rmSync(home, { recursive: true, force: true });
  for (const base of job.bases) {
    seedCache(base, job, home);
  }
  const produced = join(job.cache, 'produced');
  rmSync(produced, { recursive: true, force: true });
  mkdirSync(produced, { recursive: true });
  runPkg(job, home, produced);
  for (const { target } of job.bases) {
    const from = join(produced, producedName(target));
    refuseUnsealed(from, target);
    chmodSync(from, 0o755);
    renameSync(from, join(mkdirs(job.output), target.executable));
  }
}

/** Puts a base where pkg looks for what it has downloaded before. It looks at the archives' names only. */
function seedCache({ target, node }: Base, job: ExecutablesJob, home: string): void {
  const cache = mkdirs(join(home, '.pkg-cache', 'sea'));
  const name = `node-v${job.nodeVersion}-${target.name}`;
  const isWindows = target.os === 'win32';
  const archive = join(cache, isWindows ? `${name}.zip` : `${name}.tar.gz`);
  const seeded = isWindows ? join(cache, `${name}.exe`) : join(cache, name, 'bin', 'node');
  const original = readFileSync(node);
  const binary = isWindows ? brandExecutable(original, node, job.version) : original;
  seal(binary, target);
  mkdirs(dirname(seeded));
  writeFileSync(seeded, binary, { mode: 0o755 });
  for (const path of [archive, `${archive}.ok`, `${seeded}.ok`]) {
    writeFileSync(path, '');
  }
}

/** Otherwise pkg would have taken another Node than the one it was given. */
function refuseUnsealed(file: string, target: Target): void {
  const words = unsealedWords(readFileSync(file), target);
  if (words.length > 0) {
    throw new Error(`${file} still lets others decide what it runs, by ${words.join(', ')}`);
  }
}

function runPkg(job: ExecutablesJob, home: string, produced: string): void {
  const host = job.bases.find(({ target }) => target.os === 'linux' && target.cpu === process.arch);
  if (host === undefined) {
    throw new Error(`pkg needs a Node ${job.nodeVersion} of this machine (${process.arch}) to make the blob`);
  }
  const targets = job.bases.map(({ target }) => `node${job.nodeVersion}-${target.name}`);
  const { status, stdout, stderr, error } = spawnSync(
    host.node,
    [
      job.runPkg,
      pkgFolder(job),
      JSON.stringify({ assets: job.entry.assets, execArgvExtension: 'none' }),
      '--sea',
      '--targets',
      targets.join(','),
      '--output',
      join(produced, 'hivemend'),
      job.entry.script,
    ],
    {
      cwd: produced,
      env: { ...process.env, HOME: home, NODE_OPTIONS: '' },
      encoding: 'utf8',
      maxBuffer: 1 << 24,
    },
  );
  const said = `${stdout}${stderr}`;
  if (error !== undefined || status !== 0) {
    throw new Error(`pkg failed (${error?.message ?? status}):\n${said}`);
  }
  if (/downloading/i.test(said)) {
    throw new Error(`pkg downloaded a Node instead of taking the pinned one:\n${said}`);
  }
}

/** pkg's own name for a target's file. */
function producedName(target: Target): string {
  return target.os === 'win32' ? `hivemend-${target.name}.exe` : `hivemend-${target.name}`;
}

function pkgFolder({ pkgPins, cache }: ExecutablesJob): string {
  const folder = mkdirs(join(cache, 'pkg'));
  const lock = readFileSync(join(pkgPins, 'package-lock.json'));
  const stamp = join(folder, 'installed-lock.json');
  if (!existsSync(stamp) || !readFileSync(stamp).equals(lock)) {
    for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
      copyFileSync(join(pkgPins, name), join(folder, name));
    }
    npmCi(folder);
    writeFileSync(stamp, lock);
  }
  return join(folder, 'node_modules/@yao-pkg/pkg');
}

function mkdirs(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}
