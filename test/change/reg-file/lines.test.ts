import { describe, expect, it } from 'vitest';
import { parseRegFile, RegFileParser } from '../../../src/change/reg-file/parse-reg-file.ts';
import { keysOf, latin1, parse, problemsIn, problemsOf, V4, V5, valuesIn, valuesOf, wide } from './said.ts';

/** One test for each fact about the lines of a .reg file: what regedit takes, and what it passes over in silence. */

describe('a key', () => {
  const keysIn = (lines: string): string[] => keysOf(parse(V5 + lines));

  it('has the names between the backslashes, as they are spelled', () => {
    expect(keysOf(parseRegFile(wide(`${V5}[HKEY_LOCAL_MACHINE\\SOFTWARE\\Größe]`), 'a.reg'))).toEqual([
      'HKEY_LOCAL_MACHINE|SOFTWARE|Größe',
    ]);
    expect(keysIn('[HKLM\\a "b" /c;d#e]')).toEqual(['HKLM|a "b" /c;d#e']);
    expect(keysIn('[HKLM\\https://example.org]')).toEqual(['HKLM|https://example.org']);
  });

  it('is deleted with a minus', () => {
    expect(keysIn('[-HKLM\\K]\n[HKLM\\K]')).toEqual(['-HKLM|K', 'HKLM|K']);
  });

  it('may have blanks before it, and behind its name as part of the name', () => {
    expect(keysIn('  [HKLM\\a ]\n\t[HKLM\\b\t]')).toEqual(['HKLM|a ', 'HKLM|b\t']);
  });

  it('ends with the last closing bracket; what stands behind it is not looked at', () => {
    expect(keysIn('[HKLM\\a]b]')).toEqual(['HKLM|a]b']);
    expect(keysIn('[HKLM\\a] ;comment')).toEqual(['HKLM|a']);
    expect(keysIn('[HKLM\\a]junk')).toEqual(['HKLM|a']);
  });

  it('may end with backslashes', () => {
    expect(keysIn('[HKLM\\a\\]\n[HKLM\\b\\\\\\]')).toEqual(['HKLM|a', 'HKLM|b']);
  });

  it.each([
    ['[ HKLM\\a]', '3:2 key-begins-blank'],
    ['[\tHKLM\\a]', '3:2 key-begins-blank'],
    ['[ -HKLM\\a]', '3:2 key-begins-blank'],
    ['[- HKLM\\a]', '3:3 key-begins-blank'],
    ['[-\tHKLM\\a]', '3:3 key-begins-blank'],
    ['[HKLM\\a', '3:1 key-unclosed'],
    ['  [', '3:3 key-unclosed'],
    ['[]', '3:2 key-name-empty'],
    ['[-]', '3:3 key-name-empty'],
    ['[\\]', '3:2 key-name-empty'],
    ['[\\HKLM]', '3:2 key-name-empty'],
    ['[HKLM\\\\a]', '3:7 key-name-empty'],
    [`[HKLM\\${'x'.repeat(256)}]`, '3:7 key-name-too-long'],
    ['HKLM\\a]', '3:1 line-unknown'],
    ['[HKLM\\\nb]', '3:1 key-unclosed (3-4)'],
  ])('is skipped in %j', (lines, problem) => {
    const file = parse(V5 + lines);
    expect(keysOf(file)).toEqual([]);
    expect(problemsOf(file)).toEqual([problem]);
  });

  it('may have a name of 255 characters', () => {
    expect(keysIn(`[HKLM\\${'x'.repeat(255)}]`)).toHaveLength(1);
  });

  it('takes the values below it with it when it is skipped, or is deleted', () => {
    const values = '"a"=dword:1\n\n"b"=hex:01,\\\n  02\n';
    const file = parse(`${V5}[HKLM\\K]\n[ HKLM\\a]\n${values}[-HKLM\\b]\n${values}[HKLM\\c]\n"d"="e"\n`);
    expect(keysOf(file)).toEqual(['HKLM|K', '-HKLM|b', 'HKLM|c']);
    expect(valuesOf(file)).toEqual({ d: 'sz e' });
    expect(problemsOf(file)).toEqual(['4:2 key-begins-blank (4-8)', '10:1 value-without-key (10-13)']);
  });

  it('must stand before values', () => {
    const file = parse(`${V5}"a"=dword:1\n"b"="c"\n`);
    expect(file.sections).toEqual([]);
    expect(problemsOf(file)).toEqual(['3:1 value-without-key (3-4)']);
  });

  it('may stand there twice, in the order of the file', () => {
    const file = parse(`${V5}[HKLM\\a]\n"x"="1"\n[HKLM\\b]\n[HKLM\\A]\n"x"=-\n`);
    expect(file.sections.map(({ line, values }) => [line, values.length])).toEqual([
      [3, 1],
      [5, 0],
      [6, 1],
    ]);
  });
});

