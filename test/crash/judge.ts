import { checksumOfBytes } from '../../src/install/checksum.ts';
import { headerFacts } from '../../src/replay/primary-header.ts';
import { openHive } from '../../src/replay/replay.ts';
import type { Fault } from '../support/faulty-file-system.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import type { Situation } from './sweep.ts';

/**
 * What may be on the disk after a fault, and after the run that follows it. A hive is judged as Windows would take it: its
 * primary file and the logs beside it, replayed by the rules, give exactly the old or exactly the new hive bins data. No
 * second run of hivemend is needed for that.
 */

export type FileSet = ReadonlyMap<string, Uint8Array>;

/** The hive and its logs, by suffix, before the run and after it. */
export interface Pair {
  readonly hive: string;
  readonly before: FileSet;
  readonly after: FileSet;
}

export interface Rules {
  /** A volume whose names can't be flushed: the last rename may be lost, and hivemend warns of it. */
  readonly isOrdered: boolean;
}

export type State = 'before' | 'after' | 'neither';

export async function judgeFault(
  disk: MemoryFileSystem,
  pair: Pair,
  { told, fault, call, powerLost, error }: Situation,
  { isOrdered }: Rules,
): Promise<string[]> {
  const { state, why } = await stateOf(disk, pair);
  const problems: string[] = [];
  if (state === 'neither') problems.push(`the hive is neither the old nor the new one (${why})`);
  const mayLoseRename = isOrdered && powerLost;
  if (!mayLoseRename) problems.push(...lies(told, state, error?.code));
  if (state === 'after') problems.push(...missingBackup(disk, pair));
  if (fault !== 'corrupted-write') problems.push(...damagedBackups(disk));
  if (told !== 'gone' && told !== 'uncertain' && !powerLost && !lasting.has(fault)) {
    // When taking it away is what failed, the next run does it.
    if (!/^(remove|removeFolder|list|status|flushFolder|create|replace) /.test(call))
      problems.push(...leftovers(disk));
  }
  return problems;
}

/** Under these a run can't take away what it made; the next one does. */
const lasting: ReadonlySet<Fault> = new Set(['medium-gone', 'permission-lost', 'disk-full']);

/** Like `judgeFault`, where the run found what an interrupted one had left. */
export async function judgeRecovery(
  disk: MemoryFileSystem,
  pair: Pair,
  { told, error }: Situation,
): Promise<string[]> {
  const { state, why } = await stateOf(disk, pair);
  const problems: string[] = [];
  if (state === 'neither') {
    problems.push(
      `the hive is neither the old nor the new one (${why}), and it was told ${told} (${error?.code ?? 'no error'})`,
    );
  }
  if (told === 'changed' && state !== 'after')
    problems.push(`it was told that the run is done, and the hive is the one ${state}`);
  if (state === 'after') problems.push(...missingBackup(disk, pair));
  problems.push(...damagedBackups(disk));
  return problems;
}

export async function judgeAfterNextRun(
  disk: MemoryFileSystem,
  pair: Pair,
  wanted: 'before' | 'after',
  isExact: boolean,
): Promise<string[]> {
  const { state, why } = await stateOf(disk, pair);
  const problems: string[] = [];
  if (state !== wanted) problems.push(`the hive is the one ${state} (${why ?? ''})`);
  const set = wanted === 'before' ? pair.before : pair.after;
  if (isExact) problems.push(...unlike(disk, pair.hive, set));
  problems.push(...leftovers(disk), ...damagedBackups(disk));
  return problems;
}

/** By the rules of replay. */
export async function stateOf(
  disk: MemoryFileSystem,
  { hive, before, after }: Pair,
): Promise<{ readonly state: State; readonly why?: string }> {
  const primary = disk.bytes(hive);
  if (primary === undefined) return { state: 'neither', why: 'there is none' };
  const suffixes = ['.LOG1', '.LOG2', '.LOG'];
  const logs = suffixes.flatMap((suffix) => {
    const bytes = disk.bytes(hive + suffix);
    return bytes === undefined ? [] : ([[suffix, bytes]] as const);
  });
  const now = await newest(new Map([['', primary], ...logs]));
  if (typeof now === 'string') return { state: 'neither', why: now };
  if (isSame(now, await known(before))) return { state: 'before' };
  return isSame(now, await known(after)) ? { state: 'after' } : { state: 'neither', why: 'other bytes' };
}

const knownStates = new WeakMap<FileSet, Promise<Uint8Array | string>>();

