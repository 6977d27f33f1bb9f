import { describe, expect, it } from 'vitest';
import { type ExportCount, exportKeys } from '../../../src/change/reg-file/export-keys.ts';
import { isWritableName, RegFileWriter } from '../../../src/change/reg-file/write-reg-file.ts';
import { buildHive } from '../../../src/hive-builder/build-hive.ts';
import {
  binary,
  dword,
  type KeyRecipe,
  key,
  multiText,
  qword,
  text,
  utf16,
} from '../../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../../src/regf/hive-reader.ts';
import { fixture } from '../../support/a-disk.ts';

/** What regedit itself writes for the same keys stands in Wine's tests of reg.exe; where we differ on purpose, it is said. */

function written(write: (writer: RegFileWriter) => void): string {
  const writer = new RegFileWriter();
  write(writer);
  return Buffer.concat(writer.end()).toString('utf16le');
}

const HEADER = '\ufeffWindows Registry Editor Version 5.00\r\n\r\n';

function exported(root: KeyRecipe): { readonly lines: string; readonly count: ExportCount } {
  const reader = new HiveReader(buildHive({ root }).bytes, 'HIVE');
  const pieces: Uint8Array[] = [];
  const keys = exportKeys(reader, reader.root(), 'HKEY_CURRENT_USER\\K');
  for (;;) {
    const { done, value } = keys.next();
    if (done) return { lines: Buffer.concat(pieces).toString('utf16le'), count: value };
    pieces.push(value);
  }
}

const value = (name: string, type: number, data: Uint8Array) => ({ name, type, data });

const keyLines = (...lines: readonly string[]): string =>
  [`${HEADER}[HKEY_CURRENT_USER\\K]`, ...lines, '', ''].join('\r\n');

