import type { ByteSource, CleanHive, FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import type { Hivex } from '../hivex/load.ts';
import { withHive } from '../hivex/with-hive.ts';
import type { ByteRange } from '../regf/byte-ranges.ts';
import { type ChainRecord, recordChain } from '../regf/change-proof.ts';
import { refuseBrokenHiveBins } from '../regf/hive-check.ts';
import { HiveReader, type Value } from '../regf/hive-reader.ts';
import { refuseObstacle } from '../regf/key-path.ts';
import type { Difference, KeyPath, SetValue, ValueContent } from './edits.ts';
import { type FoundValue, foundValue, setValue } from './hivex-edits.ts';
import { type OnProgress, type ProvenChange, proveIntendedChange, refuseDamagedOriginal } from './verify.ts';

/** What a change is asked with, in the order in which it is needed. */
export interface ChangeStory<Seen, Result> {
  /** FILETIME that the hive and every changed key get. */
  readonly writtenAt: bigint;
  /** Told that a step begins, of so many bytes; the answer is told how many are done. Both may throw to stop. */
  readonly onStep: (step: 'read' | 'edit' | 'verify', total: number) => OnProgress;
  /** Shown the hive as it is: for this call only. May refuse it. */
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
  /** The same, as our own reader has it. */
  readonly hive: HiveReader;
  /** Bytes of `content` that differ from the original's. */
  readonly ranges: readonly ByteRange[];
  readonly differences: readonly Difference[];
  /** Keys whose values, subkeys or times differ. */
  readonly changedKeys: readonly KeyPath[];
  /** Number of things that hive-check found and Windows lives with. */
  readonly oddities: number;
}

/**
 * Changes a hive in memory: looks at it with our own reader, edits it with hivex, proves that nothing else changed, and
 * hands over the result. hivex is shown only hive bins and lists that our reader followed: on a hive bin of 0xFFFFF000
 * bytes it would go round for ever, because its sizes have 32 bits in WebAssembly.
 * @param original base block, hive bins data, and what lies behind them.
 * @throws HiveError 'verification-failed', 'key-diverted', 'hive-damaged', 'hivex-call', 'hivex-trap', what HiveReader throws
 *   where keys on the way are damaged, and what `original` and the story's functions throw.
 */
export async function changeHive<Seen, Result>(
  hivex: Hivex,
  original: CleanHive,
  file: FilePath,
  edits: readonly [SetValue],
  story: ChangeStory<Seen, Result>,
): Promise<Result> {
  const [edit] = edits;
  const { writtenAt } = story;
  const changed = withHive(hivex, original, {
    onProgress: story.onStep('read', original.length),
    look: (image) => {
      const reader = new HiveReader(image, file);
      const seen = story.look(reader);
      refuseBrokenHiveBins(image, file);
      refuseObstacle(reader, edit.key, file);
      const start = { ...startOf(reader, edit), seen };
      story.onStep('edit', image.length);
      return start;
    },
    edit: (hive, start) => {
      if (!start.isRight) setValue(hive, edit, start.found, writtenAt);
      return start;
    },
    use: async (image, { seen, isRight, found, before, chain }) => {
      if (isRight) return await story.use({ state: 'right-already' }, seen);
      const intended = { edit: { ...edit, value: found?.name ?? edit.value }, writtenAt };
      const onProgress = story.onStep('verify', original.length);
      const proven = await proveIntendedChange(image, original, chain, intended, file, onProgress);
      return await story.use(madeChange(image, file, proven, intended.edit, { chain, before }), seen);
    },
  });
  return await changed.catch(async (error: unknown) => {
    // hivex stumbles over damage without saying where it lies; hive-check does.
    if (isHiveError(error, 'hivex-call') || isHiveError(error, 'hivex-trap'))
      await refuseDamagedOriginal(original, file);
    throw error;
  });
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
  image: Uint8Array,
  file: FilePath,
  { ranges, changedKeys, oddities }: ProvenChange,
  { key, value, type, data }: SetValue,
  { chain, before }: Pick<Start, 'chain' | 'before'>,
): MadeChange {
  const created = key.map((_, depth) => key.slice(0, depth + 1)).slice(chain.keys.length - 1);
  return {
    state: 'made',
    content: sourceOf(image),
    hive: new HiveReader(image, file),
    ranges,
    differences: [
      ...created.map((path): Difference => ({ kind: 'key-created', key: path })),
      { kind: 'value', key, value, before, after: { type, data } },
    ],
    changedKeys,
    oddities,
  };
}

/** hivex's image as a source. It stays where it is for as long as the bracket is open. */
function sourceOf(image: Uint8Array): ByteSource {
  return {
    length: image.length,
    read: async (target, position) => target.set(image.subarray(position, position + target.length)),
    view: (position, length) => image.subarray(position, position + length),
  };
}
