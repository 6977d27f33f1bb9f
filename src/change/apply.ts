import type { ByteSource, CleanHive, FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import { pause } from '../ground/pause.ts';
import type { Hivex } from '../hivex/load.ts';
import { type EditedHive, editHive } from '../hivex/with-hive.ts';
import type { ByteRange } from '../regf/byte-ranges.ts';
import { whenRead } from '../regf/hive-pages.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import { cellsOfKeys, type HiveRecord, recordKeys } from '../regf/key-record.ts';
import type { StructureModule } from '../regf/structure-check.ts';
import { HIVE_BIN_ALIGNMENT } from '../regf/structures/hive-bin.ts';
import { changedKeysOf } from './changed-keys.ts';
import { treeOfEdits } from './edit-tree.ts';
import { EditedFile } from './edited-hive.ts';
import type { Edit } from './edits.ts';
import { changeWithHivex, isForHivex } from './hivex-edits.ts';
import { type KeyPlan, planChange } from './plan.ts';
import {
  type Hive,
  type Intention,
  type OnProgress,
  type ProvenChange,
  proveChange,
  refuseDamaged,
} from './prove.ts';
import { withTrueCounts } from './security-counts.ts';
import { resettle } from './writer/resettle.ts';
import { writeChange } from './writer/write-change.ts';

/** What a change is asked with, in the order in which it is needed. */
export interface ChangeStory<Seen, Result> extends EditStory<Seen> {
  /** The changed hive can be read until its promise settles. */
  readonly use: (change: Change, seen: Seen) => Result | Promise<Result>;
}

/** The same for who does something else beside the edit and its proof. */
export interface PlannedStory<Seen, Result> extends EditStory<Seen> {
  /** The changed hive can be read until its promise settles. */
  readonly use: (change: IntendedChange, seen: Seen) => Promise<Result>;
}

export interface EditStory<Seen> {
  /** FILETIME that the hive and every changed key get. */
  readonly writtenAt: bigint;
  /** Told that a step begins, of so many bytes; the answer is told how many are done. Both may throw to stop. */
  readonly onStep: (step: 'read' | 'edit' | 'verify', total: number) => OnProgress;
  /**
   * Shown the hive as it is, says what is to become of it. May refuse it. It is read on demand: where a page is missing, the look
   * ends and begins again from its start (see whenRead), so that it must change nothing outside of itself.
   */
  readonly look: (hive: HiveReader) => Look<Seen>;
}

export interface Look<Seen> {
  /** Hold one after the other. What is right already is left as it is. */
  readonly edits: readonly Edit[];
  readonly seen: Seen;
}

export type Change = { readonly state: 'right-already' } | MadeChange;

/** An edited hive shows nothing of itself before it is proven. */
export type IntendedChange =
  | { readonly state: 'right-already' }
  | { readonly state: 'planned'; readonly make: () => Promise<MadeChange> };

/** A changed hive, and what was found to differ between it and the original. */
export interface MadeChange extends ProvenChange {
  readonly state: 'made';
  /** The changed hive, bytes behind its hive bins data included. */
  readonly content: ByteSource;
  /** Bytes of `content` that differ from the original's, up to the end of the hive bins data: what lies behind moves with it. */
  readonly ranges: readonly ByteRange[];
}

/** What a change is made with. */
export interface ChangeTools {
  /** Called only when there is something for hivex to edit. */
  readonly loadHivex: () => Promise<Hivex>;
  /** The check of the whole structure, in one pass. */
  readonly loadStructureCheck: () => Promise<StructureModule>;
}

/**
 * Changes a hive in memory: looks at it with our own reader, edits it (hivex does what it does as Windows would, our own writer the
 * rest), proves that nothing else changed, and hands over the result. Of a large hive no more is held than was looked at.
 * @param original base block, hive bins data, and what lies behind them. Stays open until the promise settles.
 * @throws HiveError 'edits-contradict', 'edit-refused', 'key-diverted', 'hive-damaged', 'hive-too-large', 'verification-failed',
 *   'hivex-call', 'hivex-trap', what HiveReader throws where keys on the way are damaged, and what `original` and the story's
 *   functions throw.
 */
export async function changeHive<Seen, Result>(
  tools: ChangeTools,
  original: CleanHive,
  file: FilePath,
  story: ChangeStory<Seen, Result>,
): Promise<Result> {
  return await planHiveChange(tools, original, file, {
    ...story,
    use: async (change, seen) =>
      await story.use(change.state === 'planned' ? await change.make() : change, seen),
  });
}

/**
 * The same, but edit and proof wait until they are asked for: something else can be done beside them.
 * @throws HiveError as changeHive does; what it says of the edit and of the proof comes from there.
 */
export async function planHiveChange<Seen, Result>(
  tools: ChangeTools,
  original: CleanHive,
  file: FilePath,
  story: PlannedStory<Seen, Result>,
): Promise<Result> {
  story.onStep('read', original.length);
  const reader = await HiveReader.onDemand(original, file);
  const { edits, seen } = await whenRead(() => story.look(reader));
  const tree = treeOfEdits(edits, file);
  const before = await recordKeys(reader, tree);
  const plan = planChange(reader, before, tree);
  if (plan === undefined) return await story.use({ state: 'right-already' }, seen);
  const intention: Intention = { edits, tree, plan, before, writtenAt: story.writtenAt };
  const make = () => makeChange(tools, original, reader, intention, story.onStep);
  return await story.use({ state: 'planned', make }, seen);
}

async function makeChange(
  tools: ChangeTools,
  original: CleanHive,
  reader: HiveReader,
  planned: Intention,
  onStep: EditStory<unknown>['onStep'],
): Promise<MadeChange> {
  const { plan, writtenAt } = planned;
  onStep('edit', original.length);
  const structure = await tools.loadStructureCheck();
  const hive: Hive = { original, structure, reader };
  if (reader.baseBlock.hiveBinsDataSize % HIVE_BIN_ALIGNMENT !== 0) await refuseDamaged(hive);
  const before = await withTrueCounts(original, reader, planned.before, plan);
  const edited = await explained(hive, async () =>
    isForHivex(reader, plan)
      ? await editWithHivex(await tools.loadHivex(), hive, plan, writtenAt)
      : await editOurselves(hive, before, plan, writtenAt),
  );
  await pause();
  const content = new EditedFile(original, reader.image.end, edited);
  const onProgress = onStep('verify', content.length);
  const proven = await proveChange(hive, content, { ...planned, before }, onProgress);
  return { state: 'made', content, ranges: content.changed, ...proven };
}

async function editOurselves(
  { reader }: Hive,
  record: HiveRecord,
  plan: KeyPlan,
  writtenAt: bigint,
): Promise<EditedHive> {
  const { image } = reader;
  const changed = [...changedKeysOf(plan, undefined)].flatMap(({ before }) => before ?? []);
  const places = cellsOfKeys(image, changed).pages();
  return await whenRead(() => writeChange(image, record, plan, places, writtenAt).changesFrom(image));
}

/** hivex is shown only cells that our reader looked at, and only what it changed in them is taken. */
async function editWithHivex(
  hivex: Hivex,
  hive: Hive,
  plan: KeyPlan,
  writtenAt: bigint,
): Promise<EditedHive> {
  const { image, file } = hive.reader;
  const edited = editHive(hivex, hive.reader.seen, (opened) => changeWithHivex(opened, plan, writtenAt));
  if (edited.length === image.end) return edited;
  const grown = await HiveReader.onDemand(new EditedFile(hive.original, image.end, edited), file);
  return await whenRead(() => resettle(grown.image, edited, plan, image.end).changesFrom(image));
}

/** A writer stumbles over damage without saying all of it; hive-check does. */
async function explained(hive: Hive, edit: () => Promise<EditedHive>): Promise<EditedHive> {
  try {
    return await edit();
  } catch (error) {
    const codes = ['hivex-call', 'hivex-trap', 'hive-structure', 'hive-signature'] as const;
    if (codes.some((code) => isHiveError(error, code))) await refuseDamaged(hive);
    throw error;
  }
}
