import type { CleanHive, FilePath } from '../ground/brand.ts';
import { bulkMemory } from '../ground/bulk-memory.ts';
import { HiveError } from '../ground/errors.ts';
import { type ByteRange, ChangedRanges } from '../regf/byte-ranges.ts';
import { type ChainRecord, proveOnlyChange, recordChain } from '../regf/change-proof.ts';
import { checkHive, type HiveReport, refuseDamage } from '../regf/hive-check.ts';
import type { HiveDifference } from '../regf/hive-diff.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import { isSameName } from '../regf/names.ts';
import { BASE_BLOCK_SIZE } from '../regf/structures/base-block.ts';
import type { SetValue } from './edits.ts';
import { lostSubkeys } from './lookup.ts';

/**
 * Law 3: what hivex made is judged by our own reader. The proof that nothing else changed is told in regf/README.md:
 * no cell has two owners, every byte that differs belongs to the edited chain of keys, and the chain differs by the
 * intended change alone.
 */

/** What the edit was meant to do. */
export interface IntendedChange {
  /** With the value's name as the hive spells it, if it was there. */
  readonly edit: SetValue;
  /** FILETIME that every changed key carries. */
  readonly writtenAt: bigint;
}

/** What was found to have changed. */
export interface ProvenChange {
  readonly ranges: readonly ByteRange[];
  readonly changedKeys: readonly (readonly string[])[];
  /** Number of things that hive-check found and Windows lives with. */
  readonly oddities: number;
}

/** Called after each piece with the bytes done so far. May throw to stop. */
export type OnProgress = (done: number) => void;

/** Bytes compared at a time: they stay in the processor's cache. */
const CHUNK_SIZE = 1024 * 1024;

/** Differences named in an error; a broken edit may have thousands. */
const DIFFERENCES_TOLD = 20;

/**
 * Proves that the edited image differs from the original by the intended change and by nothing else.
 * @param image the edited hive.
 * @param before the chain of keys as it was recorded before the edit.
 * @throws HiveError 'verification-failed' naming what differs.
 */
export async function proveIntendedChange(
  image: Uint8Array,
  original: CleanHive,
  before: ChainRecord,
  intended: IntendedChange,
  path: FilePath,
  onProgress: OnProgress,
): Promise<ProvenChange> {
  const report = checkHive(image, path);
  if (report.damage > 0) await blameDamage(report, original, path);
  const reader = new HiveReader(image, path);
  const { edit } = intended;
  const after = recordChain(reader, edit.key);
  const end = BASE_BLOCK_SIZE + before.hiveBinsDataSize;
  const added = Math.max(0, after.hiveBinsDataSize - before.hiveBinsDataSize);
  const ranges = await compareWithOriginal(original, image, end, added, onProgress);
  const { unexplained, differences } = proveOnlyChange(before, after, ranges, reader);
  refuse(
    path,
    unexplained.map(({ start, end }) => `bytes ${start} to ${end}`),
  );
  refuse(path, differences.filter((difference) => !isIntended(difference, before, intended)).map(describe));
  refuse(path, [
    ...lostSubkeys(reader, before, after, ranges),
    ...newKeysOfOtherTimes(before, after, intended),
  ]);
  const value = reader.find(edit.key)?.value(edit.value);
  const isSet = value?.type === edit.type && Buffer.compare(value.data(), edit.data) === 0;
  refuse(path, isSet ? [] : [`the value [${edit.value}] has another type or other data`]);
  return { ranges, changedKeys: keysOf(differences), oddities: report.oddities };
}

/** Says whether the damage in the edited hive was there before. */
async function blameDamage(report: HiveReport, original: CleanHive, path: FilePath): Promise<never> {
  await refuseDamagedOriginal(original, path);
  const damage = report.findings.filter(({ severity }) => severity === 'damage');
  throw failure(
    path,
    damage.map(({ code, offset }) => `${code} at ${offset}`),
  );
}

/**
 * Checks the hive as it was before the edit, when something about the edit went wrong: it is held in memory a second
 * time for that, which a sound hive never needs.
 * @throws HiveError 'hive-damaged' when it has damage.
 */
export async function refuseDamagedOriginal(original: CleanHive, path: FilePath): Promise<void> {
  const bytes = bulkMemory(original.length);
  await original.read(bytes, 0);
  refuseDamage(checkHive(bytes, path), path);
}

/**
 * The hive bins that the edit appended lie at `end`, `added` bytes long; what the original has behind its hive bins data moved
 * by as much, and is compared with where it is now.
 */
async function compareWithOriginal(
  original: CleanHive,
  image: Uint8Array,
  end: number,
  added: number,
  onProgress: OnProgress,
): Promise<readonly ByteRange[]> {
  const changed = new ChangedRanges();
  const buffer = bulkMemory(CHUNK_SIZE);
  for (let position = 0; position < original.length; ) {
    if (position === end) changed.add(end, end + added);
    const isHive = position < end;
    const chunk = buffer.subarray(0, Math.min(CHUNK_SIZE, (isHive ? end : original.length) - position));
    await original.read(chunk, position);
    const now = isHive ? position : position + added;
    changed.compare(chunk, image.subarray(now, now + chunk.length), now);
    position += chunk.length;
    onProgress(position);
  }
  if (end === original.length) changed.add(end, end + added);
  changed.add(original.length + added, image.length);
  return changed.ranges;
}

/** Whether the difference is one that setting the value makes: the value, new keys above it, and their timestamps. */
function isIntended(
  difference: HiveDifference,
  before: ChainRecord,
  { edit, writtenAt }: IntendedChange,
): boolean {
  const depth = difference.path.length;
  if (!difference.path.every((name, index) => isSameName(name, edit.key[index] ?? ''))) return false;
  const isTarget = depth === edit.key.length;
  const deepestKept = before.keys.length - 1;
  switch (difference.kind) {
    case 'key-added':
      return depth > deepestKept;
    case 'key-changed': {
      const isTouched = isTarget || depth === deepestKept;
      return difference.field === 'last-written' && isTouched && difference.after === writtenAt;
    }
    case 'value-added':
      return isTarget && difference.value === edit.value;
    case 'value-changed':
      return isTarget && difference.value === edit.value && ['type', 'data'].includes(difference.field);
    default:
      return false;
  }
}

function newKeysOfOtherTimes(
  before: ChainRecord,
  after: ChainRecord,
  { writtenAt }: IntendedChange,
): string[] {
  const added = after.keys.slice(before.keys.length);
  const wrong = added.filter(({ snapshot }) => snapshot.fields['last-written'] !== writtenAt);
  return wrong.map((key) => `key-added ${key.path.join('\\')} (last-written)`);
}

function describe(difference: HiveDifference): string {
  const value = 'value' in difference ? ` [${difference.value}]` : '';
  const field = 'field' in difference ? ` (${difference.field})` : '';
  return `${difference.kind} ${difference.path.join('\\')}${value}${field}`;
}

function keysOf(differences: readonly HiveDifference[]): readonly (readonly string[])[] {
  const paths = new Map(differences.map(({ path }) => [path.join('\\'), path]));
  return [...paths.values()];
}

function refuse(path: FilePath, differences: readonly string[]): void {
  if (differences.length > 0) throw failure(path, differences);
}

function failure(path: FilePath, differences: readonly string[]): HiveError<'verification-failed'> {
  return new HiveError('verification-failed', { path, differences: differences.slice(0, DIFFERENCES_TOLD) });
}
