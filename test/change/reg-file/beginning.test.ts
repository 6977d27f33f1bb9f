import { describe, expect, it } from 'vitest';
import { parseRegFile, RegFileParser } from '../../../src/change/reg-file/parse-reg-file.ts';
import { HiveError } from '../../../src/ground/errors.ts';
import { keysOf, latin1, parse, V4, V5, valuesOf, wide } from './said.ts';

/** How a .reg file begins, and in which encoding it is. What Windows does stands in Wine's tests of reg.exe. */

const BODY = '\n\n[HKLM\\K]\n"a"="b"\n';

function errorOf(body: () => unknown): unknown {
  try {
    body();
    return undefined;
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    return { code: error.code, ...error.details };
  }
}

const header = (found: string) => ({ code: 'reg-file-header', path: 'a.reg', found });

describe('the first line', () => {
  it.each(['Windows Registry Editor Version 5.00', 'REGEDIT4', ' REGEDIT4', '\tREGEDIT4', ' \t REGEDIT4'])(
    'may be %j',
    (line) => {
      expect(valuesOf(parse(line + BODY))).toEqual({ a: 'sz b' });
    },
  );

  it('tells the version', () => {
    expect(parse(V4).version).toBe(4);
    expect(parse(V5).version).toBe(5);
    expect(parse('REGEDIT4').sections).toEqual([]);
  });

  it.each([
    'REGEDIT',
    'REGEDIT3',
    'REGEDIT5',
    'REGEDIT9',
    'REGEDIT 4',
    'REGEDIT4 ',
    'REGEDIT4 FOO',
    'REGEDIT4FOO',
    'regedit4',
    'Regedit4',
    'AREGEDIT4',
    '1REGEDIT4',
    'Windows Registry Editor Version 4.00',
    'Windows Registry Editor Version 5',
    'Windows Registry Editor version 5.00',
    'WINDOWS REGISTRY EDITOR VERSION 5.00',
    '[HKLM\\K]',
    '',
  ])('may not be %j', (line) => {
    expect(errorOf(() => parse(line + BODY))).toEqual(header(line));
  });

  it('may not be the second one', () => {
    expect(errorOf(() => parse(`\n${V4}`))).toEqual(header(''));
  });

  it('is missing in an empty file, and in one that is something else', () => {
    expect(errorOf(() => parse(''))).toEqual(header(''));
    expect(errorOf(() => parse('\xff'))).toEqual(header(''));
    expect(errorOf(() => parse('regf\0\xff\xff\0rest of a hive'))).toEqual(header('regf\0'));
    expect(errorOf(() => parse('\0\0\0\0'))).toEqual(header('\0\0\0\0'));
  });

  it('is told in an error as far as a screen shows it', () => {
    expect(errorOf(() => parse('x'.repeat(5000)))).toEqual(header('x'.repeat(60)));
  });
});

const GREETING = `${V5}[HKLM\\K]\r\n"größe"="日本語 €"\r\n`;

describe('the encoding', () => {
  it.each([
    ['UTF-16LE with a byte order mark', wide(GREETING)],
    ['UTF-16LE without', wide(GREETING).subarray(2)],
    ['UTF-8 with a byte order mark', new Uint8Array(Buffer.from(`\ufeff${GREETING}`))],
    ['UTF-8 without', new Uint8Array(Buffer.from(GREETING))],
  ])('may be %s', (_name, bytes) => {
    expect(valuesOf(parseRegFile(bytes, 'a.reg'))).toEqual({ größe: 'sz 日本語 €' });
  });

  it.each([
    ['with a byte order mark', Buffer.from(`\ufeff${GREETING}`, 'utf16le').swap16()],
    ['without', Buffer.from(GREETING, 'utf16le').swap16()],
  ])('is refused when it is UTF-16BE %s', (_name, bytes) => {
    expect(errorOf(() => parseRegFile(new Uint8Array(bytes), 'a.reg'))).toEqual({
      code: 'reg-file-undecodable',
      path: 'a.reg',
      line: 1,
      column: 1,
      encoding: 'UTF-16BE',
    });
  });

  it('keeps halves of surrogate pairs, and nulls, in UTF-16', () => {
    const file = parseRegFile(wide(`${V5}[HKLM\\\ud83d]\n"\udc00\0x"="\ud800"\n`), 'a.reg');
    expect(keysOf(file)).toEqual(['HKLM|\ud83d']);
    expect(valuesOf(file)).toEqual({ '\udc00\0x': 'sz \ud800' });
  });

  it('is told with line and column where bytes are no UTF-8', () => {
    const bytes = latin1(`${V5}[HKLM\\K]\n"a"="b"\n"gr\xf6\xdfe"="x"\n"c"="d"\n`);
    expect(errorOf(() => parseRegFile(bytes, 'a.reg'))).toEqual({
      code: 'reg-file-undecodable',
      path: 'a.reg',
      line: 5,
      column: 4,
      encoding: 'UTF-8',
    });
  });

  it('counts the column in letters, not in bytes', () => {
    const bytes = Buffer.concat([Buffer.from(`${V5}"日本`), Buffer.from([0xe3, 0x81])]);
    expect(errorOf(() => parseRegFile(new Uint8Array(bytes), 'a.reg'))).toMatchObject({ line: 3, column: 4 });
  });

  it('is told where UTF-16 ends in the middle of a letter', () => {
    const bytes = wide(`${V5}[HKLM\\K]`);
    expect(errorOf(() => parseRegFile(bytes.subarray(0, -1), 'a.reg'))).toMatchObject({
      code: 'reg-file-undecodable',
      line: 3,
      column: 8,
      encoding: 'UTF-16LE',
    });
  });
});

