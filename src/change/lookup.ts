import type { CellOffset } from '../ground/brand.ts';
import type { HiveImage } from '../regf/hive-image.ts';
import { Key } from '../regf/key.ts';
import type { RecordedKey } from '../regf/key-record.ts';
import type { SubkeySnapshot } from '../regf/key-snapshot.ts';
import { compareNames, printKeyPath, upcase } from '../regf/names.ts';
import { nameHint } from '../regf/structures/fast-leaf.ts';
import { nameHash } from '../regf/structures/hash-leaf.ts';
import { LF, LH, SubkeysListHeader, subkeyOffsets, subkeysListElementSize } from '../regf/subkeys-list.ts';
import type { KeyPath } from './edits.ts';

/**
 * Windows looks a subkey up by halves, and in a hash leaf by its hash: one in the wrong place, or under a wrong hash, is
 * there and is never found. Specification: "Subkeys list". Hives exist in which some are, and Windows lives with them;
 * a change must not add one.
 */

/** A key with the hive in which it was recorded. */
export interface Recorded {
  readonly hive: HiveImage;
  readonly key: RecordedKey;
}

/**
 * Subkeys of a key that could be found before the change and can't be after it, and new ones that can't be.
 * @param before undefined for a new key.
 */
export function lostSubkeys(path: KeyPath, before: Recorded | undefined, after: Recorded): string[] {
  const staying = stayingOf(before?.key, after.key);
  return [...misplaced(path, staying, after), ...underWrongHint(path, staying, before, after)];
}

/** Subkeys that were there before, in their order then. A new one may lie where one that went did. */
function stayingOf(before: RecordedKey | undefined, after: RecordedKey): readonly SubkeySnapshot[] {
  const names = new Map(after.snapshot.subkeys.map(({ name, offset }) => [offset, name]));
  return (before?.snapshot.subkeys ?? []).filter(({ name, offset }) => names.get(offset) === name);
}

/** Neighbours in the wrong order that were no neighbours before, those that went left aside. */
function misplaced(path: KeyPath, staying: readonly SubkeySnapshot[], { key }: Recorded): string[] {
  const { subkeys } = key.snapshot;
  const successor = new Map(staying.map(({ offset }, index) => [offset, staying[index + 1]?.offset]));
  return subkeys.flatMap(({ name, offset }, index) => {
    const next = subkeys[index + 1];
    const isSound = next === undefined || compareNames(name, next.name) < 0;
    if (isSound || successor.get(offset) === next.offset) return [];
    return [`subkeys out of order ${printKeyPath([...path, next.name])}`];
  });
}

function underWrongHint(
  path: KeyPath,
  staying: readonly SubkeySnapshot[],
  before: Recorded | undefined,
  after: Recorded,
): string[] {
  const stays = new Set(staying.map(({ offset }) => offset));
  const old = before === undefined ? undefined : hintsOf(before);
  const now = hintsOf(after);
  return after.key.snapshot.subkeys.flatMap(({ name, offset }) => {
    const hint = now.get(offset);
    const isRight = hint === undefined || hint.value === rightHint(hint.signature, name);
    const wasWrong = stays.has(offset) && old?.get(offset)?.value === hint?.value;
    return isRight || wasWrong ? [] : [`subkey hash ${printKeyPath([...path, name])}`];
  });
}

interface Hint {
  readonly signature: number;
  readonly value: number;
}

function rightHint(signature: number, name: string): number {
  return signature === LH ? nameHash(upcase(name)) : nameHint(name);
}

/** Hints and hashes of a key's subkeys; an index leaf has none. */
function hintsOf({ hive, key }: Recorded): Map<CellOffset, Hint> {
  const hints = new Map<CellOffset, Hint>();
  if (key.snapshot.subkeys.length === 0) return hints;
  const lists = new Key(hive, key.snapshot.offset).node.subkeysList as CellOffset;
  const leaves: CellOffset[] = [];
  for (const _ of subkeyOffsets(hive, lists, (list) => leaves.push(list))) {
    // The lists are gathered as they are met.
  }
  for (const leaf of leaves) for (const [node, hint] of hintsIn(hive, leaf)) hints.set(node, hint);
  return hints;
}

function* hintsIn(hive: HiveImage, list: CellOffset): Generator<[CellOffset, Hint], void, void> {
  const start = hive.cellStart(list, 'subkeys list');
  const signature = SubkeysListHeader.read(hive.view, start, 'signature');
  if (signature !== LH && signature !== LF) return;
  const step = subkeysListElementSize(signature);
  const end = start + SubkeysListHeader.size + SubkeysListHeader.read(hive.view, start, 'count') * step;
  for (let at = start + SubkeysListHeader.size; at < end; at += step)
    yield [
      hive.view.getUint32(at, true) as CellOffset,
      { signature, value: hive.view.getUint32(at + 4, true) },
    ];
}
