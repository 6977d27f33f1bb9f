import { describe, expect, it } from 'vitest';
import { ascii, i32, layoutsOf, raw, u8, u16, u32, u64 } from '../../src/ground/layout.ts';

const layout = layoutsOf({ truncated: 'hive-truncated', signature: 'hive-signature' });
const Sample = layout('sample', 26, {
  signature: ascii(0, 'ab'),
  small: u8(2),
  middle: u16(3),
  large: u32(5),
  signed: i32(9),
  huge: u64(13),
  name: raw(21, 4),
});

function sample(): Uint8Array {
  const bytes = new Uint8Array(30);
  const name = new Uint8Array([1, 2, 3, 4]);
  Sample.encode(bytes, 2, {
    small: 0xfe,
    middle: 0xfedc,
    large: 0xfedc_ba98,
    signed: -2,
    huge: 0xfedc_ba98_7654_3210n,
    name,
  });
  return bytes;
}

describe('layout', () => {
  it('reads what it wrote', () => {
    expect(Sample.decode(sample(), 2, { file: 'x' })).toEqual({
      signature: 'ab',
      small: 0xfe,
      middle: 0xfedc,
      large: 0xfedc_ba98,
      signed: -2,
      huge: 0xfedc_ba98_7654_3210n,
      name: new Uint8Array([1, 2, 3, 4]),
    });
  });

  it('leaves bytes alone whose fields are not given', () => {
    const bytes = sample();
    Sample.encode(bytes, 2, { small: 7 });
    expect(Sample.decode(bytes, 2, { file: 'x' })).toMatchObject({ small: 7, large: 0xfedc_ba98 });
  });

  it.each([-1, 5])('refuses a structure at %i, outside the bytes, with the code of its format', (offset) => {
    const details = { file: 'x', structure: 'sample', expected: '26 bytes' };
    expect(() => Sample.verify(sample(), offset, { file: 'x' })).toThrow(
      expect.objectContaining({ code: 'hive-truncated', details: expect.objectContaining(details) }),
    );
  });

  it('refuses another signature, and says where and what is there, safe to print', () => {
    const bytes = sample();
    bytes[3] = 7;
    expect(() => Sample.decode(bytes, 2, { file: 'x', base: 100 })).toThrow(
      expect.objectContaining({
        code: 'hive-signature',
        details: { file: 'x', offset: 102, structure: 'sample', expected: 'ab', actual: 'a\\x07' },
      }),
    );
  });

  it('does not write a structure outside the bytes', () => {
    expect(() => Sample.encode(new Uint8Array(25), 0, {})).toThrow(RangeError);
  });

  it('refuses to declare fields that overlap or leave the structure', () => {
    expect(() => layout('x', 8, { one: u32(0), other: u16(2) })).toThrow('other overlaps');
    expect(() => layout('x', 8, { one: u32(6) })).toThrow('one leaves');
  });
});