describe('a name', () => {
  it('stands in quotation marks, with \\" and \\\\ in it', () => {
    expect(valuesIn('"a\\"b\\\\c"="1"\n"123/\\"4;\'5"="2"\n"#;"="3"')).toEqual({
      'a"b\\c': 'sz 1',
      '123/"4;\'5': 'sz 2',
      '#;': 'sz 3',
    });
  });

  it('keeps its blanks', () => {
    expect(valuesIn('"  a"="1"\n"\t\tb"="2"\n  "  c  "  =  "  d  "  ')).toEqual({
      '  a': 'sz 1',
      '\t\tb': 'sz 2',
      '  c  ': 'sz   d  ',
    });
  });

  it('is @ for the default value, or nothing between the quotation marks', () => {
    expect(valuesIn('@="a"')).toEqual({ '': 'sz a' });
    expect(valuesIn('""="a"')).toEqual({ '': 'sz a' });
    expect(valuesIn('\t@\t=\tdword:\t00000008\t')).toEqual({ '': '4 08000000' });
    expect(valuesIn('"@"="a"')).toEqual({ '@': 'sz a' });
  });

  it.each([
    ['a="b"', '4:1 line-unknown'],
    ['a"="b"', '4:1 line-unknown'],
    ['"a="b"', '4:5 equals-missing'],
    ['"a=b', '4:1 value-name-unclosed'],
    ['"a=b"', '4:6 equals-missing'],
    ['"a" "b"', '4:5 equals-missing'],
    ['@', '4:2 equals-missing'],
    ['@x="b"', '4:2 equals-missing'],
    ['"a\\', '4:3 escape-unknown'],
    ['"a\\x"="b"', '4:3 escape-unknown'],
    [`"${'x'.repeat(16_384)}"="b"`, '4:1 value-name-too-long'],
  ])('is skipped in %s', (line, problem) => {
    expect(valuesIn(line)).toEqual({});
    expect(problemsIn(line)).toEqual([problem]);
  });

  it('may have 16,383 characters', () => {
    expect(Object.keys(valuesIn(`"${'x'.repeat(16_383)}"="b"`))).toHaveLength(1);
  });
});

describe('deleting a value', () => {
  it.each(['-', '  -', '  \t-\t  ', '-;comment', '- ;comment'])('is %j', (data) => {
    expect(valuesIn(`"a"=${data}\n@=-`)).toEqual({ a: 'deleted', '': 'deleted' });
  });

  it.each([
    ['-"b"', '4:6 text-behind-data'],
    ['- #comment', '4:7 text-behind-data'],
    ['--', '4:6 text-behind-data'],
  ])('is not %j', (data, problem) => {
    expect(valuesIn(`"a"=${data}`)).toEqual({});
    expect(problemsIn(`"a"=${data}`)).toEqual([problem]);
  });
});

