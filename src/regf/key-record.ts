import type { CellOffset } from '../ground/brand.ts';
import { pause } from '../ground/pause.ts';
import { type ByteRange, fieldRange } from './byte-ranges.ts';
import { CellSpans } from './cell-spans.ts';
import { CellMap } from './check/scan-bins.ts';
import { cellRange, visitKeyCells } from './footprint.ts';
import type { HiveImage } from './hive-image.ts';
import { whenRead } from './hive-pages.ts';
import type { HiveReader } from './hive-reader.ts';
import { Key } from './key.ts';
import { type KeySnapshot, snapshotKey } from './key-snapshot.ts';
import { upcase } from './names.ts';
import { CELL_HEADER_SIZE, fileOffset, NO_CELL } from './structures/cell.ts';
import type { KeyNode } from './structures/key-node.ts';
import { KeySecurity } from './structures/key-security.ts';

/** Which keys are recorded, from the root downwards: a tree, so that with a key all keys above it are. */
export interface RecordScope {
  /** Whether all keys below are recorded as well. */
  readonly isWhole: boolean;
  /** By names in capitals, as `upcase` makes them. */
  readonly subkeys: ReadonlyMap<string, RecordScope>;
}

/** What keys of a hive say. Before and after an edit it serves the proof in README.md. */
export interface HiveRecord {
  readonly hiveBinsDataSize: number;
  readonly root: RecordedKey;
  /** The key security items of the keys. */
  readonly security: ReadonlyMap<CellOffset, RecordedSecurity>;
}

/** Holds views on the hive's bytes. */
export interface RecordedKey {
  readonly snapshot: KeySnapshot;
  readonly node: KeyNode;
  /** Those of its subkeys that are recorded, in the order of the subkeys list. */
  readonly subkeys: readonly RecordedKey[];
}

export interface RecordedSecurity {
  readonly cell: ByteRange;
  readonly flink: CellOffset;
  readonly blink: CellOffset;
  /** As it stands. */
  readonly referenceCount: number;
  /** Recorded keys that refer to it. */
  uses: number;
}

/** Keys that are recorded before others have their turn. */
const KEYS_TOGETHER = 32;

const EVERYTHING: RecordScope = { isWhole: true, subkeys: new Map() };

/**
 * Records the keys of the scope, as far as they exist. Pages that are read on demand are read here.
 * @throws HiveError where a key of the scope is damaged, also when one is met twice; 'file-read'.
 */
export async function recordKeys(reader: HiveReader, scope: RecordScope): Promise<HiveRecord> {
  const recorder = new Recorder(reader.image);
  const root = await recorder.record(reader.baseBlock.rootCellOffset as CellOffset, scope);
  return { hiveBinsDataSize: reader.baseBlock.hiveBinsDataSize, root, security: recorder.security };
}

/** The cells that belong to one of the keys alone. */
export function cellsOfKeys(image: HiveImage, keys: Iterable<RecordedKey>): CellSpans {
  const cells = new CellSpans();
  for (const { snapshot } of keys)
    visitKeyCells(image, new Key(image, snapshot.offset), (cell) => cells.add(cellRange(image, cell)));
  return cells;
}

/** The key and all recorded keys below it. */
export function* withAllBelow(top: RecordedKey): Generator<RecordedKey, void, void> {
  const pending = [top];
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    yield key;
    pending.push(...key.subkeys);
  }
}

type Building = RecordedKey & { readonly subkeys: RecordedKey[] };

class Recorder {
  readonly security = new Map<CellOffset, RecordedSecurity>();
  readonly #image: HiveImage;
  readonly #seen: CellMap;
  #count = 0;

  constructor(image: HiveImage) {
    this.#image = image;
    this.#seen = new CellMap(image.baseBlock.hiveBinsDataSize);
  }

  /**
   * Not by recursion: a damaged hive may be as deep as it is long. Key by key, so that a missing page begins no more than one of
   * them again.
   */
  async record(root: CellOffset, scope: RecordScope): Promise<RecordedKey> {
    const top = await this.#open(root);
    const pending: [Building, RecordScope][] = [[top, scope]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [key, within] = next;
      for (const { name, offset } of key.snapshot.subkeys) {
        const inside = within.subkeys.size === 0 ? undefined : within.subkeys.get(upcase(name));
        const below = inside ?? (within.isWhole ? EVERYTHING : undefined);
        if (below === undefined) continue;
        const subkey = await this.#open(offset);
        if (++this.#count % KEYS_TOGETHER === 0) await pause();
        key.subkeys.push(subkey);
        pending.push([subkey, within.isWhole ? { ...below, isWhole: true } : below]);
      }
    }
    return top;
  }

  async #open(offset: CellOffset): Promise<Building> {
    if (this.#seen.has(offset))
      this.#image.refuse('key node', fileOffset(offset), 'a key met once', 'met again');
    this.#seen.add(offset);
    const { security, ...key } = await whenRead(() => {
      const found = new Key(this.#image, offset);
      const security = securityOf(this.#image, found.node.security as CellOffset);
      return { snapshot: snapshotKey(found), node: found.node, security };
    });
    this.#refer(key.node.security as CellOffset, security);
    return { ...key, subkeys: [] };
  }

  #refer(cell: CellOffset, item: RecordedSecurity | undefined): void {
    const known = this.security.get(cell);
    if (known !== undefined) known.uses++;
    else if (item !== undefined) this.security.set(cell, item);
  }
}

function securityOf(image: HiveImage, cell: CellOffset): RecordedSecurity | undefined {
  if (cell === NO_CELL) return undefined;
  const start = image.cellStart(cell, 'key security', KeySecurity.size);
  const { flink, blink, referenceCount } = KeySecurity.decode(image.bytes, start, image.context);
  const links = { flink: flink as CellOffset, blink: blink as CellOffset };
  return { cell: cellRange(image, cell), ...links, referenceCount, uses: 1 };
}

/** Where a field of a key security item lies, given its cell. */
export function securityField(cell: CellOffset, field: 'flink' | 'blink' | 'referenceCount'): ByteRange {
  return fieldRange(KeySecurity, field, fileOffset(cell) + CELL_HEADER_SIZE);
}