describe('REGEDIT4', () => {
  it.each([
    [1252, '\x80\x93gr\xf6\xdfe\x94', '€“größe”'],
    [1251, '\xcf\xf0\xe8\xe2\xe5\xf2', 'Привет'],
    [932, '\x93\xfa\x96{\x8c\xea', '日本語'],
    // The second byte of the letter is a backslash elsewhere.
    [932, '\x83\\', 'ソ'],
    [936, '\xd6\xd0\xce\xc4', '中文'],
    [949, '\xc7\xd1\xb1\xdb', '한글'],
    [950, '\xa4\xa4\xa4\xe5', '中文'],
    [65001, Buffer.from('größe').toString('latin1'), 'größe'],
  ])('is read in code page %i', (codePage, bytes, expected) => {
    const file = parse(`${V4}[HKLM\\K]\n"a"="${bytes}"\n`, { codePage });
    expect(valuesOf(file)).toEqual({ a: `sz ${expected}` });
  });

  it('needs no code page where it is all ASCII', () => {
    expect(valuesOf(parse(`${V4}[HKLM\\K]\n"a"="~\x7f"\n`))).toEqual({ a: 'sz ~\x7f' });
  });

  it('needs one that is known elsewhere', () => {
    const text = `${V4}[HKLM\\K]\n"a"="b"\n"gr\xf6\xdfe"="x"\n`;
    const place = { code: 'reg-file-code-page', path: 'a.reg', line: 5, column: 4 };
    expect(errorOf(() => parse(text))).toEqual(place);
    expect(errorOf(() => parse(text, { codePage: 10000 }))).toEqual({ ...place, codePage: 10000 });
  });

  it('is refused where a byte is no letter of the code page', () => {
    expect(errorOf(() => parse(`${V4}[HKLM\\K]\n"a"="\x81"\n`, { codePage: 932 }))).toEqual({
      code: 'reg-file-undecodable',
      path: 'a.reg',
      line: 4,
      column: 6,
      encoding: 'code page 932',
    });
  });

  it('has bytes of text in the code page, and gives them no terminator', () => {
    const lines = '"a"=hex(2):25,50,e9,00\n"b"=hex(7):41,00,00\n"c"=hex(1):42\n"d"=hex:e9\n"e"=hex(0):e9\n';
    expect(valuesOf(parse(`${V4}[HKLM\\K]\n${lines}`, { codePage: 1252 }))).toEqual({
      a: '2 25005000e9000000',
      b: '7 410000000000',
      c: 'sz without end B',
      d: '3 e9',
      e: '0 e9',
    });
  });

  it('skips bytes of text that are none in the code page', () => {
    const file = parse(`${V4}[HKLM\\K]\n"a"=hex(2):81,\\\n  00\n"b"=dword:1\n`, { codePage: 932 });
    expect(valuesOf(file)).toEqual({ b: '4 01000000' });
    expect(file.skipped).toEqual([{ line: 4, column: 1, problem: 'hex-text', first: 4, last: 5 }]);
  });

  it('has UTF-16 as bytes of text when it is UTF-16 itself', () => {
    const file = parseRegFile(wide(`${V4}[HKLM\\K]\n"a"=hex(2):41,00\n`), 'a.reg');
    expect(valuesOf(file)).toEqual({ a: '2 4100' });
  });
});

describe('a file in pieces', () => {
  const files: readonly [string, Uint8Array][] = [
    ['UTF-16', wide(GREETING)],
    ['UTF-8', new Uint8Array(Buffer.from(GREETING))],
    ['REGEDIT4', latin1(`${V4}[HKLM\\K]\r\n"gr\xf6\xdfe"=hex:01,\\\r\n  02\r\n`)],
  ];

  it.each(files)('says the same, wherever it is cut: %s', (_name, bytes) => {
    const whole = parseRegFile(bytes, 'a.reg', { codePage: 1252 });
    for (let size = 1; size <= bytes.length; size++) {
      const parser = new RegFileParser('a.reg', { codePage: 1252 });
      for (let at = 0; at < bytes.length; at += size) parser.push(bytes.subarray(at, at + size));
      expect(parser.end()).toEqual(whole);
    }
  });

  it('is refused when it is too large', () => {
    const parser = new RegFileParser('a.reg');
    parser.push(latin1(V5));
    const comments = latin1(`; ${'x'.repeat(1022)}\n`.repeat(8192));
    const fill = () => {
      for (let i = 0; i < 64; i++) parser.push(comments);
    };
    expect(errorOf(fill)).toEqual({
      code: 'reg-file-too-large',
      path: 'a.reg',
      counted: 'bytes',
      limit: 512 << 20,
    });
  });

  it.each([
    ['UTF-8', latin1('a'.repeat(8 << 20))],
    ['UTF-16', wide('a'.repeat(4 << 20)).subarray(2)],
  ])('is refused when a line is: %s', (name, piece) => {
    const parser = new RegFileParser('a.reg');
    parser.push(name === 'UTF-8' ? latin1(V5) : wide(V5));
    const fill = () => {
      for (let i = 0; i < 9; i++) parser.push(piece);
    };
    expect(errorOf(fill)).toEqual({
      code: 'reg-file-too-large',
      path: 'a.reg',
      counted: 'letters-in-a-line',
      limit: 32 << 20,
    });
  });
});