describe('an export', () => {
  it('of an empty key is its line', () => {
    expect(exported(key('ROOT'))).toEqual({
      lines: keyLines(),
      count: { keys: 1, values: 0, leftOut: [] },
    });
  });

  it('has every type as regedit writes it', () => {
    const path = utf16('%PATH%\0');
    const root = key('ROOT', {
      values: [
        text('', 'Default "value"'),
        text('a\\b"c', 'C:\\'),
        dword('DWORD', 0x100),
        binary('Binary', Uint8Array.of(0x11, 0x22, 0x33, 0x44)),
        value('Undefined hex', 0x100, Uint8Array.of(0x25)),
        value('high', 0xffffffff, Uint8Array.of(1)),
        value('none', 0, Uint8Array.of(0x56)),
        qword('qword', 1n),
        value('expand', 2, path.subarray(0, 8)),
        multiText('multi', ['a']),
        value('big-endian', 5, Uint8Array.of(0, 0, 0, 1)),
      ],
    });
    expect(exported(root).lines).toBe(
      keyLines(
        '@="Default \\"value\\""',
        '"a\\\\b\\"c"="C:\\\\"',
        '"DWORD"=dword:00000100',
        '"Binary"=hex:11,22,33,44',
        '"Undefined hex"=hex(100):25',
        '"high"=hex(ffffffff):01',
        '"none"=hex(0):56',
        '"qword"=hex(b):01,00,00,00,00,00,00,00',
        '"expand"=hex(2):25,00,50,00,41,00,54,00',
        '"multi"=hex(7):61,00,00,00,00,00',
        '"big-endian"=hex(5):00,00,00,01',
      ),
    );
  });

  it('has empty data as regedit writes them, but for REG_SZ, which it would make longer', () => {
    const types = [0, 1, 2, 3, 4, 7, 0x100];
    const root = key('ROOT', { values: types.map((type) => value(`t${type}`, type, new Uint8Array(0))) });
    expect(exported(root).lines).toBe(
      keyLines(
        '"t0"=hex(0):',
        '"t1"=hex(1):',
        '"t2"=hex(2):',
        '"t3"=hex:',
        '"t4"=hex(4):',
        '"t7"=hex(7):',
        '"t256"=hex(100):',
      ),
    );
  });

  it('has as bytes what text would not give back: regedit cuts text at a null', () => {
    const root = key('ROOT', {
      values: [
        value('no end', 1, utf16('ab')),
        value('null inside', 1, utf16('a\0b\0')),
        value('two nulls', 1, utf16('a\0\0')),
        value('odd', 1, Uint8Array.of(0x61, 0, 0)),
        text('line', 'a\nb'),
        text('return', 'a\rb'),
        text('half', '\ud800'),
        value('dword of 3', 4, Uint8Array.of(1, 2, 3)),
        text('other null', '\u0100\u0a00\u0d00'),
      ],
    });
    expect(exported(root).lines).toBe(
      keyLines(
        '"no end"=hex(1):61,00,62,00',
        '"null inside"=hex(1):61,00,00,00,62,00,00,00',
        '"two nulls"=hex(1):61,00,00,00,00,00',
        '"odd"=hex(1):61,00,00',
        '"line"=hex(1):61,00,0a,00,62,00,00,00',
        '"return"=hex(1):61,00,0d,00,62,00,00,00',
        '"half"="\ud800"',
        '"dword of 3"=hex(4):01,02,03',
        '"other null"="\u0100\u0a00\u0d00"',
      ),
    );
  });

  it('wraps bytes where regedit does', () => {
    const root = key('ROOT', {
      values: [multiText('Multiple strings', ['Line1', 'Line2', 'Line3']), text('String expansion', 'x', 2)],
    });
    expect(exported(root).lines).toBe(
      keyLines(
        '"Multiple strings"=hex(7):4c,00,69,00,6e,00,65,00,31,00,00,00,4c,00,69,00,6e,\\',
        '  00,65,00,32,00,00,00,4c,00,69,00,6e,00,65,00,33,00,00,00,00,00',
        '"String expansion"=hex(2):78,00,00,00',
      ),
    );
  });

  it('wraps at 25 bytes on lines without a name, and not behind the last byte', () => {
    const data = new Uint8Array(18 + 25 + 25);
    expect(
      exported(key('ROOT', { values: [binary('DigitalProductId', data)] }))
        .lines.split('\r\n')
        .slice(3, -2),
    ).toEqual([
      `"DigitalProductId"=hex:${'00,'.repeat(18)}\\`,
      `  ${'00,'.repeat(25)}\\`,
      `  ${'00,'.repeat(24)}00`,
    ]);
  });

  it('has one byte behind a name that takes the line', () => {
    const name = 'n'.repeat(100);
    expect(exported(key('ROOT', { values: [binary(name, Uint8Array.of(1, 2, 3))] })).lines).toBe(
      keyLines(`"${name}"=hex:01,\\`, '  02,03'),
    );
  });

  it('has keys in the order of capitals, each before its subkeys, and values in the order in which they were made', () => {
    const root = key('ROOT', {
      keys: [key('b', { keys: [key('z'), key('A')] }), key('a_'), key('aB'), key('B1')],
      values: [dword('Value 2', 1), dword('Value 1', 2)],
    });
    const { lines, count } = exported(root);
    expect(count).toEqual({ keys: 7, values: 2, leftOut: [] });
    expect(lines.split('\r\n').slice(2)).toEqual([
      '[HKEY_CURRENT_USER\\K]',
      '"Value 2"=dword:00000001',
      '"Value 1"=dword:00000002',
      '',
      '[HKEY_CURRENT_USER\\K\\aB]',
      '',
      '[HKEY_CURRENT_USER\\K\\a_]',
      '',
      '[HKEY_CURRENT_USER\\K\\b]',
      '',
      '[HKEY_CURRENT_USER\\K\\b\\A]',
      '',
      '[HKEY_CURRENT_USER\\K\\b\\z]',
      '',
      '[HKEY_CURRENT_USER\\K\\B1]',
      '',
      '',
    ]);
  });

  it('leaves out, and names, what no line can hold', () => {
    const root = key('ROOT', {
      keys: [key('a\nb', { keys: [key('c')] }), key('d'), key('')],
      values: [dword('e\rf', 1), dword('g\0h', 2)],
    });
    const { lines, count } = exported(root);
    expect(count).toEqual({
      keys: 2,
      values: 1,
      leftOut: [
        { key: 'HKEY_CURRENT_USER\\K', value: 'e\rf' },
        { key: 'HKEY_CURRENT_USER\\K\\' },
        { key: 'HKEY_CURRENT_USER\\K\\a\nb' },
      ],
    });
    expect(lines).toBe(`${keyLines('"g\0h"=dword:00000002')}[HKEY_CURRENT_USER\\K\\d]\r\n\r\n`);
  });

  it('of a large value comes in pieces that fit together', () => {
    const data = Uint8Array.from({ length: 1_000_000 }, (_, i) => i * 7);
    const { lines } = exported(key('ROOT', { values: [binary('a', data), binary('b', data)] }));
    const [, first = '', second] = lines.split(/=hex:/);
    const bytes = first.replace(/\r\n"b"$/, '').replace(/[^0-9a-f]/g, '');
    expect(bytes).toBe(Buffer.from(data).toString('hex'));
    expect(second?.replace(/[^0-9a-f]/g, '')).toBe(bytes);
  });

  it('ends at a key that is met twice', () => {
    const reader = new HiveReader(fixture('key-with-two-parents'), 'HIVE');
    expect(() => [...exportKeys(reader, reader.root(), 'K')]).toThrow(/met again/);
  });
});

describe('a .reg file that deletes', () => {
  it('has a minus for keys and values', () => {
    expect(
      written((writer) => {
        writer.deletedKey('HKEY_CURRENT_USER\\a');
        writer.key('HKEY_CURRENT_USER\\b');
        writer.deletedValue('x"y');
        writer.deletedValue('');
      }),
    ).toBe(`${HEADER}[-HKEY_CURRENT_USER\\a]\r\n\r\n[HKEY_CURRENT_USER\\b]\r\n"x\\"y"=-\r\n@=-\r\n\r\n`);
  });

  it('may be empty', () => {
    expect(written(() => undefined)).toBe(HEADER);
  });
});

describe('names', () => {
  it('can stand on a line unless they have a line end', () => {
    expect(['a', '', 'a]b', 'a\0', '\u2028'].filter(isWritableName)).toHaveLength(5);
    expect(['a\n', '\r'].filter(isWritableName)).toEqual([]);
  });
});
