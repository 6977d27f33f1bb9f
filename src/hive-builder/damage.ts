import type { CellOffset } from '../ground/brand.ts';
import type { Layout } from '../ground/layout.ts';
import { baseBlockChecksum } from '../regf/checksum.ts';
import { BaseBlock } from '../regf/structures/base-block.ts';
import { CELL_HEADER_SIZE, Cell, fileOffset } from '../regf/structures/cell.ts';
import { KeyNode } from '../regf/structures/key-node.ts';
import { KeyValue } from '../regf/structures/key-value.ts';
import type { BuiltHive, KeyPlace } from './build-hive.ts';
import type { ValuePlace } from './write-value.ts';

/** One thing done to a well-formed hive. Changes `bytes` in place or gives another array. */
export type Damage = (bytes: Uint8Array, hive: BuiltHive) => Uint8Array | undefined;

type Changes<L> = L extends Layout<infer _> ? Parameters<L['encode']>[2] : never;

/** A copy of the hive with everything done to it, in order. The base block's checksum is right unless a damage says otherwise. */
export function damageHive(hive: BuiltHive, ...damages: readonly Damage[]): Uint8Array {
  let bytes: Uint8Array = hive.bytes.slice();
  for (const damage of damages) bytes = damage(bytes, hive) ?? bytes;
  return bytes;
}

/** The key at `path`, names joined with `\`. @throws RangeError when the recipe has none there. */
export function placeOf(hive: BuiltHive, path: string): KeyPlace {
  const place = hive.places.get(path);
  if (place === undefined) throw new RangeError(`no key ${path} in the recipe`);
  return place;
}

export function valuePlaceOf(hive: BuiltHive, path: string, name: string): ValuePlace {
  const place = placeOf(hive, path).values.get(name);
  if (place === undefined) throw new RangeError(`no value ${name} at ${path} in the recipe`);
  return place;
}

/** @throws RangeError when a place of the recipe has no such cell. */
export function required(cell: CellOffset | undefined): CellOffset {
  if (cell === undefined) throw new RangeError('the recipe makes no such cell');
  return cell;
}

/** Changes fields and puts the checksum right, so that the damage gets past the first door. */
export function changeBaseBlock(changes: Changes<typeof BaseBlock>): Damage {
  return (bytes) => {
    BaseBlock.encode(bytes, 0, changes);
    const checksum = changes.checksum ?? baseBlockChecksum(bytes);
    BaseBlock.encode(bytes, 0, { checksum });
    return undefined;
  };
}

export function changeKeyNode(path: string, changes: Changes<typeof KeyNode>): Damage {
  return (bytes, hive) => {
    KeyNode.encode(bytes, cellData(placeOf(hive, path).node), changes);
    return undefined;
  };
}

export function changeKeyValue(path: string, name: string, changes: Changes<typeof KeyValue>): Damage {
  return (bytes, hive) => {
    KeyValue.encode(bytes, cellData(valuePlaceOf(hive, path, name).value), changes);
    return undefined;
  };
}

/** Where a damage is to strike, as soon as the hive is built. */
export type Aim = (hive: BuiltHive) => CellOffset;

/** @param size negative for an allocated cell, as stored. */
export function changeCellSize(aim: Aim, size: number): Damage {
  return (bytes, hive) => {
    Cell.encode(bytes, fileOffset(aim(hive)), { size });
    return undefined;
  };
}

/** Marks the cell as unallocated. */
export function freeCell(aim: Aim): Damage {
  return (bytes, hive) => {
    const at = fileOffset(aim(hive));
    Cell.encode(bytes, at, { size: -Cell.decode(bytes, at, { file: '' }).size });
    return undefined;
  };
}

/** Writes over cell data from `at` on. */
export function changeCellData(aim: Aim, at: number, contents: Uint8Array | string): Damage {
  return (bytes, hive) => {
    bytes.set(asBytes(contents), cellData(aim(hive)) + at);
    return undefined;
  };
}

/** Writes a number of four bytes, such as an offset in a list, into cell data. */
export function changeCellNumber(aim: Aim, at: number, value: number | Aim): Damage {
  return (bytes, hive) => {
    const number = typeof value === 'number' ? value : value(hive);
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(cellData(aim(hive)) + at, number, true);
    return undefined;
  };
}

/** Writes over the file from file offset `at` on. */
export function changeFile(at: number, contents: Uint8Array | string): Damage {
  return (bytes) => {
    bytes.set(asBytes(contents), at);
    return undefined;
  };
}

/** Cuts the file. @param length bytes that stay; from the end when negative. */
export function truncateFile(length: number): Damage {
  return (bytes) => bytes.slice(0, length);
}

function cellData(cell: CellOffset): number {
  return fileOffset(cell) + CELL_HEADER_SIZE;
}

function asBytes(contents: Uint8Array | string): Uint8Array {
  return typeof contents === 'string' ? new TextEncoder().encode(contents) : contents;
}
