import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGroup, RecoveryPassword } from '../../src/bitlocker/recovery-password.ts';
import { HiveError } from '../../src/ground/errors.ts';

const GROUPS = ['111111', '222222', '333333', '444444', '555555', '666666', '000011', '720885'];
const PLAIN = GROUPS.join('-');

const fullWidth = (text: string): string =>
  [...text].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('');

function refusalOf(text: string): unknown {
  try {
    RecoveryPassword.parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(HiveError);
    if (error instanceof HiveError && error.code === 'recovery-password-malformed') {
      // Neither the error nor what is printed of it holds a digit of what was typed.
      const digits = text.normalize('NFKC').match(/\d{4,}/g) ?? [];
      for (const piece of digits) expect(`${error.message}${inspect(error)}`).not.toContain(piece);
      return error.details;
    }
  }
  return undefined;
}

describe('recovery password', () => {
  it('is read in the forms in which people paste it', () => {
    const forms = [
      PLAIN,
      GROUPS.join(' '),
      GROUPS.join(''),
      GROUPS.join('\r\n'),
      ` ${GROUPS.join(' - ')}\n`,
      GROUPS.join('\u2013'),
      GROUPS.join('\u2212'),
      GROUPS.map(fullWidth).join('\uff0d'),
      GROUPS.map(fullWidth).join('\u30fc'),
      GROUPS.map(fullWidth).join('\u3000'),
      GROUPS.join('\u30fb'),
      GROUPS.join('\u3001'),
      GROUPS.join('\u200b'),
      `\ufeff${GROUPS.join('\u00a0')}`,
      `${GROUPS.slice(0, 4).join('-')}\n${GROUPS.slice(4).join('-')}`,
    ];
    for (const form of forms) expect(RecoveryPassword.parse(form).reveal()).toBe(PLAIN);
  });

  it('names every mistyped group', () => {
    const typed = [...GROUPS];
    typed[1] = '222223';
    typed[4] = '55555';
    typed[7] = '720896'; // a multiple of 11, but 65,536 times
    expect(refusalOf(typed.join('-'))).toEqual({ groups: [2, 5, 8], problem: 'groups-mistyped' });
    expect(refusalOf(`${GROUPS.slice(0, 7).join('')}999999`)).toEqual({
      groups: [8],
      problem: 'groups-mistyped',
    });
  });

  it('says what is wrong when groups cannot be told', () => {
    expect(refusalOf('  ')).toEqual({ groups: [], problem: 'empty' });
    expect(refusalOf(GROUPS.slice(0, 7).join('-'))).toEqual({ groups: [], problem: 'wrong-length' });
    expect(refusalOf(`${GROUPS.join('')}1`)).toEqual({ groups: [], problem: 'wrong-length' });
    expect(refusalOf(PLAIN.replace('111111', '11111l'))).toEqual({ groups: [], problem: 'other-characters' });
    expect(refusalOf('DFA26333-9C14-402C-8E21-A8C40AF3D5B1')).toMatchObject({ problem: 'other-characters' });
  });

  it('notices any single wrong digit and any two swapped neighbours', () => {
    const seed = 20_261_123;
    const group = fc.integer({ min: 0, max: 65_535 }).map((number) => String(number * 11).padStart(6, '0'));
    fc.assert(
      fc.property(group, fc.nat(5), fc.integer({ min: 1, max: 9 }), (digits, place, by) => {
        expect(isGroup(digits)).toBe(true);
        const wrong = (Number(digits[place]) + by) % 10;
        expect(isGroup(digits.slice(0, place) + wrong + digits.slice(place + 1))).toBe(false);
        if (place < 5 && digits[place] !== digits[place + 1]) {
          const pair = `${digits[place + 1]}${digits[place]}`;
          expect(isGroup(digits.slice(0, place) + pair + digits.slice(place + 2))).toBe(false);
        }
      }),
      { seed, numRuns: 500 },
    );
  });

  it('is printed by nothing that prints objects', () => {
    const password = RecoveryPassword.parse(PLAIN);
    const printed = [`${password}`, JSON.stringify({ password }), inspect({ password }), inspect(password)];
    for (const text of printed) {
      expect(text).toContain('[recovery password]');
      expect(text).not.toMatch(/\d{6}/);
    }
  });
});

describe('recovery password in a file', () => {
  const saved = [
    'BitLocker Drive Encryption recovery key',
    'To verify that this is the correct recovery key, compare the start of the following identifier.',
    'Identifier:',
    '      DFA26333-9C14-402C-8E21-A8C40AF3D5B1',
    'Recovery Key:',
    `      ${PLAIN}`,
    '',
  ].join('\r\n');

  const utf16 = (text: string, bigEndian: boolean): Uint8Array => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
    return bigEndian ? bytes.swap16() : bytes;
  };

  it('is found in what Windows saves, in each encoding, and in a bare line', () => {
    const files = [
      utf16(saved, false),
      utf16(saved, true),
      Buffer.from(saved),
      Buffer.from(`\ufeff${saved}`),
      Buffer.from(`${PLAIN}\n`),
      Buffer.from(GROUPS.map(fullWidth).join('\u3000')),
      Buffer.from(saved + saved),
    ];
    for (const bytes of files) expect(RecoveryPassword.parseFile(bytes).reveal()).toBe(PLAIN);
  });

  it('is refused when there are several, or none', () => {
    const other = [...GROUPS].reverse().join('-');
    expect(() => RecoveryPassword.parseFile(Buffer.from(`${PLAIN}\n${other}`))).toThrow('several-passwords');
    expect(() => RecoveryPassword.parseFile(Buffer.from('Recovery Key:'))).toThrow('other-characters');
    expect(() => RecoveryPassword.parseFile(new Uint8Array(0))).toThrow('empty');
  });
});
