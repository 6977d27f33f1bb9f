import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandResult, CommandRunner } from '../../src/files/command-runner.ts';
import type { WritableFileSystem } from '../../src/files/file-system.ts';
import type { PartEnd, PartWork } from '../../src/imaging/opened.ts';
import type { ImagingTools } from '../../src/imaging/tools.ts';
import { changeWimParts } from '../../src/imaging/wim/change-wim.ts';
import type { WimEngine } from '../../src/imaging/wim/engine.ts';
import { readWim } from '../../src/imaging/wim/wim-file.ts';
import { wimlib } from '../../src/imaging/wim/wimlib.ts';
import { testTools } from './job-tools.ts';
import type { MemoryFileSystem } from './memory-file-system.ts';

/** wimlib's own program for WIM files in memory: they lie on a disk while it extracts, verifies or lists. */

const PROGRAM = '/usr/bin/wimlib-imagex';

export const haveWimlib = existsSync(PROGRAM);

if (!haveWimlib) {
  const text = `${PROGRAM} is missing: apt install wimtools`;
  const { HIVEMEND_REQUIRE_PROGRAMS } = process.env;
  if (HIVEMEND_REQUIRE_PROGRAMS === '1') throw new Error(text);
  console.warn(`Left out: ${text}`);
}

const ended = (
  exitCode: number,
  stdout: string | Uint8Array = '',
  stderr = new Uint8Array(),
): CommandResult => ({
  exitCode,
  stdout: Buffer.from(stdout),
  stderr,
});

/** @param onRun is handed each command line but the WIM's name and the folder. */
export function memoryWimlib(
  memory: MemoryFileSystem,
  onRun: (line: string) => void = () => undefined,
): CommandRunner {
  return {
    async run(_, args) {
      const [command = '', wim = '', ...rest] = args;
      if (command === '--version') return ended(0, 'wimlib-imagex 1.13.5');
      onRun([command, ...rest.filter((arg) => !arg.startsWith('--dest-dir='))].join(' '));
      return onDisk(memory.bytes(wim) ?? new Uint8Array(), (path, out) => {
        const target = args.find((arg) => arg.startsWith(DESTINATION))?.slice(DESTINATION.length);
        const own = rest.map((arg) => (arg.startsWith(DESTINATION) ? `${DESTINATION}${out}` : arg));
        const result = wimlibOn(command, path, ...own);
        if (target !== undefined) takeOver(memory, out, target);
        return result;
      });
    },
  };
}

const DESTINATION = '--dest-dir=';

function wimlibOn(...args: string[]): CommandResult {
  const env = { ...process.env, WIMLIB_IMAGEX_IGNORE_CASE: '1' };
  const { status, stdout, stderr } = spawnSync(PROGRAM, args, { env });
  return ended(status ?? 1, stdout, stderr);
}

function onDisk<Result>(wim: Uint8Array, body: (path: string, folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'hivemend-memory-wim-'));
  try {
    const [path, out] = [join(folder, 'i.wim'), join(folder, 'out')];
    writeFileSync(path, wim);
    mkdirSync(out);
    return body(path, out);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function takeOver(memory: MemoryFileSystem, from: string, to: string): void {
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), memory.join(to, name)];
    if (statSync(source).isDirectory()) takeOver(memory, source, target);
    else memory.put(target, readFileSync(source));
  }
}

/** A file of an image, of a WIM that wimlib finds whole; undefined where it finds anything. */
export function fileInWim(wim: Uint8Array, path: string): Uint8Array | undefined {
  return onDisk(wim, (file, out) => {
    if (wimlibOn('verify', file).exitCode !== 0) return undefined;
    if (wimlibOn('extract', file, '1', path, `${DESTINATION}${out}`, '--no-acls').exitCode !== 0)
      return undefined;
    return readFileSync(join(out, path.slice(path.lastIndexOf('/') + 1)));
  });
}

/** A WIM of one image that holds these files. */
export function madeWim(files: ReadonlyMap<string, Uint8Array>, ...options: string[]): Uint8Array {
  return onDisk(new Uint8Array(), (path, out) => {
    for (const [name, bytes] of files) {
      const file = join(out, name);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, bytes);
    }
    rmSync(path);
    const { exitCode, stderr } = wimlibOn('capture', out, path, 'One', '--check', ...options);
    if (exitCode !== 0 || !existsSync(path)) throw new Error(Buffer.from(stderr).toString());
    return readFileSync(path);
  });
}

let processes = 100;

/** Works on all images of a WIM, each time as a process of its own. `disk` is what lies below `files`. */
export async function changeInMemory<Result>(
  disk: MemoryFileSystem,
  files: WritableFileSystem,
  { wim: path, reads }: { readonly wim: string; readonly reads: readonly string[] },
  work: PartWork<Result>,
  engine: WimEngine = wimlib,
): Promise<readonly PartEnd<Result>[]> {
  processes += 1;
  let folders = 0;
  const process = { id: processes, host: 'HERE', bootedAt: '2026-11-23T11:00:00.000Z', space: 'here' };
  const tools: ImagingTools = {
    ...testTools(files, { process, newRunId: () => `run-${processes}` }),
    commands: memoryWimlib(disk),
    mounts: async () => '',
    temporaryFolder: '/tmp',
    makePrivateFolder: async (start) => {
      folders += 1;
      await files.makeFolder(`${start}${processes}-${folders}`);
      return `${start}${processes}-${folders}`;
    },
    isPrivateFolder: async () => true,
    endProgram: async () => false,
    openImages: new Set(),
  };
  const file = await files.open(path);
  const wim = await readWim(file).finally(() => file.close());
  return changeWimParts(tools, engine, wim, { parts: wim.images, reads }, work);
}
