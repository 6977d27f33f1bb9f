import { isOver, type Mistake, skipBlanks } from './scan.ts';

/**
 * Bytes behind `hex:`, over as many lines as they take. As Wine's tests of regedit have it: bytes of one or two digits are
 * separated by commas; one comma may end them; a line is continued by a comma and a backslash (or by a backslash alone
 * before the first byte); blanks may stand behind a comma, comments at every end.
 */
export class HexData {
  #bytes = new Uint8Array(4096);
  #length = 0;

  /** Forgets what was read, for the next value. */
  begin(): void {
    this.#length = 0;
  }

  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /**
   * Reads the bytes on a line.
   * @param at where they begin.
   * @param isFirst whether the line is the one with `hex:`.
   * @returns whether more follow on the next line.
   */
  readLine(line: string, at: number, isFirst: boolean): 'more' | 'over' | Mistake {
    let next = skipBlanks(line, at);
    let mayContinue = isFirst;
    while (!isOver(line, next)) {
      if (line[next] === '\\') return this.#endOfLine(line, next, mayContinue);
      const high = digitAt(line, next);
      if (high < 0) return { problem: line[next] === ',' ? 'hex-comma' : 'hex-digits', at: next };
      const low = digitAt(line, next + 1);
      this.#add(low < 0 ? high : high * 16 + low);
      const start = next;
      next += low < 0 ? 1 : 2;
      if (digitAt(line, next) >= 0) return { problem: 'hex-digits', at: start };
      mayContinue = line[next] === ',';
      if (mayContinue) next = skipBlanks(line, next + 1);
      else if (!isOver(line, next)) return this.#notSeparated(line, next);
    }
    return 'over';
  }

  #endOfLine(line: string, at: number, mayContinue: boolean): 'more' | Mistake {
    return mayContinue && isOver(line, at + 1) ? 'more' : { problem: 'hex-continuation', at };
  }

  #notSeparated(line: string, at: number): Mistake {
    const next = skipBlanks(line, at);
    return { problem: line[next] === '\\' ? 'hex-continuation' : 'hex-comma', at: next };
  }

  #add(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }
}

/** -1 for what is none, and behind the end. */
function digitAt(line: string, at: number): number {
  const code = line.charCodeAt(at);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
