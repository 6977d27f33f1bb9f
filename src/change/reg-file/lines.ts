/** A line without its end, and the end itself: text in quotation marks may go over several lines. */
export interface Line {
  readonly number: number;
  readonly text: string;
  /** '' only for the last line. */
  readonly end: '\r\n' | '\n' | '\r' | '';
}

/** Cuts a text that comes in pieces into lines, as regedit does: at CR LF, and at either of them alone. */
export class LineCutter {
  #number = 1;
  #rest = '';

  /** Where the next line that is handed out begins. */
  get number(): number {
    return this.#number;
  }

  /** What is there of it. */
  get rest(): string {
    return this.#rest;
  }

  *push(piece: string): Generator<Line, void, void> {
    const text = this.#rest + piece;
    let start = 0;
    let lineFeed = text.indexOf('\n');
    for (;;) {
      const end = endOfLine(text, start, lineFeed);
      // A CR at the end of a piece may be the first half of CR LF.
      if (end < 0 || (end === text.length - 1 && text[end] === '\r')) break;
      const isDouble = text[end] === '\r' && end + 1 === lineFeed;
      yield this.#line(text.slice(start, end), isDouble ? '\r\n' : end === lineFeed ? '\n' : '\r');
      start = end + (isDouble ? 2 : 1);
      if (lineFeed >= 0 && lineFeed < start) lineFeed = text.indexOf('\n', start);
    }
    this.#rest = text.slice(start);
  }

  *end(): Generator<Line, void, void> {
    const isCarriageReturn = this.#rest.endsWith('\r');
    const text = isCarriageReturn ? this.#rest.slice(0, -1) : this.#rest;
    this.#rest = '';
    if (isCarriageReturn || text !== '') yield this.#line(text, isCarriageReturn ? '\r' : '');
  }

  #line(text: string, end: Line['end']): Line {
    return { number: this.#number++, text, end };
  }
}

/** The first LF is known; a CR is looked for in front of it. Below 0 when there is neither. */
function endOfLine(text: string, start: number, lineFeed: number): number {
  const carriageReturn = text.slice(start, lineFeed < 0 ? text.length : lineFeed).indexOf('\r');
  return carriageReturn < 0 ? lineFeed : start + carriageReturn;
}
