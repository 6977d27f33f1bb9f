import { HiveError } from '../ground/errors.ts';

/**
 * The 48 digits of a BitLocker recovery password. It opens the disk to whoever reads it, so it is kept out of
 * everything that is printed by chance: only `reveal` gives the digits.
 */
export class RecoveryPassword {
  readonly #digits: string;

  private constructor(groups: readonly string[]) {
    this.#digits = groups.join('-');
  }

  /** In the form that manage-bde takes: eight groups with dashes. */
  reveal(): string {
    return this.#digits;
  }

  toString(): string {
    return '[recovery password]';
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  /**
   * Reads what a person typed or pasted: digits of any width, with dashes, spaces or line breaks of any script.
   *
   * @throws HiveError 'recovery-password-malformed'; its details name the mistyped groups (1 to 8) and never the digits.
   */
  static parse(text: string): RecoveryPassword {
    const groups = splitGroups(text);
    const mistyped = groups.flatMap((group, i) => (isGroup(group) ? [] : [i + 1]));
    if (mistyped.length > 0)
      throw new HiveError('recovery-password-malformed', { groups: mistyped, problem: 'groups-mistyped' });
    return new RecoveryPassword(groups);
  }

  /**
   * Finds the recovery password in a file: the text that Windows saves or prints, which has other text and the key's ID
   * around it, or the digits alone.
   *
   * @param bytes UTF-8 or UTF-16 (Windows saves UTF-16 with a byte order mark).
   * @throws like `parse`.
   */
  static parseFile(bytes: Uint8Array): RecoveryPassword {
    const text = decodeText(bytes).normalize('NFKC');
    const written = [...text.matchAll(WRITTEN)].map(([found]) => found.replace(/\D/g, ''));
    const different = new Set(written);
    if (different.size > 1)
      throw new HiveError('recovery-password-malformed', { groups: [], problem: 'several-passwords' });
    const [only] = different;
    return RecoveryPassword.parse(only ?? text);
  }
}

const GROUPS = 8;
const GROUP_DIGITS = 6;
/** Each group is a 16-bit number times 11. Microsoft: Win32_EncryptableVolume, ProtectKeyWithNumericalPassword. */
const FACTOR = 11;
const LARGEST_NUMBER = 0xffff;

/** A recovery password as Windows writes it, wherever it stands in a text. */
const WRITTEN = /(?<!\d)\d{6}(?:[-\s]\d{6}){7}(?!\d)/g;

/**
 * After compatibility normalisation (which makes full-width digits and spaces plain ones): dashes of all kinds, the
 * long vowel mark and middle dots that a Japanese input method gives for a dash, commas, and what has no width.
 */
const SEPARATORS =
  /[\s\p{Pd}\u2212\u30fc\uff70\u2500\u2015\u00b7\u30fb\uff65\u3001\u3002,.;:_/|\u00ad\u200b-\u200f\u2060\ufeff]+/gu;

/** @returns eight pieces of any length. */
function splitGroups(text: string): readonly string[] {
  const pieces = text.normalize('NFKC').split(SEPARATORS).filter(Boolean);
  if (pieces.length === 0) throw malformed('empty');
  if (pieces.some((piece) => /\D/.test(piece))) throw malformed('other-characters');
  // Eight pieces are the groups even if one is too short: so the one with the missing digit can be named.
  if (pieces.length === GROUPS) return pieces;
  const digits = pieces.join('');
  if (digits.length !== GROUPS * GROUP_DIGITS) throw malformed('wrong-length');
  return Array.from({ length: GROUPS }, (_, i) => digits.slice(i * GROUP_DIGITS, (i + 1) * GROUP_DIGITS));
}

function malformed(problem: 'empty' | 'other-characters' | 'wrong-length'): HiveError {
  return new HiveError('recovery-password-malformed', { groups: [], problem });
}

/**
 * Whether six digits can be a group. Being a multiple of 11 is the same as the last digit being the alternating sum of
 * the five before it. One mistyped digit, or two neighbours swapped, is always noticed.
 */
export function isGroup(digits: string): boolean {
  if (!/^[0-9]{6}$/.test(digits)) return false;
  const number = Number(digits);
  return number % FACTOR === 0 && number / FACTOR <= LARGEST_NUMBER;
}

function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}
