import { expect, it } from 'vitest';
import type { CellOffset } from '../../../src/ground/brand.ts';
import { Cell, cellOffset, fileOffset } from '../../../src/regf/structures/cell.ts';
import { hex } from '../../support/hex.ts';

it('has a negative size while it is allocated, a positive one while it is not', () => {
  expect(Cell.decode(hex('a8ffffff'), 0, { file: 'HIVE' }).size).toBe(-88);
  expect(Cell.decode(hex('e00f0000'), 0, { file: 'HIVE' }).size).toBe(4064);
});

it('has an offset that counts from behind the base block', () => {
  expect(fileOffset(0x20 as CellOffset)).toBe(4128);
  expect(cellOffset(fileOffset(0x20 as CellOffset))).toBe(0x20);
});
