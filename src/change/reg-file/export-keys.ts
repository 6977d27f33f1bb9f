import { CellMap } from '../../regf/check/scan-bins.ts';
import type { HiveReader } from '../../regf/hive-reader.ts';
import type { Key } from '../../regf/key.ts';
import { compareNames } from '../../regf/names.ts';
import { fileOffset } from '../../regf/structures/cell.ts';
import { isWritableName, RegFileWriter } from './write-reg-file.ts';

/** What a .reg file can't hold: a key with all below it, or a value. Its name has a line's end in it, or is empty. */
export interface LeftOut {
  /** Of the key, as the file names it. */
  readonly key: string;
  /** Missing where it is the key itself. */
  readonly value?: string;
}

export interface ExportCount {
  readonly keys: number;
  readonly values: number;
  readonly leftOut: readonly LeftOut[];
}

/** Pieces are handed out at about this size. */
const PIECE_SIZE = 0x10_0000;

interface Place {
  readonly key: Key;
  readonly path: string;
}

/**
 * A key with all below it as a .reg file, as regedit exports it: each key before its subkeys, these in the registry's
 * order, values in the order in which they were made.
 * @param path of the key in the file, with its root's full name.
 * @throws HiveError while iterating, where the hive is damaged; also when a key is met twice.
 */
export function* exportKeys(
  reader: HiveReader,
  key: Key,
  path: string,
): Generator<Uint8Array, ExportCount, void> {
  const writer = new RegFileWriter();
  const leftOut: LeftOut[] = [];
  const seen = new CellMap(reader.baseBlock.hiveBinsDataSize);
  const pending: Place[] = [{ key, path }];
  let [keys, values] = [0, 0];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    refuseSecondVisit(reader, place.key, seen);
    keys++;
    writer.key(place.path);
    values += writeValues(writer, place, leftOut);
    for (const below of placesBelow(place, leftOut).reverse()) pending.push(below);
    if (writer.pending > PIECE_SIZE) yield* writer.take();
  }
  yield* writer.end();
  return { keys, values, leftOut };
}

/** @returns how many. */
function writeValues(writer: RegFileWriter, { key, path }: Place, leftOut: LeftOut[]): number {
  let count = 0;
  for (const value of key.values()) {
    const { name } = value;
    if (isWritableName(name)) {
      writer.value(name, { type: value.type, data: value.data() });
      count++;
    } else {
      leftOut.push({ key: path, value: name });
    }
  }
  return count;
}

function placesBelow({ key, path }: Place, leftOut: LeftOut[]): Place[] {
  const below: (Place & { readonly name: string })[] = [];
  for (const subkey of key.subkeys()) {
    const { name } = subkey;
    const place = { key: subkey, name, path: `${path}\\${name}` };
    if (name !== '' && isWritableName(name)) below.push(place);
    else leftOut.push({ key: place.path });
  }
  return below.sort((a, b) => compareNames(a.name, b.name));
}

function refuseSecondVisit(reader: HiveReader, key: Key, seen: CellMap): void {
  if (seen.has(key.offset))
    reader.image.refuse('key node', fileOffset(key.offset), 'a key met once', 'met again');
  seen.add(key.offset);
}
