import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRegFile } from '../../src/change/reg-file/parse-reg-file.ts';
import { HiveError } from '../../src/ground/errors.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { type KeyRecipe, key, utf16, type ValueRecipe } from '../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { upcase } from '../../src/regf/names.ts';
import { exportHive, linesOfFile, linesOfKey, parsePieces } from '../support/reg-file-tree.ts';

/** What is exported says, read again, the same in names, types, data and order; and no file makes the reader fail otherwise than by its own errors. */

const unit = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...[...'"\\[]@=;#-\t\0/ä日\u2028\ufeff'].map((c) => c.charCodeAt(0))),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 0xffff }) },
);
const anyName = (limit: number) =>
  fc.array(unit, { maxLength: limit }).map((units) => String.fromCharCode(...units).replace(/[\r\n]/g, '.'));
const keyName = anyName(30).map((name) => name.replaceAll('\\', '/') || 'k');
const data = fc.oneof(
  fc.uint8Array({ maxLength: 90 }),
  anyName(40).map((text) => utf16(`${text}\0`)),
  fc.constantFrom('line\r\nend\0', 'a\0b\0', 'no end', '\0', '"\\"\0').map(utf16),
);
const value: fc.Arbitrary<ValueRecipe> = fc.record({
  name: anyName(60),
  type: fc.oneof(fc.nat(12), fc.constantFrom(0x10000, 0x7fffffff, 0xffffffff)),
  data,
});
const values = fc.uniqueArray(value, { maxLength: 6, selector: ({ name }) => upcase(name) });

function ofDifferentNames(keys: readonly KeyRecipe[]): KeyRecipe[] {
  return [...new Map(keys.map((one) => [upcase(one.name), one])).values()];
}

const { tree } = fc.letrec<{ tree: KeyRecipe }>((tie) => ({
  tree: fc
    .tuple(
      keyName,
      values,
      fc.oneof({ depthSize: 'small' }, fc.constant([]), fc.array(tie('tree'), { maxLength: 4 })),
    )
    .map(([name, own, keys]) => key(name, { values: own, keys: ofDifferentNames(keys) })),
}));

describe('a .reg file', () => {
  it('that was exported says the same when it is read', () => {
    fc.assert(
      fc.property(tree, fc.integer({ min: 1, max: 5000 }), (root, pieceSize) => {
        const reader = new HiveReader(buildHive({ root }).bytes, 'HIVE');
        const { bytes, count } = exportHive(reader, 'HKEY_LOCAL_MACHINE\\K');
        const file = parsePieces(bytes, pieceSize);
        expect(file.skipped).toEqual([]);
        expect(count.leftOut).toEqual([]);
        expect(linesOfFile(file)).toEqual(linesOfKey(reader.root(), 'HKEY_LOCAL_MACHINE\\K'));
      }),
      { numRuns: 300, seed: 20260127 },
    );
  });

  it('has lines of at most 80 columns where there are only bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.nat(60), (bytes, nameLength) => {
        const root = key('ROOT', { values: [{ name: 'n'.repeat(nameLength), type: 3, data: bytes }] });
        const reader = new HiveReader(buildHive({ root }).bytes, 'HIVE');
        const lines = exportHive(reader, 'K').bytes.toString('utf16le').split('\r\n');
        expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
      }),
      { numRuns: 100, seed: 20260128 },
    );
  });

  it('whatever it holds, is read or refused, and counts its lines', () => {
    const piece = fc.constantFrom(
      ...[
        '[',
        ']',
        '-',
        '\\',
        '"',
        '@',
        '=',
        ';',
        '#',
        ',',
        '\r',
        '\n',
        '\r\n',
        ' ',
        '\t',
        '\0',
        'é',
        '日',
        '\ud800',
      ],
      ...['hex:', 'hex(2):', 'hex(', 'dword:', '00', 'f', '[HKLM\\K]\n', '"a"=', '"a"="b', ',\\\n'],
    );
    const body = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
    const file = fc.tuple(
      fc.constantFrom('Windows Registry Editor Version 5.00\n', 'REGEDIT4\n', ''),
      body,
      fc.constantFrom('utf16le' as const, 'utf8' as const, 'latin1' as const),
    );
    fc.assert(
      fc.property(file, fc.constantFrom(932, 1252), ([header, text, encoding], codePage) => {
        const bytes = Buffer.from((encoding === 'utf16le' ? '\ufeff' : '') + header + text, encoding);
        try {
          const { skipped } = parseRegFile(new Uint8Array(bytes), 'a.reg', { codePage });
          const lines = (header + text).split(/\r\n|\r|\n/).length;
          for (const { line, column, first, last } of skipped) {
            expect(column).toBeGreaterThan(0);
            expect([first <= line, line <= last, last <= lines]).toEqual([true, true, true]);
          }
        } catch (error) {
          if (!(error instanceof HiveError)) throw error;
          expect(error.code).toMatch(/^reg-file-(?:header|undecodable)$/);
        }
      }),
      { numRuns: 3000, seed: 20260129 },
    );
  });
});
