import type { CellOffset } from '../ground/brand.ts';
import { baseBlockChecksum } from '../regf/checksum.ts';
import { upcase } from '../regf/names.ts';
import { BASE_BLOCK_SIZE, BaseBlock, FILE_TYPE_PRIMARY } from '../regf/structures/base-block.ts';
import { NO_CELL } from '../regf/structures/cell.ts';
import { KEY_COMP_NAME, KEY_HIVE_ENTRY, KEY_NO_DELETE, KeyNode } from '../regf/structures/key-node.ts';
import { HiveBins } from './hive-bins.ts';
import { everydayDescriptor, KeySecurityItems } from './key-security.ts';
import { filetime, type HiveRecipe, type KeyRecipe, type SubkeysListKind, utf16 } from './recipe.ts';
import { storeName } from './store-name.ts';
import { type ListedKey, writeSubkeysList } from './write-subkeys-list.ts';
import { type ValuePlace, writeValue } from './write-value.ts';

/** Where a key's cells lie, so that a damage can be aimed. */
export interface KeyPlace {
  readonly node: CellOffset;
  readonly security: CellOffset;
  readonly className: CellOffset | undefined;
  /** Of the index root where there is one. */
  readonly subkeysList: CellOffset | undefined;
  readonly valuesList: CellOffset | undefined;
  /** By name, as spelled in the recipe. */
  readonly values: ReadonlyMap<string, ValuePlace>;
}

export interface BuiltHive {
  readonly bytes: Uint8Array;
  /** By key path, names joined with `\`; '' is the root. Empty with `{ places: false }`. */
  readonly places: ReadonlyMap<string, KeyPlace>;
}

/** What fits a page: four bytes of list header, eight for an element. */
const USUAL_ELEMENTS_PER_LIST = 507;

export const USUAL_LAST_WRITTEN = filetime('2026-01-13T08:30:00Z');

/** Builds a well-formed, clean hive. The same recipe gives the same bytes. */
export function buildHive(recipe: HiveRecipe, options: { readonly places?: boolean } = {}): BuiltHive {
  const builder = new HiveBuilder(recipe, options.places ?? true);
  return builder.build();
}

class HiveBuilder {
  readonly #recipe: HiveRecipe;
  readonly #minorVersion: number;
  readonly #lastWritten: bigint;
  readonly #bins: HiveBins;
  readonly #securityItems: KeySecurityItems;
  readonly #usualDescriptor: Uint8Array;
  readonly #places: Map<string, KeyPlace> | undefined;

