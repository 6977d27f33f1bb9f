import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import {
  type RegFile,
  type RegFileVersion,
  type RegSection,
  type RegValue,
  SKIPPED_LISTED,
  type SkippedLines,
} from './reg-file.ts';
import type { Mistake } from './scan.ts';

/** More keys and values than these would need more memory than there may be. */
export const ENTRIES_LIMIT = 4_000_000;

type Building<Item> = { -readonly [Name in keyof Item]: Item[Name] };

/**
 * Each name once. A part of a text keeps the whole piece of the file alive that it was cut from, and nearly all names
 * repeat.
 */
class Names {
  readonly #known = new Map<string, string>();

  own(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const own = Buffer.from(name, 'utf16le').toString('utf16le');
    this.#known.set(own, own);
    return own;
  }
}

/** Gathers what a .reg file says, and what was skipped of it. */
export class RegFileContents {
  readonly #file: FilePath;
  readonly #names = new Names();
  readonly #sections: (RegSection & { readonly values: RegValue[] })[] = [];
  readonly #skipped: Building<SkippedLines>[] = [];
  #skippedCount = 0;
  #lastSkipped: Building<SkippedLines> | undefined;
  #entries = 0;
  /** The key that values belong to. */
  #current: RegValue[] | undefined;
  /** The last of what was skipped since there is no key: all values below it are one mistake. */
  #keyless: Building<SkippedLines> | undefined;

  constructor(file: FilePath) {
    this.#file = file;
  }

  addKey(line: number, at: number, { action, path }: Pick<RegSection, 'action' | 'path'>): void {
    this.#count();
    const values: RegValue[] = [];
    const names = path.map((name) => this.#names.own(name));
    this.#sections.push({ line, column: at + 1, path: names, action, values });
    this.#current = action === 'write' ? values : undefined;
    this.#keyless = undefined;
  }

  /** @param lastLine on which its data end. */
  addValue(value: RegValue, at: number, lastLine: number): void {
    if (this.#current !== undefined) {
      this.#count();
      this.#current.push({ ...value, name: this.#names.own(value.name) });
    } else if (this.#keyless === undefined) {
      const mistake = { problem: 'value-without-key', at } as const;
      this.#keyless = this.skip(value.line, mistake, { first: value.line, last: lastLine });
    } else {
      this.#keyless.last = lastLine;
    }
  }

  /** The values below a key that is skipped belong to no other key either. */
  skipKey(line: number, mistake: Mistake): void {
    this.#current = undefined;
    this.#keyless = this.skip(line, mistake);
  }

  /** @param lines that are skipped: that of the mistake alone when not given. */
  skip(
    line: number,
    { problem, at }: Mistake,
    { first, last }: Pick<SkippedLines, 'first' | 'last'> = { first: line, last: line },
  ): Building<SkippedLines> {
    const skipped = { line, column: at + 1, problem, first, last };
    this.#skippedCount++;
    if (this.#skipped.length < SKIPPED_LISTED) this.#skipped.push(skipped);
    this.#lastSkipped = skipped;
    return skipped;
  }

  /** What can't be understood right behind something that was skipped goes with it: the rest of its data, mostly. */
  skipUnknown(line: number, at: number): void {
    if (this.#lastSkipped?.last === line - 1) this.#lastSkipped.last = line;
    else this.skip(line, { problem: 'line-unknown', at });
  }

  finished(version: RegFileVersion): RegFile {
    return {
      version,
      sections: this.#sections,
      skipped: this.#skipped,
      skippedCount: this.#skippedCount,
    };
  }

  #count(): void {
    if (++this.#entries > ENTRIES_LIMIT)
      throw new HiveError('reg-file-too-large', {
        path: this.#file,
        counted: 'entries',
        limit: ENTRIES_LIMIT,
      });
  }
}