describe('text', () => {
  it.each([
    ['""', ''],
    ['"a \\"b\\" c"', 'a "b" c'],
    ['"C:\\\\new"', 'C:\\new'],
    ['"\\\\0"', '\\0'],
    ['"#a"', '#a'],
    ['";a"', ';a'],
    ['"a ;b #c"', 'a ;b #c'],
    ['"a";comment', 'a'],
    ['"a"\t\t;comment', 'a'],
    ['"a"  ', 'a'],
    ['"a\tb"', 'a\tb'],
  ])('is %s', (data, expected) => {
    expect(valuesIn(`"n"=${data}`)).toEqual({ n: `sz ${expected}` });
  });

  it.each([
    ['"a"#comment', '4:8 text-behind-data'],
    ['"a"  #comment', '4:10 text-behind-data'],
    ['"a"b"', '4:8 text-behind-data'],
    ['"a""b"', '4:8 text-behind-data'],
    ['"a\\0"', '4:7 escape-unknown'],
    ['"C:\\new"', '4:8 escape-unknown'],
    ['"a', '4:5 text-unclosed'],
    ['a"', '4:5 data-unknown'],
    ['a', '4:5 data-unknown'],
    ['\\"a\\"', '4:5 data-unknown'],
    ['', '4:5 data-unknown'],
    ['#"a"', '4:5 data-unknown'],
    [';"a"', '4:5 data-unknown'],
  ])('is skipped in %s', (data, problem) => {
    expect(valuesIn(`"n"=${data}`)).toEqual({});
    expect(problemsIn(`"n"=${data}`)).toEqual([problem]);
  });

  it('may have line ends in it, which stay what they are', () => {
    const file = parse(`${V5}[HKLM\\K]\r\n"a"="one\r\ntwo\n\\"three\\"\r\r\n" ;comment\r\n"b"=dword:1\r\n`);
    expect(valuesOf(file)).toEqual({ a: 'sz one\r\ntwo\n"three"\r\r\n', b: '4 01000000' });
    expect(file.skipped).toEqual([]);
  });

  it('is not taken over several lines where no quotation mark ends it', () => {
    const lines =
      '"a"="one\n"b"=dword:1\n[HKLM\\L]\n"c"="two\n;comment\n"d"="three"\nrest\n"e"="four\nrest\n\nrest';
    expect(valuesIn(lines)).toEqual({ b: '4 01000000', d: 'sz three' });
    expect(problemsIn(lines)).toEqual([
      '4:5 text-unclosed',
      '7:5 text-unclosed',
      '10:1 line-unknown',
      '11:5 text-unclosed (11-12)',
      '14:1 line-unknown',
    ]);
  });

  it('is not taken over several lines when an escape is wrong, or behind a million letters', () => {
    expect(problemsIn('"a"="one\n\\two"\n"b"=-')).toEqual(['4:5 text-unclosed (4-5)']);
    const long = `"a"="one\n${`${'x'.repeat(1023)}\n`.repeat(1100)}"\n"b"=dword:1`;
    expect(valuesIn(long)).toEqual({ b: '4 01000000' });
    expect(problemsIn(long)).toEqual(['4:5 text-unclosed (4-1104)', '1105:1 value-name-unclosed']);
  });

  it('may end the file without a line end', () => {
    expect(valuesIn('"a"="b"')).toEqual({ a: 'sz b' });
  });
});

describe('dword:', () => {
  it.each([
    ['1', '01000000'],
    ['4444', '44440000'],
    ['DeadBeef', 'efbeadde'],
    ['  00000008', '08000000'],
    ['\t\t8', '08000000'],
    ['8 ;comment', '08000000'],
    ['1234;5678', '34120000'],
  ])('takes %j', (digits, data) => {
    expect(valuesIn(`"a"=dword:${digits}`)).toEqual({ a: `4 ${data}` });
  });

  it.each([
    '',
    ' ;1',
    'hello',
    '123456789',
    '000000001',
    '12345678abc',
    '12345678 abc',
    '0x123',
    '123 456',
    '-1',
    '1234#5678',
    '1234 #5678',
  ])('does not take %j', (digits) => {
    expect(valuesIn(`"a"=dword:${digits}`)).toEqual({});
    expect(problemsIn(`"a"=dword:${digits}`)).toEqual([`4:${digits.startsWith(' ') ? 12 : 11} dword-digits`]);
  });

  it('does not go on on the next line', () => {
    expect(problemsIn('"a"=dword:1234\\\n5678')).toEqual(['4:11 dword-digits (4-5)']);
  });

  it('is written in small letters, as hex: is', () => {
    expect(problemsIn('"a"=DWORD:1\n"b"=HEX:01\n"c"=Hex(2):01')).toEqual([
      '4:5 data-unknown',
      '5:5 data-unknown',
      '6:5 data-unknown',
    ]);
  });
});

