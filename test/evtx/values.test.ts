import { describe, expect, it } from 'vitest';
import { ChunkBytes } from '../../src/evtx/chunk-bytes.ts';
import { ExpansionBudget } from '../../src/evtx/expansion-budget.ts';
import { decodeValue } from '../../src/evtx/values/decode-value.ts';
import { numberOfValue, textOfValue, timeOfValue } from '../../src/evtx/values/value-text.ts';
import type { EventValue } from '../../src/evtx/values/value-types.ts';
import {
  bool,
  filetime,
  guid,
  hex32,
  hex64,
  int32,
  type MadeValue,
  nothing,
  raw,
  sid,
  text,
  texts,
  uint8,
  uint16,
  uint32,
  uint64,
} from '../support/event-logs/values.ts';

function decode({ type, bytes }: MadeValue): EventValue {
  const chunk = new ChunkBytes(Uint8Array.from([9, ...bytes, 9]), 'a.evtx', 0);
  return decodeValue(chunk, { type, at: 1, size: bytes.length }, new ExpansionBudget(chunk));
}

const FF = (count: number): number[] => Array.from({ length: count }, () => 0xff);
const SYSTEM_TIME = [0xea, 0x07, 11, 0, 5, 0, 27, 0, 22, 0, 38, 0, 9, 0, 123, 0];

