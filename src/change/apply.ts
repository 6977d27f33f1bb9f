import type { ByteSource, CleanHive, FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import type { Hivex } from '../hivex/load.ts';
import { type EditedHive, editHive } from '../hivex/with-hive.ts';
import type { ByteRange } from '../regf/byte-ranges.ts';
import { type ChainRecord, recordChain } from '../regf/change-proof.ts';
import { whenRead } from '../regf/hive-pages.ts';
import { HiveReader, type Value } from '../regf/hive-reader.ts';
import { refuseObstacle } from '../regf/key-path.ts';
import type { StructureModule } from '../regf/structure-check.ts';
import { EditedFile } from './edited-hive.ts';
import type { Difference, KeyPath, SetValue, ValueContent } from './edits.ts';
import { type FoundValue, foundValue, setValue } from './hivex-edits.ts';
import { type OnProgress, type ProvenChange, proveIntendedChange, refuseDamagedOriginal } from './verify.ts';

/** What a change is asked with, in the order in which it is needed. */
export interface ChangeStory<Seen, Result> {
  /** FILETIME that the hive and every changed key get. */
  readonly writtenAt: bigint;
  /** Told that a step begins, of so many bytes; the answer is told how many are done. Both may throw to stop. */
  readonly onStep: (step: 'read' | 'edit' | 'verify', total: number) => OnProgress;
  /** Shown the hive as it is, on demand (see whenRead): may be called again and again. May refuse it. */
  readonly look: (hive: HiveReader) => Seen;
  /** What it is given is valid until its promise settles. */
  readonly use: (change: Change, seen: Seen) => Result | Promise<Result>;
}

export type Change = { readonly state: 'right-already' } | MadeChange;

/** A changed hive, and what was found to differ between it and the original. */
export interface MadeChange {
  readonly state: 'made';
  /** The changed hive, bytes behind its hive bins data included. */
  readonly content: ByteSource;
  /** The same, as our own reader has it, on demand: see whenRead. */
  readonly hive: HiveReader;
  /** Bytes of `content` that differ from the original's. */
  readonly ranges: readonly ByteRange[];
  readonly differences: readonly Difference[];
  /** Keys whose values, subkeys or times differ. */
  readonly changedKeys: readonly KeyPath[];
}

/** What a change is made with. */
export interface ChangeTools {
  /** Called only when there is something to edit. */
  readonly loadHivex: () => Promise<Hivex>;
  /** The check of the whole structure, in one pass. */
  readonly loadStructureCheck: () => Promise<StructureModule>;
}

/**
 * Changes a hive in memory: looks at it with our own reader, edits it with hivex, proves that nothing else changed, and
 * hands over the result. hivex is shown only cells that our reader looked at, and only what it changed in them is taken.
 * @param original base block, hive bins data, and what lies behind them. Stays open until the promise settles.
 * @throws HiveError 'verification-failed', 'key-diverted', 'hive-damaged', 'hivex-call', 'hivex-trap', what HiveReader throws
 *   where keys on the way are damaged, and what `original` and the story's functions throw.
 */
export async function changeHive<Seen, Result>(
  tools: ChangeTools,
  original: CleanHive,
  file: FilePath,
  edits: readonly [SetValue],
  story: ChangeStory<Seen, Result>,
): Promise<Result> {
  const [edit] = edits;
  const { writtenAt } = story;
  story.onStep('read', original.length);
  const hive = await HiveReader.onDemand(original, file);
  const { seen, start } = await whenRead(() => {
    const looked = story.look(hive);
    refuseObstacle(hive, edit.key, file);
    return { seen: looked, start: startOf(hive, edit) };
  });
  if (start.isRight) return await story.use({ state: 'right-already' }, seen);
  const { found, before, chain } = start;
  story.onStep('edit', original.length);
  const hivex = await tools.loadHivex();
  const structure = await tools.loadStructureCheck();
  const edited = await explained(structure, original, file, () =>
    editHive(hivex, hive.seen, (opened) => setValue(opened, edit, found, writtenAt)),
  );
  const content = new EditedFile(original, hive.image.end, edited);
  const intended = { edit: { ...edit, value: found?.name ?? edit.value }, writtenAt };
  const onProgress = story.onStep('verify', content.length);
  const proven = await proveIntendedChange(structure, content, original, chain, intended, file, onProgress);
  return await story.use(madeChange(content, proven, intended.edit, { chain, before }), seen);
}

/** hivex stumbles over damage without saying where it lies; hive-check does. */
async function explained(
  structure: StructureModule,
  original: CleanHive,
  file: FilePath,
  edit: () => EditedHive,
): Promise<EditedHive> {
  try {
    return edit();
  } catch (error) {
    if (isHiveError(error, 'hivex-call') || isHiveError(error, 'hivex-trap'))
      await refuseDamagedOriginal(structure, original, file);
    throw error;
  }
}

/** All that is known of the hive before the edit. Holds no view on its bytes, which are about to change. */
interface Start {
  readonly chain: ChainRecord;
  readonly found: FoundValue | undefined;
  readonly before: ValueContent | undefined;
  readonly isRight: boolean;
}

function startOf(reader: HiveReader, { key, value, type, data }: SetValue): Start {
  const found = reader.find(key)?.value(value);
  const before = found && contentOf(found);
  return {
    chain: recordChain(reader, key),
    found: found && foundValue(found),
    before,
    isRight: before !== undefined && before.type === type && Buffer.compare(before.data, data) === 0,
  };
}

function contentOf(value: Value): ValueContent {
  return { type: value.type, data: value.data().slice() };
}

function madeChange(
  content: EditedFile,
  { hive, changedKeys }: ProvenChange,
  { key, value, type, data }: SetValue,
  { chain, before }: Pick<Start, 'chain' | 'before'>,
): MadeChange {
  const created = key.map((_, depth) => key.slice(0, depth + 1)).slice(chain.keys.length - 1);
  return {
    state: 'made',
    content,
    hive,
    ranges: content.changed,
    differences: [
      ...created.map((path): Difference => ({ kind: 'key-created', key: path })),
      { kind: 'value', key, value, before, after: { type, data } },
    ],
    changedKeys,
  };
}