describe('hex:', () => {
  it.each([
    ['hex:', '3 '],
    ['hex: ;comment', '3 '],
    ['hex:11', '3 11'],
    ['hex:1,2,AB', '3 0102ab'],
    ['hex:11,22,', '3 1122'],
    ['hex:11,22, ;comment', '3 1122'],
    ['hex: 11, 22,\t33', '3 112233'],
    ['hex(0):', '0 '],
    ['hex(1):', 'sz without end '],
    ['hex(2):25,00', '2 2500'],
    ['hex(4):', '4 '],
    ['hex(4):01', '4 01'],
    ['hex(7):00', '7 00'],
    ['hex(b):01,00,00,00,00,00,00,00', 'b 0100000000000000'],
    ['hex(B):01', 'b 01'],
    ['hex(02):01', '2 01'],
    ['hex(abcd):01', 'abcd 01'],
    ['hex(7fffffff):01', '7fffffff 01'],
    ['hex(ffffffff):01', 'ffffffff 01'],
  ])('takes %s', (data, expected) => {
    expect(valuesIn(`"a"=${data}`)).toEqual({ a: expected });
    expect(problemsIn(`"a"=${data}`)).toEqual([]);
  });

  it('keeps data as they are: no terminator is added, odd lengths stay', () => {
    expect(valuesIn('"a"=hex(2):25,00,41,00\n"b"=hex(7):41\n"c"=hex(1):41,00')).toEqual({
      a: '2 25004100',
      b: '7 41',
      c: 'sz without end A',
    });
  });

  it.each([
    ['hex(100000000):01', '4:9 hex-type'],
    ['hex(0x2):01', '4:9 hex-type'],
    ['hex(x2):01', '4:9 hex-type'],
    ['hex():01', '4:9 hex-type'],
    ['hex(2:01', '4:9 hex-type'],
    ['hex(2)01', '4:9 hex-type'],
    ['hex:100', '4:9 hex-digits'],
    ['hex:25,1a4,00', '4:12 hex-digits'],
    ['hex:zz', '4:9 hex-digits'],
    ['hex:25,z', '4:12 hex-digits'],
    ['hex:,25', '4:9 hex-comma'],
    ['hex:25,,26', '4:12 hex-comma'],
    ['hex:25 26', '4:12 hex-comma'],
    ['hex:25 , 26', '4:12 hex-comma'],
    ['hex:25#comment', '4:11 hex-comma'],
    ['hex:25  #comment', '4:13 hex-comma'],
    ['hex:25/', '4:11 hex-comma'],
    ['hex:25,/', '4:12 hex-digits'],
    ['hex:25,48\\,4f', '4:14 hex-continuation'],
    ['hex:25,48,\\4f', '4:15 hex-continuation'],
    ['hex:25,48,\\ 4f', '4:15 hex-continuation'],
    ['hex:\\25', '4:9 hex-continuation'],
    ['hex:\\ 25', '4:9 hex-continuation'],
    ['hex:25,4\\f', '4:13 hex-continuation'],
    ['hex:25,50,\\,41', '4:15 hex-continuation'],
    ['hex:25,48,\\\\', '4:15 hex-continuation'],
  ])('does not take %s', (data, problem) => {
    expect(valuesIn(`"a"=${data}\n"b"="c"`)).toEqual({ b: 'sz c' });
    expect(problemsIn(`"a"=${data}\n"b"="c"`)).toEqual([problem]);
  });
});

describe('bytes over several lines', () => {
  it.each([
    ['behind a comma and a backslash', '11,\\\n  22'],
    ['without blanks before them', '11,\\\n22'],
    ['with tabs before them', '11,\\\n\t\t22'],
    ['with blanks between comma and backslash', '11,  \\\n  22'],
    ['with blanks behind the backslash', '11,\\  \n  22'],
    ['with a comment behind the backslash', '11,\\;comment\n  22'],
    ['with a comment further behind it', '11,  \\ \t ;#comment\n  22'],
    ['with a comment line between', '11,\\\n  ;comment\n;comment\n  22'],
    ['with empty lines between', '11,\\\n\n \n\t\n  22'],
    ['all of them below the first line', '\\\n  11,22'],
    ['with a comma at the end', '11,\\\n  22,'],
    ['to the end of the file', '11,22,\\'],
    ['to a comment at the end of the file', '11,22,\\\n;comment\n\n'],
  ])('go on %s', (_how, lines) => {
    expect(valuesIn(`"a"=hex:${lines}`)).toEqual({ a: '3 1122' });
    expect(problemsIn(`"a"=hex:${lines}`)).toEqual([]);
  });

  it.each([
    ['without a comma', '11\\\n', '4:11 hex-continuation'],
    ['in the middle of a byte', '11,2\\\n', '4:13 hex-continuation'],
    ['with a comment that begins otherwise', '11,\\#comment\n', '4:12 hex-continuation'],
    ['with a slash', '11,/\n', '4:12 hex-digits'],
    ['behind a comma alone', ',\\\n', '4:9 hex-comma'],
    ['with a comma first', '11,\\\n  ,22\n', '5:3 hex-comma (4-5)'],
    ['with a # line between', '11,\\\n#comment\n', '5:1 hex-digits (4-5)'],
    ['with a lone backslash', '11,\\\n  \\\n', '5:3 hex-continuation (4-5)'],
    ['with a mistake further down', '11,\\\n22,\\\n33,,44\n', '6:4 hex-comma (4-6)'],
  ])('do not go on %s', (_how, lines, problem) => {
    expect(valuesIn(`"a"=hex:${lines}"b"="c"`)).toEqual({ b: 'sz c' });
    expect(problemsIn(`"a"=hex:${lines}"b"="c"`)).toEqual([problem]);
  });

  it('take the rest of their lines with them when they are skipped', () => {
    expect(problemsIn('"a"=hex:11,2\\\n  22,33,\\\n  44\n;comment\n  55\n"b"="c"')).toEqual([
      '4:13 hex-continuation (4-6)',
      '8:3 line-unknown',
    ]);
  });

  it('end where no comma and backslash stand, though bytes follow: these are told', () => {
    for (const end of [',', ',;comment', '']) {
      const lines = `"a"=hex:11,22${end}\n  33,44\n"b"="c"`;
      expect(valuesIn(lines)).toEqual({ a: '3 1122', b: 'sz c' });
      expect(problemsIn(lines)).toEqual(['5:3 line-unknown']);
    }
  });

  it('swallow a key or a value that stands in their place', () => {
    expect(valuesIn('"a"=hex:11,\\\n"b"="c"\n"d"="e"')).toEqual({ d: 'sz e' });
    expect(problemsIn('"a"=hex:11,\\\n"b"="c"\n"d"="e"')).toEqual(['5:1 hex-digits (4-5)']);
    const file = parse(`${V5}[HKLM\\K]\n"a"=hex:11,\\\n[HKLM\\L]\n"b"="c"\n`);
    expect(keysOf(file)).toEqual(['HKLM|K']);
    expect(problemsOf(file)).toEqual(['5:1 hex-digits (4-5)']);
  });
});

