import { describe, expect, it } from 'vitest';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, key, text } from '../../src/hive-builder/recipe.ts';
import { FINDINGS, FINDINGS_KEPT } from '../../src/regf/check/findings.ts';
import { baseBlockChecksum } from '../../src/regf/checksum.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { refuseDamage, scanBins } from '../../src/regf/hive-scan.ts';
import { sourceOf } from '../support/byte-source.ts';

const RECIPE = {
  root: key('ROOT', {
    values: [dword('Number', 2), text('Text', 'words'), binary('Big', new Uint8Array(40_000))],
    keys: Array.from({ length: 40 }, (_, i) =>
      key(`Key ${10 + i}`, { className: 'class', values: [text('a', 'b')] }),
    ),
    elementsPerList: 10,
  }),
  unallocatedCellEvery: 3,
};

const built = buildHive(RECIPE);

const codes = (bytes: Uint8Array): string[] => checkHive(bytes, 'HIVE').findings.map(({ code }) => code);

/** The hive with `value` written at a file offset, and the checksum right again. */
function changed(at: number, value: number): Uint8Array {
  const bytes = built.bytes.slice();
  const view = new DataView(bytes.buffer);
  view.setUint32(at, value, true);
  if (at < 508) view.setUint32(508, baseBlockChecksum(bytes), true);
  return bytes;
}

const node = (path: string): number => 4096 + (built.places.get(path)?.node ?? 0) + 4;

describe('checkHive', () => {
  it('finds nothing in a hive without fault, and counts its cells', () => {
    const report = checkHive(built.bytes, 'HIVE');
    expect(report.findings).toEqual([]);
    // For each subkey: key node, class name, values list, value. For the root: key node, security, values list, 3 values,
    // text, big data with list and 3 segments, index root and 4 lists.
    expect(report.cells.allocatedCells).toBe(40 * 4 + 17);
    expect(report.cells.freeCells).toBeGreaterThan(report.cells.allocatedCells / 3 - 1);
  });

  it('tells where the damage is, what should be there and what is', () => {
    const at = node('Key 20') + 44;
    const report = checkHive(changed(at, 0x7ffffff0), 'HIVE');
    expect(report.damage).toBe(1);
    expect(report.findings[0]).toEqual({
      severity: 'damage',
      code: 'reference-outside',
      offset: 4096 + 0x7ffffff0,
      structure: 'key security',
      expected: expect.stringContaining('below'),
      actual: 0x7ffffff0,
    });
  });

  it('tells a free cell, the middle of a cell and a second reference apart', () => {
    const place = built.places.get('Key 20');
    const other = built.places.get('Key 21');
    expect(codes(changed(node('Key 20') + 40, (other?.node ?? 0) + 8))).toContain('reference-into-cell');
    expect(codes(changed(node('Key 20') + 40, other?.valuesList ?? 0))).toContain('cell-referenced-twice');
    const size = 4096 + (place?.valuesList ?? 0);
    const free = new DataView(built.bytes.buffer).getInt32(size, true);
    expect(codes(changed(size, -free))).toContain('reference-to-free-cell');
  });

  it('keeps a bounded number of findings and counts all', () => {
    const bytes = changed(node('') + 28, 0xffffffff);
    const report = checkHive(bytes, 'HIVE');
    expect(report.oddities).toBeGreaterThan(FINDINGS_KEPT);
    expect(report.findings.filter(({ severity }) => severity === 'oddity')).toHaveLength(FINDINGS_KEPT);
  });

  it('looks at the base block too', () => {
    expect(codes(changed(4, 99))).toEqual(['sequence-numbers-differ']);
    const bytes = built.bytes.slice();
    bytes[200] = 1;
    expect(codes(bytes)).toEqual(['base-block-checksum']);
  });

  it('reads bytes that start at any address', () => {
    const shifted = new Uint8Array(built.bytes.length + 3).subarray(3);
    shifted.set(built.bytes);
    expect(codes(shifted)).toEqual([]);
  });
});

describe('scanBins', () => {
  const scanned = (bytes: Uint8Array) => scanBins(sourceOf(bytes), 'HIVE');

  it('sees sizes and nothing more', async () => {
    expect(await scanned(built.bytes)).toEqual(checkHive(built.bytes, 'HIVE'));
    expect(await scanned(changed(node('Key 20') + 44, 0x7ffffff0))).toMatchObject({ damage: 0 });
    expect((await scanned(changed(node('Key 20') - 4, -12))).findings[0]?.code).toBe('cell-size');
  });

  it('refuses what has no base block', async () => {
    await expect(scanned(new Uint8Array(3))).rejects.toMatchObject({ code: 'hive-truncated' });
    await expect(scanned(built.bytes.subarray(0, 8192))).rejects.toMatchObject({ code: 'hive-truncated' });
  });
});

describe('refuseDamage', () => {
  it('throws the first damage, and lets oddities pass', () => {
    expect(() => refuseDamage(checkHive(changed(4, 99), 'HIVE'), 'HIVE')).toThrowError(
      /hive-damaged.*sequence-numbers-differ/,
    );
    const odd = checkHive(changed(node('') + 52, 0), 'HIVE');
    expect(odd.findings.map(({ code }) => code)).toEqual(['largest-name-length']);
    expect(() => refuseDamage(odd, 'HIVE')).not.toThrow();
  });
});

it('has a severity for every finding', () => {
  expect(new Set(Object.values(FINDINGS))).toEqual(new Set(['damage', 'oddity']));
});
