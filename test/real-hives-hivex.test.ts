import { describe, expect, it } from 'vitest';
import type { CleanHive } from '../src/ground/brand.ts';
import { HiveError } from '../src/ground/errors.ts';
import type { NodeHandle } from '../src/hivex/calls.ts';
import type { Hive } from '../src/hivex/hive.ts';
import { readHive } from '../src/hivex/with-hive.ts';
import { checkHive } from '../src/regf/hive-check.ts';
import { diffHives, type HiveDifference } from '../src/regf/hive-diff.ts';
import { HiveReader } from '../src/regf/hive-reader.ts';
import type { Key } from '../src/regf/key.ts';
import { fileOffset } from '../src/regf/structures/cell.ts';
import type { Value } from '../src/regf/value.ts';
import { cleanHive, editWhole, freshHivex } from './hivex/hives.ts';
import { prove, scopeOf } from './support/change-proof.ts';
import { haveRealHives, listRealHives, realHive } from './support/real-hives.ts';

/**
 * Every clean hive from a real machine through hivex in WebAssembly: it and our reader, which share nothing, must see
 * the same tree, and an edit must change what was meant and nothing else.
 */

const hivex = freshHivex();

interface Subject {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly source: CleanHive;
}

/** Clean hives without damage: those that a repair would touch. */
function* subjects(): Generator<Subject, void, void> {
  for (const { path, kind, dirty } of listRealHives()) {
    if (kind.startsWith('not-regf') || kind.startsWith('LOG') || (dirty !== 'no' && dirty !== '')) continue;
    const bytes = realHive(path);
    const damage = numberOr(1, () => checkHive(bytes, path).damage);
    if (damage === 0) yield { path, bytes, source: cleanHive(bytes) };
  }
}

function numberOr(otherwise: number, body: () => number): number {
  try {
    return body();
  } catch (error) {
    if (error instanceof HiveError) return otherwise;
    throw error;
  }
}

/** hivex refuses single keys and values that our reader can read: src/regf/README.md. */
interface Seen {
  keys: number;
  values: number;
  refused: number;
}

/** `undefined` where hivex refuses. */
function ask<Answer>(seen: Seen, question: () => Answer): Answer | undefined {
  try {
    return question();
  } catch (error) {
    if (!(error instanceof HiveError) || error.code !== 'hivex-call') throw error;
    seen.refused++;
    return undefined;
  }
}

/** hivex speaks UTF-8 and ends at the first null. */
const asUtf8 = (name: string): string => Buffer.from(name.split('\0')[0] ?? '').toString();

function compareTrees(hive: Hive, reader: HiveReader, seen: Seen): string[] {
  const disagreements: string[] = [];
  const same = (what: string, ours: unknown, theirs: unknown): void => {
    if (theirs !== undefined && ours !== theirs)
      disagreements.push(`${what}: ${String(ours)} here, ${String(theirs)} in hivex`);
  };
  const pending: [Key, NodeHandle][] = [[reader.root(), hive.root()]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [key, node] = pair;
    seen.keys++;
    same(`key at ${node}, place`, fileOffset(key.offset), Number(node));
    same(
      `key at ${node}, name`,
      asUtf8(key.name),
      ask(seen, () => hive.nodeName(node)),
    );
    same(`key at ${node}, time`, key.lastWritten, hive.timestamp(node));
    const values = [...key.values()];
    for (const [i, handle] of hive.values(node).entries()) {
      const value = values[i];
      seen.values++;
      if (value === undefined) disagreements.push(`key at ${node}: only ${i} values here`);
      else {
        same(
          `value at ${handle}, name`,
          asUtf8(value.name),
          ask(seen, () => hive.valueName(handle)),
        );
        const theirs = ask(seen, () => hive.valueData(handle));
        if (theirs === undefined) continue;
        same(`value at ${handle}, type`, value.type, theirs.type);
        if (Buffer.compare(value.data(), theirs.data) !== 0)
          disagreements.push(`value at ${handle}: other data`);
      }
    }
    same(`key at ${node}, values`, values.length, hive.valueCount(node));
    const [ours, theirs] = [[...key.subkeys()], hive.children(node)];
    same(`key at ${node}, subkeys`, ours.length, theirs.length);
    for (const [i, subkey] of ours.entries()) {
      const child = theirs[i];
      if (child !== undefined) pending.push([subkey, child]);
    }
  }
  return disagreements.slice(0, 10);
}

const DWORD = new Uint8Array([7, 0, 0, 0]);
const NAME = 'hivemend test';

