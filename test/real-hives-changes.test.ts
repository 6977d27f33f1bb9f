import { describe, expect, it } from 'vitest';
import { checkHive } from '../src/regf/hive-check.ts';
import { HiveReader } from '../src/regf/hive-reader.ts';
import { changeAndJudge, drawEdits } from './change/random-changes.ts';
import { nativeTree } from './hivex/trees.ts';
import { Random } from './support/random.ts';
import { haveRealHives, listRealHives, realHive } from './support/real-hives.ts';
import { compareWithHivexml } from './support/same-as-hivexml.ts';
import { sweepSize } from './support/sweep-size.ts';

/** A name that hivexml prints as it is. */
const PRINTED = [
  'a',
  'B',
  '_',
  'Key',
  'Ünïcode',
  'straße',
  'Ωmega',
  'ключ',
  '設定',
  '😀',
  'x'.repeat(255),
  '10',
  '.',
];
/** hivexml recodes text for print, and how it prints what is not quite text is not the matter here. */
const CHOICE = { keyNames: PRINTED, valueNames: PRINTED, types: [0, 3, 4, 8, 11], known: 0.9 };
const ROUNDS = sweepSize(1, 5);

/** Hives without damage, smallest first, each once. */
function subjects(): { readonly path: string; readonly bytes: Uint8Array }[] {
  const seen = new Set<string>();
  return listRealHives()
    .filter(({ dirty }) => dirty === 'no')
    .map(({ path }) => ({ path, bytes: realHive(path) }))
    .filter(({ bytes }) => {
      const place = Buffer.from(bytes.subarray(0, 512)).toString('hex') + bytes.length;
      const isNew = !seen.has(place);
      seen.add(place);
      return isNew && isSound(bytes);
    })
    .sort((a, b) => a.bytes.length - b.bytes.length);
}

function isSound(bytes: Uint8Array): boolean {
  try {
    return checkHive(bytes, 'HIVE').damage === 0;
  } catch {
    return false;
  }
}

describe.skipIf(!haveRealHives)('random lists of edits on hives from real machines', () => {
  it('make what a model, the whole comparison and native hivex say', { timeout: 1_800_000 }, async () => {
    const counts = { hives: 0, made: 0, edits: 0, agree: 0, grown: 0 };
    for (const { path, bytes } of subjects()) {
      counts.hives++;
      let current = bytes;
      for (let round = 1; round <= ROUNDS; round++) {
        const random = new Random(1000 * counts.hives + round);
        const edits = drawEdits(random, current, 1 + random.below(30), CHOICE);
        const judged = await changeAndJudge(current, edits).catch((error: unknown) => {
          throw new Error(`${path}, round ${round}`, { cause: error });
        });
        if (judged.bytes.length > current.length) counts.grown++;
        current = judged.bytes;
        counts.edits += judged.edits.length;
        if (judged.isMade) counts.made++;
      }
      const native = nativeTree(current);
      if (native.state === 'refused') continue;
      expect(compareWithHivexml(new HiveReader(current, path), native.root).disagreements, path).toEqual([]);
      counts.agree++;
    }
    console.log(`changes of real hives: ${JSON.stringify(counts)}`);
    expect(counts.hives).toBeGreaterThan(60);
    expect(counts.made).toBeGreaterThan(counts.hives / 2);
    expect(counts.agree).toBeGreaterThan(50);
  });
});
