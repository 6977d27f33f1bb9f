import type { ByteSource, FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { pause } from '../ground/pause.ts';
import type { ByteRange } from '../regf/byte-ranges.ts';
import { unexplainedBytes } from '../regf/change-proof.ts';
import type { HiveDifference } from '../regf/hive-diff.ts';
import { whenRead } from '../regf/hive-pages.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import { type HiveReport, refuseDamage } from '../regf/hive-scan.ts';
import { cellsOfKeys, type HiveRecord, recordKeys } from '../regf/key-record.ts';
import { compareRecords } from '../regf/record-diff.ts';
import { checkStructure, type HiveBinOf, type StructureModule } from '../regf/structure-check.ts';
import { type ChangedKey, changedKeysOf } from './changed-keys.ts';
import { differencesOf } from './differences.ts';
import type { EditedKey } from './edit-tree.ts';
import type { ChangedFile } from './edited-hive.ts';
import type { Difference, Edit, KeyPath } from './edits.ts';
import { judgeChange } from './judge.ts';
import { judgeSecurity } from './judge-security.ts';
import { lostSubkeys } from './lookup.ts';
import type { KeyPlan } from './plan.ts';
import { unmetEdits } from './unmet-edits.ts';

/**
 * Law 3: what was written is judged by our own reader. The proof that nothing else changed is told in regf/README.md: no cell has
 * two owners, every byte that differs belongs to a key that the edits name, and those keys say what the edits make of them.
 */

/** A hive that is changed, and what it is looked at with. */
export interface Hive {
  readonly original: ByteSource;
  /** Of the original, on demand. */
  readonly reader: HiveReader;
  readonly structure: StructureModule;
}

/** What a change has to be. */
export interface Intention {
  readonly edits: readonly Edit[];
  readonly tree: EditedKey;
  readonly plan: KeyPlan;
  /** Of the keys that the tree names. */
  readonly before: HiveRecord;
  /** FILETIME that the hive and every changed key carry. */
  readonly writtenAt: bigint;
}

/** What was found to have changed. */
export interface ProvenChange {
  /** The changed hive. Read on demand: see whenRead. */
  readonly hive: HiveReader;
  readonly differences: readonly Difference[];
  readonly changedKeys: readonly KeyPath[];
}

/** Called after each piece with the bytes done so far. May throw to stop. */
export type OnProgress = (done: number) => void;

/** Differences named in an error; a broken edit may have thousands. */
const DIFFERENCES_TOLD = 20;

/**
 * Proves that the changed hive differs from the original by the edits and by nothing else. Which bytes differ is known: it is the
 * original with the changed bytes laid over it.
 * @throws HiveError 'verification-failed' naming what differs, 'hive-damaged' when the original was damaged.
 */
export async function proveChange(
  hive: Hive,
  content: ChangedFile,
  intention: Intention,
  onProgress: OnProgress,
): Promise<ProvenChange> {
  const { file } = hive.reader;
  const found = await checkStructure(hive.structure, content, file, onProgress);
  if (found.state === 'damaged') return await blameDamage(found.report, hive);
  const reader = await HiveReader.onDemand(content, file);
  // What changed is looked at in any case: read together, and not key by key.
  await whenRead(() => reader.image.requireRanges(content.changed));
  const record = await recordKeys(reader, intention.tree);
  const result: Result = { reader, record, keys: [...changedKeysOf(intention.plan, record.root)] };
  const bytes = { changed: content.changed, hiveBinOf: found.hiveBinOf };
  refuse(file, [
    ...(await inTurn(() => wrongContents(result, intention))),
    ...(await inTurn(() => unmetEdits(intention.edits, intention.tree, record))),
    ...(await inTurn(() => result.keys.flatMap((key) => lostIn(key, hive.reader, reader)))),
  ]);
  refuse(file, await wrongBytes(hive.reader, result, intention, bytes));
  return {
    hive: reader,
    differences: await inTurn(() => differencesOf(intention.before, record)),
    changedKeys: await inTurn(() => pathsOf(compareRecords(intention.before, record))),
  };
}

/** A large change takes long to look at: a backup that is made meanwhile has its turn before. */
async function inTurn<Result>(look: () => Result): Promise<Result> {
  await pause();
  return await whenRead(look);
}

/** What the changed hive is found to say. */
interface Result {
  readonly reader: HiveReader;
  readonly record: HiveRecord;
  readonly keys: readonly ChangedKey[];
}

/** What keys say that is not as it has to be. */
function wrongContents({ reader, record }: Result, { plan, before, writtenAt }: Intention): string[] {
  return [
    ...(reader.baseBlock.lastWritten === writtenAt ? [] : ['base block (last written)']),
    ...judgeChange(plan, before, record, writtenAt),
  ];
}

/** Bytes that no changed key accounts for, and key security items that miscount. */
async function wrongBytes(
  original: HiveReader,
  { reader, record, keys }: Result,
  intention: Intention,
  { changed, hiveBinOf }: { readonly changed: readonly ByteRange[]; readonly hiveBinOf: HiveBinOf },
): Promise<string[]> {
  const hives = { before: original.image, after: reader.image };
  const [old, now] = [keys.flatMap((key) => key.before ?? []), keys.flatMap((key) => key.after ?? [])];
  const before = { ...intention.before, cells: await inTurn(() => cellsOfKeys(hives.before, old)) };
  const after = { ...record, cells: await inTurn(() => cellsOfKeys(hives.after, now)) };
  const unexplained = await inTurn(() => unexplainedBytes(before, after, changed, hives, hiveBinOf));
  return [
    ...unexplained.map(({ start, end }) => `bytes ${start} to ${end}`),
    ...(await inTurn(() => judgeSecurity(before, after, hives.after))),
  ];
}

function lostIn({ path, before, after }: ChangedKey, reader: HiveReader, hive: HiveReader): string[] {
  if (after === undefined) return [];
  const old = before && { hive: reader.image, key: before };
  return lostSubkeys(path, old, { hive: hive.image, key: after });
}

function pathsOf(differences: readonly HiveDifference[]): KeyPath[] {
  // What differs in one key shares its path.
  const paths = new Set(differences.map(({ path }) => path));
  return [...new Map([...paths].map((path) => [path.join('\\'), path])).values()];
}

/** Says whether the damage in the changed hive was there before. */
async function blameDamage(report: HiveReport, hive: Hive): Promise<never> {
  await refuseDamaged(hive);
  const damage = report.findings.filter(({ severity }) => severity === 'damage');
  throw failure(
    hive.reader.file,
    damage.map(({ code, offset }) => `${code} at ${offset}`),
  );
}

/**
 * Checks the hive as it was before the change, when something about the change went wrong.
 * @throws HiveError 'hive-damaged' when it has damage.
 */
export async function refuseDamaged({ structure, original, reader }: Hive): Promise<void> {
  const found = await checkStructure(structure, original, reader.file);
  if (found.state === 'damaged') refuseDamage(found.report, reader.file);
}

function refuse(path: FilePath, differences: readonly string[]): void {
  if (differences.length > 0) throw failure(path, differences);
}

function failure(path: FilePath, differences: readonly string[]): HiveError<'verification-failed'> {
  return new HiveError('verification-failed', { path, differences: differences.slice(0, DIFFERENCES_TOLD) });
}
