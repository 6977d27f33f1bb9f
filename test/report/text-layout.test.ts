import { describe, expect, it } from 'vitest';
import { hang, padEnd, textWidth, wrap } from '../../src/report/text-layout.ts';

describe('text layout', () => {
  it('counts full-width characters as two columns and combining marks as none', () => {
    expect(textWidth('abc')).toBe(3);
    expect(textWidth('回復キー')).toBe(8);
    expect(textWidth('ｶﾞ')).toBe(2);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('か\u3099')).toBe(2);
    expect(textWidth('\u001b')).toBe(0);
    expect(textWidth('𠮷')).toBe(2);
  });

  it('pads to columns, not to characters', () => {
    expect(padEnd('設定', 6)).toBe('設定  ');
    expect(padEnd('setting', 3)).toBe('setting');
  });

  it('breaks at spaces and never loses a character', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('exactly8 x', 8)).toEqual(['exactly8', 'x']);
    expect(wrap('', 8)).toEqual(['']);
    expect(wrap('a\nb', 8)).toEqual(['a\\u{a}b']);
  });

  it('breaks Japanese between characters, but not before a full stop or after an opening bracket', () => {
    expect(wrap('これは文です。', 12)).toEqual(['これは文で', 'す。']);
    expect(wrap('あ「いう」', 4)).toEqual(['あ', '「い', 'う」']);
  });

  it('breaks a path only when it is longer than a line, behind its separators, and a long name where the line ends', () => {
    expect(wrap('C:\\Windows\\System32', 12)).toEqual(['C:\\Windows\\', 'System32']);
    expect(wrap('in C:\\Windows', 11)).toEqual(['in', 'C:\\Windows']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('keeps every line within the width, whatever the text', () => {
    const texts = [
      'Only Windows Hello may sign in with a Microsoft account (DevicePasswordLessBuildVersion = 2)',
      'Microsoft アカウントでは Windows Hello でしかサインインできません。(DevicePasswordLessBuildVersion = 2)、「例」',
      '/a/very/long/path/'.repeat(9),
    ];
    for (const text of texts) {
      for (let width = 4; width <= 100; width += 1) {
        const lines = wrap(text, width);
        expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }
    }
  });

  it('indents the lines after the first to the same column', () => {
    expect(hang('1. ', 'one two', 7)).toEqual(['1. one', '   two']);
    expect(hang('設定 ', 'one two', 9)).toEqual(['設定 one', '     two']);
  });
});
