import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canBeCompressed,
  compareNames,
  decodeCompressedName,
  decodeWideName,
  encodeName,
  escapeName,
  isSameName,
  isSpelling,
  printKeyPath,
  upcase,
} from '../../src/regf/names.ts';
import { hex } from '../support/hex.ts';

describe('the bytes of a name', () => {
  it('are one per character when compressed, two otherwise', () => {
    expect(decodeCompressedName(hex('41fc80'))).toBe('A\u00fc\u0080');
    expect(decodeWideName(hex('4100 4230 00d8'))).toBe('A\u3042\ud800');
    expect(decodeWideName(hex('4100 42'))).toBe('A');
    expect(encodeName('A\u00fc')).toEqual(hex('41fc'));
    expect(encodeName('A\u3042')).toEqual(hex('4100 4230'));
  });

  it('come back, for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const bytes = encodeName(name);
        expect(canBeCompressed(name) ? decodeCompressedName(bytes) : decodeWideName(bytes)).toBe(name);
      }),
      { seed: 20261123 },
    );
  });

  it('may be many', () => {
    const long = 'x'.repeat(32_767);
    expect(decodeCompressedName(encodeName(long))).toBe(long);
  });
});

describe('comparison', () => {
  it('takes capitals and small letters for the same, in every alphabet with them', () => {
    expect(isSameName('PasswordLess', 'PASSWORDLESS')).toBe(true);
    expect(isSameName('\u00fcber', '\u00dcBER')).toBe(true);
    expect(isSameName('\u044f', '\u042f')).toBe(true);
    expect(isSameName('\u30d1\u30b9', '\u30d1\u30b9')).toBe(true);
    expect(isSameName('a', 'b')).toBe(false);
    expect(isSameName('a', 'aa')).toBe(false);
  });

  it('does not know what only some languages know', () => {
    expect(isSameName('stra\u00dfe', 'STRASSE')).toBe(false);
    expect(isSameName('\u0131', 'I')).toBe(false);
    expect(isSameName('\u017f', 'S')).toBe(false);
  });

  it('orders by the codes of the capitals', () => {
    expect(compareNames('a', 'B')).toBeLessThan(0);
    expect(compareNames('_', 'a')).toBeGreaterThan(0);
    expect(compareNames('A', 'AB')).toBeLessThan(0);
    expect(compareNames('ab', 'AB')).toBe(0);
  });

  it('agrees with the capitals', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 8 });
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(isSameName(a, b)).toBe(upcase(a) === upcase(b));
        const [one, other] = [upcase(a), upcase(b)];
        expect(Math.sign(compareNames(a, b))).toBe(one < other ? -1 : one > other ? 1 : 0);
      }),
      { seed: 20261123 },
    );
  });
});

describe('the bytes of a name in a hive', () => {
  it('are compared as the names are', () => {
    const name = fc.oneof(
      fc.constantFrom(
        'PasswordLess',
        'PASSWORDLESS',
        'passwordles\u017f',
        '\u00fcber',
        '\u00dcBER',
        '\u042f',
        '\u044f',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(isSpelling(encodeName(a), canBeCompressed(a), b)).toBe(isSameName(a, b));
        expect(isSpelling(encodeName(a), canBeCompressed(a), a)).toBe(true);
      }),
      { seed: 20261127, numRuns: 2000 },
    );
  });

  it('may be wide where they need not, and an odd last byte is not part of them', () => {
    expect(isSpelling(hex('4100 4200'), false, 'ab')).toBe(true);
    expect(isSpelling(hex('4100 4200 43'), false, 'AB')).toBe(true);
    expect(isSpelling(hex('4100 4200'), true, 'AB')).toBe(false);
  });
});

describe('a printed name', () => {
  it('shows what could move the cursor or turn the text', () => {
    expect(escapeName('a\u001b[2Jb\r\n\0')).toBe('a\\u{001b}[2Jb\\u{000d}\\u{000a}\\u{0000}');
    expect(escapeName('\u202egpj')).toBe('\\u{202e}gpj');
    expect(escapeName('\ud800x')).toBe('\\u{d800}x');
    expect(escapeName('a\\b')).toBe('a\\\\b');
  });

  it('leaves ordinary letters of every language alone', () => {
    expect(escapeName('\u30d1\u30b9\u30ef\u30fc\u30c9 \u00fcber {x} \u{1f600}')).toBe(
      '\u30d1\u30b9\u30ef\u30fc\u30c9 \u00fcber {x} \u{1f600}',
    );
  });

  it('joins a path with backslashes', () => {
    expect(printKeyPath(['Microsoft', 'a\\b'])).toBe('Microsoft\\a\\\\b');
    expect(printKeyPath([])).toBe('\\');
  });
});
