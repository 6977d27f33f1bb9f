import { describe, expect, it } from 'vitest';
import { dateOfFileTime, fileTimeOf, fileTimeOfText, fileTimeText } from '../../src/ground/file-time.ts';

describe('FILETIME', () => {
  it('counts units of 100 ns since 1601', () => {
    expect(fileTimeOf(new Date('1601-01-01T00:00:00Z'))).toBe(0n);
    expect(fileTimeOf(new Date('1970-01-01T00:00:00.001Z'))).toBe(116_444_736_000_010_000n);
  });

  it('is written exactly', () => {
    expect(fileTimeText(0n)).toBe('1601-01-01T00:00:00.0000000Z');
    expect(fileTimeText(116_444_736_000_000_001n)).toBe('1970-01-01T00:00:00.0000001Z');
    expect(fileTimeText(133_423_178_298_327_406n)).toBe('2023-10-20T23:23:49.8327406Z');
  });

  it('can be any 64 bits', () => {
    expect(fileTimeText(0xffff_ffff_ffff_ffffn)).toBe('+060056-05-28T05:36:10.9551615Z');
    expect(dateOfFileTime(116_444_736_000_019_999n)).toEqual(new Date(1));
  });

  it.each([
    ['1970-01-01T00:00:00Z', 116_444_736_000_000_000n],
    ['1970-01-01T00:00:00.5Z', 116_444_736_005_000_000n],
    ['1970-01-01T00:00:00.123456789Z', 116_444_736_001_234_567n],
    ['1970-01-01 00:00:00Z', undefined],
    ['1970-13-01T00:00:00Z', undefined],
    ['yesterday', undefined],
  ])('is read from %s', (text, fileTime) => {
    expect(fileTimeOfText(text)).toBe(fileTime);
  });
});
