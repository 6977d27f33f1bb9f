import { describe, expect, it } from 'vitest';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, key, text } from '../../src/hive-builder/recipe.ts';
import type { NodeHandle } from '../../src/hivex/calls.ts';
import type { Hive } from '../../src/hivex/hive.ts';
import { changesOf, laySkeleton, refuseTouchedScaffold, type ShownHive } from '../../src/hivex/skeleton.ts';
import { editHive } from '../../src/hivex/with-hive.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { Random } from '../support/random.ts';
import { freshHivex, wholeHive } from './hives.ts';

const built = buildHive({
  root: key('ROOT', {
    values: [text('Text', 'in a cell'), binary('Data', new Uint8Array(9000))],
    keys: Array.from({ length: 60 }, (_, i) =>
      key(`Key ${10 + i}`, { values: [dword('Number', i), binary('More', new Uint8Array(300))] }),
    ),
  }),
  unallocatedCellEvery: 4,
}).bytes;
const whole = wholeHive(built);
const { cells } = whole;
const hivex = freshHivex();

/** Those cells that `isShown` lets pass, and the root's. */
function some(isShown: (index: number) => boolean): ShownHive {
  const root = new HiveReader(built, 'HIVE').root().offset + 4096;
  return { ...whole, cells: cells.filter(({ start }, index) => start === root || isShown(index)) };
}

/** Hive bins in line, cells in line in them; answers where allocated cells lie. */
function allocatedCells(room: Uint8Array): number[] {
  const view = new DataView(room.buffer, room.byteOffset, room.byteLength);
  const found: number[] = [];
  let bin = 4096;
  while (bin < room.length) {
    expect(String.fromCharCode(...room.subarray(bin, bin + 4))).toBe('hbin');
    expect(view.getUint32(bin + 4, true)).toBe(bin - 4096);
    const end = bin + view.getUint32(bin + 8, true);
    expect(end % 4096).toBe(0);
    let at = bin + 32;
    for (let size = 0; at < end; at += Math.abs(size)) {
      size = view.getInt32(at, true);
      expect(Math.abs(size), `cell at ${at}`).toBeGreaterThanOrEqual(8);
      if (size < 0) found.push(at);
    }
    expect(at).toBe(end);
    bin = end;
  }
  expect(bin).toBe(room.length);
  return found;
}

describe('a skeleton', () => {
  it('has the shown cells, and free cells between them, whatever lay in the room before', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = new Random(seed);
      const share = random.fraction();
      const shown = some(() => random.chance(share));
      const room = new Uint8Array(shown.length).fill(0xee);
      laySkeleton(room, shown);
      expect(allocatedCells(room)).toEqual(shown.cells.map(({ start }) => start));
      for (const { start, bytes } of shown.cells)
        expect(Buffer.compare(room.subarray(start, start + bytes.length), bytes)).toBe(0);
      expect(changesOf(room, shown)).toEqual([]);
    }
  });

  it('leaves alone what lies far from shown cells', () => {
    const shown = some(() => false);
    const room = new Uint8Array(shown.length);
    laySkeleton(room, shown);
    const touched = [...Array(room.length / 4096).keys()].filter((page) =>
      room.subarray(page * 4096, page * 4096 + 4096).some((byte) => byte !== 0),
    );
    expect(touched.length).toBeLessThanOrEqual(3);
    expect(room.length / 4096).toBeGreaterThan(6);
  });

  it.each([
    [
      'overlap',
      (): ShownHive => ({ ...whole, cells: [cells[0], cells[0]].filter((cell) => cell !== undefined) }),
    ],
    ['leave the hive', (): ShownHive => ({ ...whole, length: 8192 })],
  ])('refuses cells that %s', (_name, shown) => {
    expect(() => laySkeleton(new Uint8Array(built.length), shown())).toThrowError(
      /overlaps another or leaves/,
    );
  });
});

/** A cell that is not shown, behind the first page, and whose neighbours are not shown. */
const hidden = cells.find(({ start }) => start > 3 * 4096 + 400)?.start ?? 0;

describe('hivex with a part of a hive', () => {
  const onlyRoot = some(() => false);
  const reasonOf = (shown: ShownHive, edit: (hive: Hive) => void): unknown => {
    try {
      return editHive(hivex, shown, edit);
    } catch (error) {
      return error;
    }
  };

  it('opens it, and refuses to go where it was shown nothing', () => {
    expect(editHive(hivex, onlyRoot, (hive) => expect(hive.nodeName(hive.root())).toBe('ROOT')).length).toBe(
      onlyRoot.length,
    );
    expect(reasonOf(onlyRoot, (hive) => hive.child(hive.root(), 'Key 20'))).toMatchObject({
      code: 'hivex-call',
    });
    expect(reasonOf(onlyRoot, (hive) => hive.nodeName(hidden as NodeHandle))).toMatchObject({
      code: 'hivex-call',
    });
  });

  it('hands over what it changed in shown cells, the base block and behind the end', () => {
    const edited = editHive(hivex, whole, (hive) => {
      hive.setValue(hive.root(), { name: 'New', type: 4, data: new Uint8Array(4) });
    });
    expect(edited.length).toBeGreaterThan(whole.length);
    expect(edited.changes.at(-1)?.start).toBe(whole.length);
    const places = edited.changes.slice(0, -1).map(({ start }) => start);
    const inShown = (at: number) =>
      at < 4096 || cells.some(({ start, bytes }) => at >= start && at < start + bytes.length);
    expect(places.filter((at) => !inShown(at))).toEqual([]);
  });

  it('never lets a byte of the skeleton out, whoever writes there', () => {
    const { changes } = editHive(hivex, onlyRoot, (hive) => {
      // Where a cell lies that was not shown: for hivex the middle of a free cell.
      hive.image().fill(0xaa, hidden, hidden + 16);
    });
    expect(changes.filter(({ start }) => start >= 4096)).toEqual([]);
  });

  it('fails when a header of the skeleton was written', () => {
    const two = some((index) => index === cells.length - 1);
    const scaffold = laySkeleton(new Uint8Array(two.length), two);
    expect(scaffold.length).toBeGreaterThan(3);
    for (const { start } of scaffold) {
      const outcome = reasonOf(two, (hive) => hive.image().fill(0xaa, start, start + 1));
      expect(outcome, `${start}`).toMatchObject({ code: 'hivex-call' });
      expect(String(outcome)).toContain('where it was shown no cell');
    }
    expect(() => refuseTouchedScaffold(new Uint8Array(two.length), scaffold)).toThrowError(/shown no cell/);
  });

  it('commits nothing when the edit throws, and works again', () => {
    const failure = new Error('from the edit');
    expect(
      reasonOf(whole, () => {
        throw failure;
      }),
    ).toBe(failure);
    expect(reasonOf(whole, () => editHive(hivex, whole, () => undefined))).toMatchObject({ code: 'bug' });
    expect(editHive(hivex, whole, () => undefined).length).toBe(whole.length);
  });
});