/** Differences as text, without the values. */
const told = (differences: readonly HiveDifference[]): string[] =>
  differences.map((difference) => {
    const rest = 'value' in difference ? ` ${difference.value}` : '';
    return `${difference.kind} ${difference.path.join('\\')}${rest}`;
  });

describe.skipIf(!haveRealHives)('clean hives from real machines in hivex', () => {
  it('look the same to both readers', { timeout: 600_000 }, async () => {
    const seen: Seen = { keys: 0, values: 0, refused: 0 };
    let hives = 0;
    for (const { path, bytes, source } of subjects()) {
      const reader = new HiveReader(bytes, path);
      const disagreements = await readHive(hivex, source, (hive) => compareTrees(hive, reader, seen));
      expect(disagreements, path).toEqual([]);
      hives++;
    }
    console.log(`${hives} real hives are the same in both readers: ${JSON.stringify(seen)}`);
    expect(hives).toBeGreaterThan(75);
    expect(seen.refused).toBeLessThan(20);
  });

  it('change by an edit only where it was meant', { timeout: 600_000 }, async () => {
    let edited = 0;
    for (const subject of subjects()) {
      const parent = [...new HiveReader(subject.bytes, subject.path).root().subkeys()].find(isPlain)?.name;
      const above = parent === undefined ? [] : [parent];
      const target = [...above, NAME];
      await editAndJudge(
        subject,
        target,
        (hive) => {
          const key = hive.addChild(nodeAt(hive, above), NAME);
          hive.setValue(key, { name: NAME, type: 4, data: DWORD });
        },
        [`key-added ${target.join('\\')}`, `value-added ${target.join('\\')} ${NAME}`],
      );
      edited++;
    }
    console.log(`${edited} real hives edited, each changed exactly as meant`);
    expect(edited).toBeGreaterThan(75);
  });

  it('keep all other values of a key that gets another one', { timeout: 600_000 }, async () => {
    let edited = 0;
    for (const subject of subjects()) {
      const target = keyWithValues(new HiveReader(subject.bytes, subject.path));
      if (target === undefined) continue;
      await editAndJudge(
        subject,
        target,
        (hive) => hive.setValue(nodeAt(hive, target), { name: NAME, type: 4, data: DWORD }),
        [`value-added ${target.join('\\')} ${NAME}`],
      );
      edited++;
    }
    console.log(`${edited} real hives got one more value beside others`);
    expect(edited).toBeGreaterThan(40);
  });
});

/** Edits in hivex, and judges the result by its structure, by the whole tree, by the proof and by the bytes behind. */
async function editAndJudge(
  { path, bytes, source }: Subject,
  target: readonly string[],
  edit: (hive: Hive) => void,
  meant: readonly string[],
): Promise<void> {
  const before = new HiveReader(bytes, path);
  await editWhole(hivex, source, edit, async (image) => {
    const after = new HiveReader(image, path);
    expect(checkHive(image, path).damage, path).toBe(0);
    const differences = diffHives(before, after);
    expect(told(differences), path).toEqual(meant);
    expect(after.find(target)?.value(NAME)?.asDword(), path).toBe(7);
    expect(await prove(before, after, scopeOf([target])), path).toEqual({ unexplained: [], differences });
    const behind = [bytes.subarray(before.image.end), image.subarray(after.image.end)] as const;
    expect(Buffer.compare(...behind), path).toBe(0);
  });
}

/** A name that hivex can look up: no null, no half of a surrogate pair. */
const isPlain = ({ name }: { readonly name: string }): boolean => name !== '' && asUtf8(name) === name;

function nodeAt(hive: Hive, path: readonly string[]): NodeHandle {
  let node = hive.root();
  for (const name of path) node = hive.child(node, name) ?? expect.fail(`hivex finds no ${name}`);
  return node;
}

/** The key with the most values, up to 50, among the keys two levels deep that hivex can rewrite. */
function keyWithValues(reader: HiveReader): string[] | undefined {
  let [most, found]: [number, string[] | undefined] = [0, undefined];
  for (const key of reader.root().subkeys())
    for (const [path, candidate] of [[[key.name], key] as const, ...below(key)]) {
      const values = [...candidate.values()];
      const isFine = values.every((value) => isRewritable(value)) && path.every((name) => isPlain({ name }));
      if (isFine && values.length > most && values.length <= 50) [most, found] = [values.length, [...path]];
    }
  return found;
}

const below = (key: Key): (readonly [readonly string[], Key])[] =>
  Array.from(key.subkeys(), (subkey) => [[key.name, subkey.name], subkey] as const);

const isRewritable = (value: Value): boolean =>
  (value.name === '' || isPlain(value)) && value.dataSize <= 16_344 && (value.dataSize > 0 || value.isInline);
