import type { CleanHive, FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import type { ByteRange } from '../regf/byte-ranges.ts';
import { type ChainRecord, proveOnlyChange, recordChain } from '../regf/change-proof.ts';
import { type HiveReport, refuseDamage } from '../regf/hive-check.ts';
import type { HiveDifference } from '../regf/hive-diff.ts';
import { whenRead } from '../regf/hive-pages.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import { isSameName } from '../regf/names.ts';
import { checkStructure, type HiveBinOf, type StructureModule } from '../regf/structure-check.ts';
import type { ChangedFile } from './edited-hive.ts';
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
  /** The edited hive, as our reader has it, on demand. */
  readonly hive: HiveReader;
  readonly changedKeys: readonly (readonly string[])[];
}

/** Called after each piece with the bytes done so far. May throw to stop. */
export type OnProgress = (done: number) => void;

/** Differences named in an error; a broken edit may have thousands. */
const DIFFERENCES_TOLD = 20;

/**
 * Proves that an edited file differs from the original by the intended change and by nothing else. Which bytes differ is
 * known: it is the original with the changed bytes laid over it.
 * @param before the chain of keys as it was recorded before the edit.
 * @throws HiveError 'verification-failed' naming what differs, 'hive-damaged' when the original was damaged.
 */
export async function proveIntendedChange(
  structure: StructureModule,
  edited: ChangedFile,
  original: CleanHive,
  before: ChainRecord,
  intended: IntendedChange,
  path: FilePath,
  onProgress: OnProgress,
): Promise<ProvenChange> {
  const found = await checkStructure(structure, edited, path, onProgress);
  if (found.state === 'damaged') return await blameDamage(structure, found.report, original, path);
  const hive = await HiveReader.onDemand(edited, path);
  const differences = await whenRead(() =>
    refuseOtherChanges(hive, found.hiveBinOf, edited.changed, before, intended),
  );
  return { hive, changedKeys: keysOf(differences) };
}

/** @throws HiveError 'verification-failed' */
function refuseOtherChanges(
  hive: HiveReader,
  hiveBinOf: HiveBinOf,
  changed: readonly ByteRange[],
  before: ChainRecord,
  intended: IntendedChange,
): readonly HiveDifference[] {
  const { edit } = intended;
  const path = hive.file;
  const after = recordChain(hive, edit.key);
  const { unexplained, differences } = proveOnlyChange(before, after, changed, hive, hiveBinOf);
  refuse(
    path,
    unexplained.map(({ start, end }) => `bytes ${start} to ${end}`),
  );
  refuse(path, differences.filter((difference) => !isIntended(difference, before, intended)).map(describe));
  refuse(path, [
    ...lostSubkeys(hive, before, after, changed),
    ...newKeysOfOtherTimes(before, after, intended),
  ]);
  const value = hive.find(edit.key)?.value(edit.value);
  const isSet = value?.type === edit.type && Buffer.compare(value.data(), edit.data) === 0;
  refuse(path, isSet ? [] : [`the value [${edit.value}] has another type or other data`]);
  return differences;
}

/** Says whether the damage in the edited hive was there before. */
async function blameDamage(
  structure: StructureModule,
  report: HiveReport,
  original: CleanHive,
  path: FilePath,
): Promise<never> {
  await refuseDamagedOriginal(structure, original, path);
  const damage = report.findings.filter(({ severity }) => severity === 'damage');
  throw failure(
    path,
    damage.map(({ code, offset }) => `${code} at ${offset}`),
  );
}

/**
 * Checks the hive as it was before the edit, when something about the edit went wrong.
 * @throws HiveError 'hive-damaged' when it has damage.
 */
export async function refuseDamagedOriginal(
  structure: StructureModule,
  original: CleanHive,
  path: FilePath,
): Promise<void> {
  const found = await checkStructure(structure, original, path);
  if (found.state === 'damaged') refuseDamage(found.report, path);
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