async function known(set: FileSet): Promise<Uint8Array | undefined> {
  const found = knownStates.get(set) ?? newest(set);
  knownStates.set(set, found);
  const bytes = await found;
  return typeof bytes === 'string' ? undefined : bytes;
}

/** Hive bins data of the newest state, or why there is none. */
async function newest(set: FileSet): Promise<Uint8Array | string> {
  const [primary, ...logs] = [...set].map(([suffix, bytes]) => fileOf(`SOFTWARE${suffix}`, bytes));
  if (primary === undefined) return 'there is none';
  try {
    const { hive } = await openHive(primary, logs, { acceptDirty: false });
    const bytes = new Uint8Array(hive.length);
    await hive.read(bytes, 0);
    return bytes.subarray(4096, 4096 + headerFacts(bytes).hiveBinsDataSize);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function fileOf(path: string, bytes: Uint8Array) {
  return {
    path,
    length: bytes.length,
    read: async (target: Uint8Array, position: number) =>
      target.set(bytes.subarray(position, position + target.length)),
  };
}

function lies(told: Situation['told'], state: State, code: string | undefined): string[] {
  const isDone = told === 'changed' || (told === 'restored' && code === undefined);
  const isUndone = told === 'unchanged' || (told === 'restored' && code !== undefined);
  if (isDone && state !== 'after')
    return [`it was told that the run is done, and the hive is the one ${state}`];
  if (!isUndone || state === 'before') return [];
  return [`it was told that nothing changed (${code ?? 'no error'}), and the hive is the one ${state}`];
}

/** What of the set is not byte for byte there. */
function unlike(disk: MemoryFileSystem, hive: string, set: FileSet): string[] {
  const wrong = [...set].filter(([suffix, bytes]) => !isSame(disk.bytes(hive + suffix), bytes));
  const more = ['.LOG1', '.LOG2', '.LOG'].filter(
    (suffix) => !set.has(suffix) && disk.bytes(hive + suffix) !== undefined,
  );
  return [...wrong.map(([suffix]) => suffix), ...more].map(
    (suffix) => `SOFTWARE${suffix} is not what it was`,
  );
}

/** Law 1: what was there before is somewhere in the backups, or the pages of it that were changed. */
function missingBackup(disk: MemoryFileSystem, { hive, before }: Pair): string[] {
  const files = disk.paths().filter((path) => /backups[/\\]/.test(path));
  if (files.some((path) => disk.baseName(path) === 'pages.journal')) return [];
  return [...before].flatMap(([suffix, bytes]) => {
    const name = disk.baseName(hive) + suffix;
    const hasIt = files.some((path) => disk.baseName(path) === name && isSame(disk.bytes(path), bytes));
    return hasIt ? [] : [`no backup has ${name} as it was`];
  });
}

/** A manifest of that name says that its backup is whole. */
function damagedBackups(disk: MemoryFileSystem): string[] {
  const problems: string[] = [];
  for (const path of disk.paths()) {
    if (disk.baseName(path) !== 'manifest.json') continue;
    const manifest: unknown = parsed(disk.bytes(path));
    if (!isManifest(manifest)) {
      problems.push(`${path} is torn`);
      continue;
    }
    for (const { name, checksum } of manifest.files) {
      if (manifest.kind === 'pages' && name === manifest.files[0]?.name) continue;
      const bytes = disk.bytes(disk.join(disk.parent(path), name));
      const actual = bytes && checksumOfBytes(bytes);
      if (actual !== checksum)
        problems.push(`${path} names a ${name} that is ${bytes ? 'another one' : 'not there'}`);
    }
    const hasPages = disk
      .paths()
      .some((other) => disk.parent(other) === disk.parent(path) && /pages/.test(disk.baseName(other)));
    if (manifest.kind === 'pages' && !hasPages) problems.push(`${path} has no pages beside it`);
  }
  return problems;
}

function parsed(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

interface Listed {
  readonly kind: string;
  readonly files: readonly { readonly name: string; readonly checksum: string }[];
}

function isManifest(value: unknown): value is Listed {
  return (
    typeof value === 'object' &&
    value !== null &&
    'files' in value &&
    'kind' in value &&
    Array.isArray(value.files)
  );
}

function leftovers(disk: MemoryFileSystem): string[] {
  return disk
    .paths()
    .filter((path) => /\.hivemend-(new|lock)|manifest\.pending/.test(path))
    .map((path) => `${path} is left`);
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one !== undefined && other !== undefined && Buffer.compare(one, other) === 0;
}
