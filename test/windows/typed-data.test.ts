import { describe, expect, it } from 'vitest';
import { isHiveError } from '../../src/ground/errors.ts';
import { readTypedValue } from '../../src/windows/typed-data.ts';

const wide = (text: string): string => Buffer.from(text, 'utf16le').toString('hex');

function read(type: string | undefined, given?: string): readonly [number, string] {
  const value = readTypedValue(type, given);
  return [value.type, Buffer.from(value.data).toString('hex')];
}

describe('a value that is typed', () => {
  it.each([
    [undefined, undefined, 1, wide('\0')],
    [undefined, 'text', 1, wide('text\0')],
    ['REG_SZ', 'straße', 1, wide('straße\0')],
    ['expand_sz', '%SystemRoot%', 2, wide('%SystemRoot%\0')],
    ['REG_DWORD', '16', 4, '10000000'],
    ['REG_DWORD', '0x10', 4, '10000000'],
    ['reg_dword', '4294967295', 4, 'ffffffff'],
    ['REG_DWORD_LITTLE_ENDIAN', '1', 4, '01000000'],
    ['REG_DWORD_BIG_ENDIAN', '1', 5, '00000001'],
    ['REG_QWORD', '0x123456789', 11, '8967452301000000'],
    ['REG_BINARY', '00aB', 3, '00ab'],
    ['REG_BINARY', '00,ab 01', 3, '00ab01'],
    ['REG_BINARY', '', 3, ''],
    ['REG_MULTI_SZ', 'one\\0two', 7, wide('one\0two\0\0')],
    ['REG_MULTI_SZ', 'one\\0two\\0', 7, wide('one\0two\0\0')],
    ['REG_MULTI_SZ', '', 7, wide('\0')],
    ['REG_NONE', 'ab', 0, wide('ab')],
    ['REG_LINK', '\\Registry\\x', 6, wide('\\Registry\\x')],
    ['0xabcd', '01', 0xabcd, '01'],
    ['8', '01', 8, '01'],
  ])('as %s %s', (type, given, number, data) => {
    expect(read(type, given)).toEqual([number, data]);
  });

  it.each([
    ['REG_DWORD', 'x', 'no-number'],
    ['REG_DWORD', '', 'no-number'],
    ['REG_DWORD', '-1', 'no-number'],
    ['REG_DWORD', '4294967296', 'number-too-large'],
    ['REG_QWORD', '18446744073709551616', 'number-too-large'],
    ['REG_BINARY', 'abc', 'no-bytes'],
    ['REG_BINARY', 'xy', 'no-bytes'],
    ['REG_MULTI_SZ', 'a\\0\\0b', 'empty-string'],
    ['REG_MULTI_SZ', '\\0', 'empty-string'],
  ])('is refused as %s %s: %s', (type, given, problem) => {
    const refusal = () => read(type, given);
    expect(refusal).toThrow('data-malformed');
    try {
      refusal();
    } catch (error) {
      expect(isHiveError(error, 'data-malformed') && error.details.problem).toBe(problem);
    }
  });

  it.each(['REG_STRING', 'REG_', '', '4294967296'])('is of no type called "%s"', (type) => {
    expect(() => read(type, '1')).toThrow('data-type-unknown');
  });
});