describe('other lines', () => {
  it('are comments behind ; and #, also behind blanks', () => {
    const lines =
      '#"a"="b"\n;"a"="b"\n    #"a"="b"\n\t;"a"="b"\n#comment\\\n"c"="d"\n;comment\\\n"e"="f"\n\n \t\n';
    expect(valuesIn(lines)).toEqual({ c: 'sz d', e: 'sz f' });
    expect(problemsIn(lines)).toEqual([]);
  });

  it('are told with line and column, together where they stand together', () => {
    const file = parse(`${V5}junk\n[HKLM\\K]\n  junk\njunk\n\njunk\n`);
    expect(problemsOf(file)).toEqual(['3:1 line-unknown', '5:3 line-unknown (5-6)', '8:1 line-unknown']);
    expect(file.skippedCount).toBe(3);
  });

  it('end in CR LF, LF or CR', () => {
    const file = parseRegFile(
      wide('REGEDIT4\r\n\n\r[HKLM\\K]\r"a"="1"\n"b"="2"\r\nx\r\r\ny\n\ry\r'),
      'a.reg',
    );
    expect(valuesOf(file)).toEqual({ a: 'sz 1', b: 'sz 2' });
    expect(problemsOf(file)).toEqual(['7:1 line-unknown', '9:1 line-unknown', '11:1 line-unknown']);
    expect(valuesOf(parse(`${V4.replaceAll('\n', '\r')}[HKLM\\K]\r"a"="1"\r"b"="2"`))).toEqual({
      a: 'sz 1',
      b: 'sz 2',
    });
  });

  it('are counted on where they are more than are listed', () => {
    const file = parse(`${V5}${'junk\n\n'.repeat(1200)}[HKLM\\K]\n"a"="b"\n`);
    expect(file.skipped).toHaveLength(1000);
    expect(file.skippedCount).toBe(1200);
    expect(valuesOf(file)).toEqual({ a: 'sz b' });
  });
});

describe('large files', () => {
  it('of 100,000 values take a moment', { timeout: 10_000 }, () => {
    const values = Array.from({ length: 100_000 }, (_, i) => `"value ${i}"=hex:01,02,\\\r\n  03,04\r\n`).join(
      '',
    );
    const parser = new RegFileParser('a.reg');
    const bytes = wide(`${V5}[HKLM\\K]\r\n${values}`);
    for (let at = 0; at < bytes.length; at += 65_536) parser.push(bytes.subarray(at, at + 65_536));
    const { sections } = parser.end();
    expect(sections[0]?.values).toHaveLength(100_000);
    expect(sections[0]?.values[99_999]).toEqual({
      line: 200_002,
      column: 1,
      name: 'value 99999',
      content: { type: 3, data: Uint8Array.of(1, 2, 3, 4) },
    });
  });

  it('may have a value of 4 MB on one line', () => {
    const file = parseRegFile(latin1(`${V5}[HKLM\\K]\n"a"=hex:${'ab,'.repeat(4 << 20)}`), 'a.reg');
    expect(file.sections[0]?.values[0]?.content?.data).toHaveLength(4 << 20);
  });
});
