/** Numbers, names and bytes that look like chance and are the same each time. */
export interface Random {
  /** A whole number from 0 up to `limit`, without it. */
  below(limit: number): number;
  /** 5 to 14 letters. */
  word(): string;
  words(count: number): string;
  guid(): string;
  hexadecimal(digits: number): string;
  bytes(size: number): Uint8Array;
  /** Bytes of a value's data: mostly tens, sometimes thousands, rarely more than a data segment. */
  size(): number;
}

const SYLLABLES = 'ba ce di fo gu ka le mi no pu ra se ti vo xy za micro soft win net app sys'.split(' ');

/** xorshift32. */
export function randomNumbers(seed: number): Random {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  const hexadecimal = (digits: number): string => {
    let text = '';
    while (text.length < digits) text += next().toString(16).toUpperCase().padStart(8, '0');
    return text.slice(0, digits);
  };
  const word = (): string => {
    let text = '';
    for (let i = 2 + below(3); i > 0; i--) text += SYLLABLES[below(SYLLABLES.length)] ?? '';
    return text[0]?.toUpperCase() + text.slice(1);
  };
  return {
    below,
    hexadecimal,
    word,
    words: (count) => Array.from({ length: count }, word).join(' '),
    guid() {
      const digits = hexadecimal(32);
      const parts = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20)];
      return `{${parts.join('-')}-${digits.slice(20)}}`;
    },
    bytes(size) {
      const bytes = new Uint8Array(size);
      for (let i = 0; i < size; i++) bytes[i] = next();
      return bytes;
    },
    size() {
      const kind = below(1000);
      if (kind < 700) return 8 + below(100);
      if (kind < 970) return 100 + below(900);
      return kind < 998 ? 1000 + below(6000) : 16_000 + below(20_000);
    },
  };
}
