import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { expect } from 'vitest';
import { requireValidOutput } from './written-json.ts';

/** A place for images, with a temporary folder of its own, in which nothing may be left. It takes root. */

const NEEDS = [
  '/usr/bin/wimlib-imagex',
  '/usr/bin/qemu-storage-daemon',
  '/usr/bin/qemu-img',
  '/usr/bin/ntfs-3g',
  '/usr/sbin/mkntfs',
  '/usr/sbin/sfdisk',
  '/dev/fuse',
];
const missing = NEEDS.filter((path) => !existsSync(path));
const isRoot = process.getuid?.() === 0;

export const haveImages = missing.length === 0 && isRoot;

if (!haveImages) {
  const why = isRoot ? `${missing.join(', ')} missing` : 'mounting takes root';
  const text = `no images can be opened: ${why}; scripts/set-up test installs the programs`;
  const { HIVEMEND_REQUIRE_PROGRAMS } = process.env;
  if (HIVEMEND_REQUIRE_PROGRAMS === '1') throw new Error(text);
  console.warn(`Left out: ${text}`);
}

const BUNDLE = resolve(import.meta.dirname, '../../build/hivemend.cjs');

export interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ImagePlace {
  readonly folder: string;
  at(...names: string[]): string;
  run(args: readonly string[]): Promise<Ended>;
  start(args: readonly string[]): { readonly ended: Promise<Ended>; signal(name: NodeJS.Signals): void };
  /** Puts a program of this name before the real one. `$REAL` is the path of that. */
  replaceProgram(name: string, script: string): void;
  /** Makes the programs of these names unknown. */
  hidePrograms(): void;
  /** What is mounted, and what lies in the temporary folder. */
  left(): readonly string[];
}

/** Runs `body`, and looks afterwards for mounts and temporary files. */
export async function withImagePlace(body: (place: ImagePlace) => Promise<void>): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hivemend-images-')));
  const temporary = join(folder, 'tmp');
  const programs = join(folder, 'programs');
  for (const path of [temporary, programs]) mkdirSync(path);
  const { PATH = '' } = process.env;
  let path = `${programs}${delimiter}${PATH}`;
  const start: ImagePlace['start'] = (args) => {
    const child = spawn(process.execPath, [BUNDLE, ...args], {
      cwd: folder,
      env: { ...process.env, TMPDIR: temporary, PATH: path, LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (piece) => {
      said.stdout += piece;
    });
    child.stderr.on('data', (piece) => {
      said.stderr += piece;
    });
    const ended = new Promise<Ended>((settle) => {
      child.on('close', (code) => settle({ exitCode: code ?? undefined, ...said }));
    });
    return { ended, signal: (name) => child.kill(name) };
  };
  const place: ImagePlace = {
    folder,
    at: (...names) => join(folder, ...names),
    start,
    async run(args) {
      const ended = await start(args).ended;
      requireValidOutput(args, ended.stdout, ended.exitCode !== undefined);
      return ended;
    },
    replaceProgram(name, script) {
      const file = join(programs, name);
      writeFileSync(file, `#!/bin/sh\nREAL=/usr/bin/${name}\n${script}\n`);
      chmodSync(file, 0o755);
    },
    hidePrograms() {
      path = programs;
    },
    left: () => [
      ...readdirSync(temporary),
      ...readFileSync('/proc/self/mounts', 'utf8')
        .split('\n')
        .filter((line) => line.includes(`${folder}/tmp/`)),
    ],
  };
  try {
    await body(place);
    expect(place.left()).toEqual([]);
    expect(readdirSync(folder).filter((name) => /staging|hivemend-lock/.test(name))).toEqual([]);
  } finally {
    for (const line of readFileSync('/proc/self/mounts', 'utf8').split('\n').reverse()) {
      const [, mount = ''] = line.split(' ');
      if (mount.startsWith(`${folder}/`)) execFileSync('umount', ['-l', mount]);
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

export const wimlib = (...args: string[]): string =>
  execFileSync('/usr/bin/wimlib-imagex', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
