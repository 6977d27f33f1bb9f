import { apply, type BlockChange } from '../support/block-record.ts';
import { Random } from '../support/random.ts';

/**
 * The power fails at every moment of a run: after each write that reached the image, and with any of the writes that no
 * flush had followed yet.
 */

/** 'old' and 'new' are right; any other word says what is wrong. */
export type Verdict = string;
export type Judge = (image: Buffer) => Promise<Verdict>;

export interface Tally {
  /** Images that were looked at. */
  readonly images: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Of each verdict that is neither old nor new, where it was met first. */
  readonly problems: readonly string[];
}

class Counter {
  readonly #verdicts: Record<Verdict, number> = {};
  readonly #problems: string[] = [];
  #images = 0;

  count(verdict: Verdict, where: string): void {
    this.#images += 1;
    const known = this.#verdicts[verdict];
    this.#verdicts[verdict] = (known ?? 0) + 1;
    if (known === undefined && verdict !== 'old' && verdict !== 'new')
      this.#problems.push(`${where}: ${verdict}`);
  }

  tally(): Tally {
    return { images: this.#images, verdicts: this.#verdicts, problems: this.#problems };
  }
}

/** Judges the image before the first change and after each one. `base` stays as it is. */
export async function judgeEveryPrefix(
  base: Buffer,
  changes: readonly BlockChange[],
  judge: Judge,
): Promise<Tally> {
  const image = Buffer.from(base);
  const counter = new Counter();
  counter.count(await judge(image), 'before the first write');
  for (const [index, change] of changes.entries()) {
    if (change.kind === 'flush') continue;
    apply(image, change);
    counter.count(await judge(image), `after write ${index + 1} of ${changes.length}`);
  }
  return counter.tally();
}

/** A disk writes that much in one piece or not at all: its sector. */
const SECTOR = 4096;

/**
 * Judges what may be there when caches are lost: between two flushes, `perWindow` times, any part of the writes so far,
 * sector by sector. Which ones comes from the seed.
 */
export async function judgeSubsets(
  base: Buffer,
  changes: readonly BlockChange[],
  judge: Judge,
  { perWindow, seed }: { readonly perWindow: number; readonly seed: number },
): Promise<Tally> {
  const durable = Buffer.from(base);
  const counter = new Counter();
  const random = new Random(seed);
  for (const [index, window] of windowsOf(changes).entries()) {
    const pieces = window.flatMap(bySector);
    for (let round = 0; round < perWindow && pieces.length > 0; round += 1) {
      // Most of them, half of them, few of them, or all but one, up to some moment in the window.
      const reached = pieces.slice(0, 1 + random.below(pieces.length));
      const left = random.below(reached.length);
      const keepOf4 = round % 4;
      const kept = reached.filter((_, at) => (keepOf4 === 0 ? at !== left : random.below(4) < keepOf4));
      const verdict = await judgeWith(durable, kept, judge);
      counter.count(verdict, `seed ${seed}, flush ${index}, ${kept.length} of ${pieces.length} sectors`);
    }
    for (const change of window) apply(durable, change);
  }
  return counter.tally();
}

/** What is surely on the medium after these changes: all that a flush followed. */
export function durableAfter(base: Buffer, changes: readonly BlockChange[]): Buffer {
  const image = Buffer.from(base);
  for (const window of windowsOf(changes).slice(0, -1)) for (const change of window) apply(image, change);
  return image;
}

/** The changes from flush to flush; the last window has none behind it. */
function windowsOf(changes: readonly BlockChange[]): BlockChange[][] {
  const windows: BlockChange[][] = [[]];
  for (const change of changes) {
    if (change.kind === 'flush') windows.push([]);
    else windows.at(-1)?.push(change);
  }
  return windows;
}

function bySector(change: BlockChange): readonly BlockChange[] {
  if (change.kind === 'flush') return [];
  const end = change.offset + (change.kind === 'write' ? change.bytes.length : change.length);
  const pieces: BlockChange[] = [];
  for (let at = change.offset; at < end; ) {
    const stop = Math.min(end, (Math.floor(at / SECTOR) + 1) * SECTOR);
    pieces.push(
      change.kind === 'write'
        ? {
            kind: 'write',
            offset: at,
            bytes: change.bytes.subarray(at - change.offset, stop - change.offset),
          }
        : { kind: 'zero', offset: at, length: stop - at },
    );
    at = stop;
  }
  return pieces;
}

/** Judges the image with these changes, and takes them back. */
async function judgeWith(image: Buffer, changes: readonly BlockChange[], judge: Judge): Promise<Verdict> {
  const before: { offset: number; bytes: Buffer }[] = [];
  for (const change of changes) {
    if (change.kind === 'flush') continue;
    const length = change.kind === 'write' ? change.bytes.length : change.length;
    before.push({
      offset: change.offset,
      bytes: Buffer.from(image.subarray(change.offset, change.offset + length)),
    });
    apply(image, change);
  }
  const verdict = await judge(image);
  for (const { offset, bytes } of before.reverse()) image.set(bytes, offset);
  return verdict;
}

/** One line for the test's output. */
export function summaryOf(name: string, { images, verdicts }: Tally): string {
  const told = Object.entries(verdicts).map(([verdict, count]) => `${verdict} ${count}`);
  return `${name}: ${images} images: ${told.join(', ')}`;
}
