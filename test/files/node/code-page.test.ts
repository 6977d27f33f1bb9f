import { describe, expect, it } from 'vitest';
import { codePageEncoder } from '../../../src/files/node/code-page.ts';
import { ja } from '../../../src/report/messages/ja.ts';

const encode = (codePage: number, text: string): string => {
  const encoder = codePageEncoder(codePage);
  if (encoder === undefined) throw new Error(`no code page ${codePage}`);
  return Buffer.from(encoder(text)).toString('hex');
};

/** Every text of the messages that is one, and not made of details. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

describe('codePageEncoder', () => {
  /** The bytes are those of Python 3.11's codecs, but for 髙, of which Windows writes IBM's code. */
  it.each([
    [932, '日本語ﾊﾝｶｸ', '93fa967b8ceacaddb6b8'],
    [932, '～―∥－①Ⅲ㈱髙', '8160815c8161817c87408756878afbfc'],
    [936, '中文', 'd6d0cec4'],
    [949, '한국', 'c7d1b1b9'],
    [950, '中文', 'a4a4a4e5'],
    [866, 'Привет', '8fe0a8a2a5e2'],
    [874, 'ไทย', 'e4b7c2'],
    [437, 'Müller ½', '4d816c6c657220ab'],
    [850, 'Müller ®', '4d816c6c657220a9'],
  ])('writes in code page %i: %s', (codePage, text, bytes) => {
    expect(encode(codePage, text)).toBe(bytes);
  });

  it('keeps ASCII and line feeds as they are, and spells out what it has not', () => {
    expect(Buffer.from(encode(932, 'C:\\日~\r\n'), 'hex').toString('latin1')).toBe('C:\\\x93\xfa~\r\n');
    expect(Buffer.from(encode(932, 'é😀'), 'hex').toString()).toBe('\\u{e9}\\u{1f600}');
    expect(Buffer.from(encode(850, '日'), 'hex').toString()).toBe('\\u{65e5}');
  });

  it('knows nothing of UTF-8 and of other code pages', () => {
    for (const codePage of [65001, 1252, 0, 12345, Number.NaN])
      expect(codePageEncoder(codePage)).toBeUndefined();
  });

  it('has every letter of the Japanese messages', () => {
    const decoder = new TextDecoder('shift_jis');
    const all = texts(ja);
    expect(all.length).toBeGreaterThan(150);
    const joined = all.join('\n');
    expect(decoder.decode(Buffer.from(encode(932, joined), 'hex'))).toBe(joined);
  });
});
