import { createHash } from 'node:crypto';
import type { Fault } from '../support/faulty-file-system.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import type { Situation } from './sweep.ts';

/** What may be on the disk after a fault, and after the run that follows it. */

type FileSet = ReadonlyMap<string, Uint8Array>;

/** The hive and its logs, by suffix, before the run and after it. */
export interface Pair {
  readonly hive: string;
  readonly before: FileSet;
  readonly after: FileSet;
}

export interface Rules {
  /** Between two writes of pages the hive is neither the old one nor the new one; the next run must put that right. */
  readonly isInPlace: boolean;
  /** A volume whose names can't be flushed: the last rename may be lost, and hivemend warns of it. */
  readonly isOrdered: boolean;
}

type State = 'before' | 'after' | 'neither';

export function* judgeFault(
  disk: MemoryFileSystem,
  pair: Pair,
  { told, fault, call, powerLost, error }: Situation,
  { isInPlace, isOrdered }: Rules,
): Iterable<string> {
  const state = stateOf(disk, pair);
  const mayBeTorn = isInPlace && (told === 'gone' || told === 'uncertain');
  if (state === 'neither' && !mayBeTorn) yield 'the hive is neither the old nor the new one';
  if (state === 'before') yield* wrongLogs(disk, pair, pair.before, 'before');
  if (state === 'after') yield* wrongLogs(disk, pair, pair.after, 'after');
  const mayLoseRename = isOrdered && powerLost;
  if (!mayLoseRename) yield* lies(told, state, error?.code);
  if (state === 'after' && !isInPlace) yield* missingBackup(disk, pair);
  if (fault !== 'corrupted-write') yield* damagedBackups(disk);
  if (told !== 'gone' && told !== 'uncertain' && !powerLost && !lasting.has(fault)) {
    // When taking it away is what failed, the next run does it.
    if (!/^(remove|list|status|flushFolder) /.test(call)) yield* leftovers(disk);
  }
}

/** Under these a run can't take away what it made; the next one does. */
const lasting: ReadonlySet<Fault> = new Set(['medium-gone', 'permission-lost', 'disk-full']);

/** Like `judgeFault`, where the run found what an interrupted one had left. */
export function* judgeRecovery(
  disk: MemoryFileSystem,
  pair: Pair,
  { told, error, call }: Situation,
  { isInPlace }: Pick<Rules, 'isInPlace'>,
): Iterable<string> {
  const state = stateOf(disk, pair);
  // A lock that can't be read says nothing of the hive, and the run did not touch it.
  const isBlind = told === 'unchanged' && /^(status|open|file\.\w+) .*\.hivemend-lock$/.test(call);
  const mayBeTorn = isInPlace && (told === 'gone' || told === 'uncertain' || isBlind);
  if (state === 'neither' && !mayBeTorn) {
    yield `the hive is neither the old nor the new one, and it was told ${told} (${error?.code ?? 'no error'})`;
  }
  if (state === 'before') yield* wrongLogs(disk, pair, pair.before, 'before');
  if (told === 'changed' && state !== 'after')
    yield `it was told that the run is done, and the hive is the one ${state}`;
  if (state === 'after' && !isInPlace) yield* missingBackup(disk, pair);
  yield* damagedBackups(disk);
}

export function* judgeAfterNextRun(
  disk: MemoryFileSystem,
  pair: Pair,
  isAllowed: (state: 'before' | 'after') => boolean,
): Iterable<string> {
  const state = stateOf(disk, pair);
  if (state === 'neither' || !isAllowed(state)) yield `the hive is the one ${state}`;
  if (state === 'before') yield* wrongLogs(disk, pair, pair.before, 'before');
  if (state === 'after') yield* wrongLogs(disk, pair, pair.after, 'after');
  yield* leftovers(disk);
  yield* damagedBackups(disk);
}

export function isTorn(disk: MemoryFileSystem, pair: Pair): boolean {
  return stateOf(disk, pair) === 'neither';
}

function stateOf(disk: MemoryFileSystem, { hive, before, after }: Pair): State {
  const now = disk.bytes(hive);
  if (isSame(now, before.get(''))) return 'before';
  return isSame(now, after.get('')) ? 'after' : 'neither';
}

/**
 * A clean hive lives with any log: Windows ignores them. A dirty one with logs of another time loses data, so that it
 * must have its own.
 */
function* wrongLogs(disk: MemoryFileSystem, { hive }: Pair, set: FileSet, name: string): Iterable<string> {
  if (!isDirty(set.get(''))) return;
  for (const [suffix, bytes] of set) {
    if (suffix !== '' && !isSame(disk.bytes(hive + suffix), bytes)) {
      yield `the dirty hive of ${name} has another ${suffix} beside it`;
    }
  }
}

function isDirty(hive: Uint8Array | undefined): boolean {
  if (hive === undefined || hive.length < 12) return true;
  const view = new DataView(hive.buffer, hive.byteOffset, hive.byteLength);
  return view.getUint32(4, true) !== view.getUint32(8, true);
}

function* lies(told: Situation['told'], state: State, code: string | undefined): Iterable<string> {
  const isDone = told === 'changed' || (told === 'restored' && code === undefined);
  const isUndone = told === 'unchanged' || (told === 'restored' && code !== undefined);
  if (isDone && state !== 'after') yield `it was told that the run is done, and the hive is the one ${state}`;
  if (isUndone && state !== 'before') {
    yield `it was told that nothing changed (${code ?? 'no error'}), and the hive is the one ${state}`;
  }
}

/** Law 1: what was there before is somewhere in the backups. */
function* missingBackup(disk: MemoryFileSystem, { hive, before }: Pair): Iterable<string> {
  const files = disk.paths().filter((path) => /backups[/\\]/.test(path));
  for (const [suffix, bytes] of before) {
    const name = disk.baseName(hive) + suffix;
    const hasIt = files.some((path) => disk.baseName(path) === name && isSame(disk.bytes(path), bytes));
    if (!hasIt) yield `no backup has ${name} as it was`;
  }
}

/** A manifest of that name says that its backup is whole. */
function* damagedBackups(disk: MemoryFileSystem): Iterable<string> {
  for (const path of disk.paths()) {
    if (disk.baseName(path) !== 'manifest.json') continue;
    const manifest: unknown = parsed(disk.bytes(path));
    if (!isManifest(manifest)) {
      yield `${path} is torn`;
      continue;
    }
    for (const { name, sha256 } of manifest.files) {
      if (manifest.kind === 'pages' && name === manifest.files[0]?.name) continue;
      const bytes = disk.bytes(disk.join(disk.parent(path), name));
      const actual = bytes && createHash('sha256').update(bytes).digest('hex');
      if (actual !== sha256) yield `${path} names a ${name} that is ${bytes ? 'another one' : 'not there'}`;
    }
    if (
      manifest.kind === 'pages' &&
      !disk.paths().some((other) => isIn(disk, other, path) && /pages/.test(other))
    ) {
      yield `${path} has no pages beside it`;
    }
  }
}

const isIn = (disk: MemoryFileSystem, path: string, manifest: string): boolean =>
  disk.parent(path) === disk.parent(manifest);

function parsed(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

interface Listed {
  readonly kind: string;
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
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

function* leftovers(disk: MemoryFileSystem): Iterable<string> {
  for (const path of disk.paths()) {
    if (/\.hivemend-(new|lock)|manifest\.pending/.test(path)) yield `${path} is left`;
  }
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one !== undefined && other !== undefined && Buffer.compare(one, other) === 0;
}