  constructor(recipe: HiveRecipe, wantsPlaces: boolean) {
    this.#recipe = recipe;
    this.#minorVersion = recipe.minorVersion ?? 5;
    this.#lastWritten = recipe.lastWritten ?? USUAL_LAST_WRITTEN;
    this.#bins = new HiveBins({
      binSize: recipe.binSize ?? 4096,
      cellSlack: recipe.cellSlack ?? 0,
      unallocatedCellEvery: recipe.unallocatedCellEvery,
      lastWritten: this.#lastWritten,
      expectedSize: recipe.expectedSize ?? 0,
    });
    this.#securityItems = new KeySecurityItems(this.#bins);
    this.#usualDescriptor = recipe.security ?? everydayDescriptor();
    this.#places = wantsPlaces ? new Map() : undefined;
  }

  build(): BuiltHive {
    const root = this.#writeKey(this.#recipe.root, undefined, '');
    this.#securityItems.finish();
    const trailing = this.#recipe.trailingBytes ?? new Uint8Array(0);
    const bytes = this.#bins.finish(trailing.length);
    bytes.set(trailing, bytes.length - trailing.length);
    this.#writeBaseBlock(bytes, root);
    return { bytes, places: this.#places ?? new Map() };
  }

  #writeKey(recipe: KeyRecipe, parent: CellOffset | undefined, path: string): CellOffset {
    const bins = this.#bins;
    const name = storeName(recipe.name, recipe.nameForm);
    const node = bins.allocate(KeyNode.size + name.bytes.length);
    const security = this.#securityItems.refer(recipe.security ?? this.#usualDescriptor);
    const className = recipe.className === undefined ? undefined : bins.store(utf16(recipe.className));
    const values = this.#writeValues(recipe);
    const subkeys = this.#writeSubkeys(recipe, node, path);
    const rootFlags = parent === undefined ? KEY_HIVE_ENTRY | KEY_NO_DELETE : 0;
    const data = bins.dataOf(node);
    KeyNode.encode(data, 0, {
      flags: (recipe.flags ?? 0) | rootFlags | (name.compressed ? KEY_COMP_NAME : 0),
      lastWritten: recipe.lastWritten ?? this.#lastWritten,
      // A root's parent has no meaning on a disk; pointing it at the root itself keeps other readers calm.
      parent: parent ?? node,
      subkeyCount: subkeys.count,
      subkeysList: subkeys.list ?? NO_CELL,
      volatileSubkeysList: NO_CELL,
      valueCount: values.places.size,
      valuesList: values.list ?? NO_CELL,
      security,
      className: className ?? NO_CELL,
      largestSubkeyNameLength: subkeys.largestName,
      largestSubkeyClassNameLength: subkeys.largestClassName,
      largestValueNameLength: values.largestName,
      largestValueDataSize: values.largestData,
      nameLength: name.bytes.length,
      classNameLength: 2 * (recipe.className?.length ?? 0),
    });
    data.set(name.bytes, KeyNode.size);
    const lists = { subkeysList: subkeys.list, valuesList: values.list };
    this.#places?.set(path, { node, security, className, ...lists, values: values.places });
    return node;
  }

  #writeValues(recipe: KeyRecipe) {
    const places = new Map<string, ValuePlace>();
    let largestName = 0;
    let largestData = 0;
    for (const value of recipe.values ?? []) {
      if (places.has(value.name)) throw new RangeError(`two values ${value.name} in ${recipe.name}`);
      places.set(value.name, writeValue(this.#bins, value, this.#minorVersion));
      largestName = Math.max(largestName, 2 * value.name.length);
      largestData = Math.max(largestData, value.data.length);
    }
    const list = places.size === 0 ? undefined : this.#bins.allocate(4 * places.size);
    let at = 0;
    for (const { value } of places.values()) {
      if (list !== undefined) this.#bins.writeU32(list, at, value);
      at += 4;
    }
    return { places, list, largestName, largestData };
  }

  #writeSubkeys(recipe: KeyRecipe, node: CellOffset, path: string) {
    const keys: ListedKey[] = [];
    let largestName = 0;
    let largestClassName = 0;
    for (const subkey of recipe.keys ?? []) {
      const { name } = subkey;
      const subkeyPath = this.#places === undefined ? '' : path === '' ? name : `${path}\\${name}`;
      keys.push({ name, upper: upcase(name), node: this.#writeKey(subkey, node, subkeyPath) });
      largestName = Math.max(largestName, 2 * name.length);
      largestClassName = Math.max(largestClassName, 2 * (subkey.className?.length ?? 0));
    }
    if (keys.length === 0) return { count: 0, list: undefined, largestName, largestClassName };
    const kind = recipe.lists ?? usualList(this.#minorVersion);
    const perList = recipe.elementsPerList ?? USUAL_ELEMENTS_PER_LIST;
    const list = writeSubkeysList(this.#bins, keys, kind, perList);
    return { count: keys.length, list, largestName, largestClassName };
  }

  #writeBaseBlock(bytes: Uint8Array, rootCellOffset: CellOffset): void {
    const recipe = this.#recipe;
    const fileName = new Uint8Array(64);
    fileName.set(utf16(recipe.fileName ?? '').subarray(0, 62));
    const guid = recipe.rmId;
    const guids = guid && { rmId: guid, logId: guid, tmId: guid, guidSignature: 0x6d746d72 }; // 'rmtm'
    const primarySequenceNumber = recipe.primarySequenceNumber ?? 1;
    BaseBlock.encode(bytes, 0, {
      primarySequenceNumber,
      secondarySequenceNumber: recipe.secondarySequenceNumber ?? primarySequenceNumber,
      lastWritten: this.#lastWritten,
      majorVersion: 1,
      minorVersion: this.#minorVersion,
      fileType: FILE_TYPE_PRIMARY,
      fileFormat: 1,
      rootCellOffset,
      hiveBinsDataSize: this.#bins.length,
      clusteringFactor: 1,
      fileName,
      ...guids,
    });
    BaseBlock.encode(bytes, 0, { checksum: baseBlockChecksum(bytes.subarray(0, BASE_BLOCK_SIZE)) });
  }
}

/** Hash leaves came with minor version 5, fast leaves with 3. Specification: "Hash leaf". */
function usualList(minorVersion: number): SubkeysListKind {
  return minorVersion > 4 ? 'hash leaf' : 'fast leaf';
}