describe('a value', () => {
  it.each<[string, MadeValue, EventValue['type'], EventValue['content'], string]>([
    ['nothing', nothing, 'null', undefined, ''],
    ['text', text('a<ä日'), 'string', 'a<ä日', 'a<ä日'],
    ['text with its end', text('a\0\0'), 'string', 'a', 'a'],
    ['no text', text(''), 'string', '', ''],
    ['text of odd size', raw(0x01, 0x61, 0, 0x62), 'string', 'a', 'a'],
    ['ANSI text', raw(0x02, 0x61, 0x80, 0xe4, 0), 'ansi-string', 'a€ä', 'a€ä'],
    ['Int8', raw(0x03, 0xfe), 'int8', -2, '-2'],
    ['UInt8', uint8(254), 'uint8', 254, '254'],
    ['Int16', raw(0x05, 0xfe, 0xff), 'int16', -2, '-2'],
    ['UInt16', uint16(65534), 'uint16', 65534, '65534'],
    ['Int32', int32(-2), 'int32', -2, '-2'],
    ['UInt32', uint32(0xffff_fffe), 'uint32', 0xffff_fffe, '4294967294'],
    ['Int64', raw(0x09, 0xfe, ...FF(7)), 'int64', -2n, '-2'],
    ['UInt64', uint64(0xffff_ffff_ffff_fffen), 'uint64', 0xffff_ffff_ffff_fffen, '18446744073709551614'],
    ['Real32', raw(0x0b, 0, 0, 0xc0, 0x3f), 'real32', 1.5, '1.5'],
    ['Real64', raw(0x0c, 0, 0, 0, 0, 0, 0, 0xf8, 0xbf), 'real64', -1.5, '-1.5'],
    ['true', bool(true), 'bool', true, 'true'],
    ['false', bool(false), 'bool', false, 'false'],
    ['true of one byte', raw(0x0d, 1), 'bool', true, 'true'],
    ['true of eight bytes', raw(0x0d, 0, 0, 0, 0, 0, 0, 0, 1), 'bool', true, 'true'],
    ['false of two bytes', raw(0x0d, 0, 0), 'bool', false, 'false'],
    ['bytes', raw(0x0e, 1, 0xab), 'binary', Uint8Array.of(1, 0xab), '01AB'],
    [
      'GUID',
      guid('{f2e7dd72-6468-4e36-b6f1-6488f42c1b52}'),
      'guid',
      '{F2E7DD72-6468-4E36-B6F1-6488F42C1B52}',
      '{F2E7DD72-6468-4E36-B6F1-6488F42C1B52}',
    ],
    ['SizeT of eight bytes', raw(0x10, 0, 0, 0, 0, 1, 0, 0, 0), 'size', 0x1_0000_0000n, '0x100000000'],
    ['SizeT of four bytes', raw(0x10, 0, 16, 0, 0), 'size', 4096, '0x1000'],
    [
      'FILETIME',
      filetime('2026-11-27T22:38:00.1234567Z'),
      'filetime',
      134_402_926_801_234_567n,
      '2026-11-27T22:38:00.1234567Z',
    ],
    [
      'SYSTEMTIME',
      raw(0x12, ...SYSTEM_TIME),
      'systemtime',
      '2026-11-27T22:38:09.123Z',
      '2026-11-27T22:38:09.123Z',
    ],
    [
      'SID',
      sid('S-1-5-21-1-2-4294967295-1001'),
      'sid',
      'S-1-5-21-1-2-4294967295-1001',
      'S-1-5-21-1-2-4294967295-1001',
    ],
    [
      'SID of a large authority',
      raw(0x13, 1, 0, 1, 0, 0, 0, 0, 0),
      'sid',
      'S-1-0x010000000000',
      'S-1-0x010000000000',
    ],
    ['HexInt32', hex32(0x8007_0032), 'hex32', 0x8007_0032, '0x80070032'],
    ['HexInt64', hex64(0x3e7n), 'hex64', 0x3e7n, '0x3e7'],
    ['no value of a type', raw(0x08), 'uint32', undefined, ''],
    ['number of another size', raw(0x08, 1, 2), 'uint32', 513, '513'],
    ['number of no size', raw(0x08, 1, 2, 3), 'unknown', Uint8Array.of(1, 2, 3), '010203'],
    ['GUID of no size', raw(0x0f, 1), 'unknown', Uint8Array.of(1), '01'],
    [
      'SID without its end',
      raw(0x13, 1, 15, 0, 0, 0, 0, 0, 5),
      'unknown',
      Uint8Array.of(1, 15, 0, 0, 0, 0, 0, 5),
      '010F000000000005',
    ],
    ['type that nobody knows', raw(0x7f, 1), 'unknown', Uint8Array.of(1), '01'],
    ['array of text', texts('a', '', 'b', ''), 'string', ['a', '', 'b', ''], 'a, , b, '],
    ['array of nothing', raw(0x81), 'string', [], ''],
    ['array of ANSI text', raw(0x82, 0x61, 0, 0x62, 0), 'ansi-string', ['a', 'b'], 'a, b'],
    ['array of numbers', raw(0x94, 1, 0, 0, 0, 2, 0, 0, 0), 'hex32', [1, 2], '0x1, 0x2'],
    ['array with a rest', raw(0x86, 1, 0, 2), 'uint16', [1, 2], '1, 2'],
    [
      'array of SIDs',
      raw(0x93, ...sid('S-1-5-18').bytes, ...sid('S-1-5-32-544').bytes),
      'sid',
      ['S-1-5-18', 'S-1-5-32-544'],
      'S-1-5-18, S-1-5-32-544',
    ],
  ])('is %s', (_name, made, type, content, shown) => {
    const value = decode(made);
    expect(value).toEqual({ type, content });
    expect(textOfValue(value)).toBe(shown);
  });

  it('is a number where it is one, and small enough', () => {
    expect(numberOfValue(decode(uint32(7)))).toBe(7);
    expect(numberOfValue(decode(uint64(7n)))).toBe(7);
    expect(numberOfValue(decode(uint64(0xffff_ffff_ffff_ffffn)))).toBeUndefined();
    expect(numberOfValue(decode(text('7')))).toBeUndefined();
  });

  it('is a time where it is one, also as text', () => {
    expect(timeOfValue(decode(filetime('1601-01-01T00:00:01Z')))).toBe(10_000_000n);
    expect(timeOfValue(decode(text('1601-01-01T00:00:01Z')))).toBe(10_000_000n);
    expect(timeOfValue(decode(uint64(7n)))).toBeUndefined();
    expect(timeOfValue(undefined)).toBeUndefined();
  });
});
