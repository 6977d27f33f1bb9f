import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { makeSampleDisk } from '../tools/sample-disk/files.ts';
import type { Base } from './bases.ts';
import type { Target } from './targets.ts';
import { makeWinePrefix } from './wine.ts';

/**
 * V8's code cache of the program, for every system whose Node can be run on this machine. Without it V8 compiles the
 * program anew at every start, for as long as Node itself takes to start.
 *
 * A cache must be made by the very Node that uses it: V8 checks its version, its flags and the length of the text, but
 * takes one that another system's Node made, and the objects that it refers to by number may be others there (seen with
 * Node 22.23.2: Linux's cache passes the check on Windows, with different contents).
 */

export interface CodeCacheJob {
  /** From `asScript` in entry.ts. */
  readonly program: string;
  readonly bases: readonly Base[];
  /** train.cjs */
  readonly trainer: string;
  /** Wine prefix that is copied, from `scripts/building/set-up-wine`. */
  readonly wine: string;
}

/** What the program is trained for: see train.cjs, and launcher.cjs, which takes one of them. */
const DOINGS = ['looking', 'changing'] as const;
type Doing = (typeof DOINGS)[number];

/** @returns caches by name: the system, as `platform-arch` of Node, and what is done */
export function makeCodeCaches(job: CodeCacheJob): ReadonlyMap<string, Uint8Array> {
  // Its name is as long wherever this is built: what is called depends on whether it fits into a line.
  const folder = mkdtempSync('/tmp/hivemend-training-');
  try {
    writeFileSync(join(folder, 'program'), job.program, 'latin1');
    copyFileSync(job.trainer, join(folder, 'train.cjs'));
    for (const [path, contents] of makeSampleDisk()) {
      const file = join(folder, 'disk', ...path.split('/'));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, contents);
    }
    const caches = new Map<string, Uint8Array>();
    for (const { target, node } of job.bases) {
      const train = trainerFor(target, folder, job.wine);
      if (train === undefined) continue;
      for (const doing of DOINGS) {
        const name = `${target.os}-${target.cpu}-${doing}`;
        train(node, name, doing);
        caches.set(name, readFileSync(join(folder, name)));
      }
    }
    return caches;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Train = (node: string, output: string, doing: Doing) => void;

/** Undefined for the one system whose programs are not run in a build: Windows on arm64 (see scripts/tools/try-win-arm64). */
function trainerFor(target: Target, folder: string, wine: string): Train | undefined {
  if (target.name === 'win-x64')
    return (node, output, doing) => trainInWine({ node, output, doing }, folder, wine);
  if (target.os !== 'linux') return undefined;
  const emulator = target.cpu === process.arch ? [] : ['qemu-aarch64', '-L', '/usr/aarch64-linux-gnu'];
  return (node, output, doing) => {
    const files = ['train.cjs', 'program', 'disk', output].map((name) => join(folder, name));
    run(folder, process.env, ...emulator, node, SEED, ...files, doing);
  };
}

/** Node draws a number at its start that gets into the cache. With this one the same text gives the same cache. */
const SEED = '--random-seed=1';

function trainInWine(
  { node, output, doing }: { readonly node: string; readonly output: string; readonly doing: Doing },
  folder: string,
  wine: string,
): void {
  const prefix = makeWinePrefix(wine, join(folder, 'wine'));
  const { letter } = prefix.addDrive(folder);
  try {
    const files = ['train.cjs', 'program', 'disk', output].map((name) => `${letter}:\\${name}`);
    run(folder, prefix.environment, 'wine', node, SEED, ...files, doing);
  } finally {
    spawnSync('wineserver', ['--kill', '--wait'], { env: prefix.environment });
  }
}

/** What a program goes by while it is trained: the same everywhere, and one thread for files, as train.cjs needs it. */
const STEADY = { NODE_OPTIONS: '', LC_ALL: 'C.UTF-8', HIVEMEND_LANG: 'en', UV_THREADPOOL_SIZE: '1' };

/** With files for the streams: the Windows Node can't open Linux pipes, and a script that is to start fast has one. */
function run(folder: string, environment: NodeJS.ProcessEnv, ...command: readonly string[]): void {
  const [program = '', ...args] = command;
  const said = join(folder, 'said');
  const stream = openSync(said, 'w');
  try {
    const env = { ...environment, ...STEADY };
    const { status, error } = spawnSync(program, args, { stdio: ['ignore', stream, stream], env });
    if (error !== undefined || status !== 0) {
      const text = readFileSync(said, 'utf8');
      throw new Error(`${command.join(' ')} failed (${error?.message ?? status}):\n${text}`);
    }
  } finally {
    closeSync(stream);
  }
}
