import { expect } from 'vitest';
import type { Edit } from '../../src/change/edits.ts';
import { isHiveError } from '../../src/ground/errors.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { diffHives, type HiveDifference } from '../../src/regf/hive-diff.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { readAll } from '../support/hive-file.ts';
import type { Random } from '../support/random.ts';
import { change, NOW } from './changes.ts';
import { applyToModel, linesOf, modelOf } from './model.ts';
import { type EditChoice, randomEdit } from './random-edits.ts';

export interface Judged {
  readonly bytes: Uint8Array;
  readonly edits: readonly Edit[];
  readonly isMade: boolean;
}

/** Edits of a hive that do not contradict each other, drawn by what is there. */
export function drawEdits(random: Random, bytes: Uint8Array, count: number, choice: EditChoice = {}): Edit[] {
  const model = modelOf(new HiveReader(bytes, 'HIVE'));
  return Array.from({ length: count }, () => randomEdit(random, model, choice));
}

/**
 * Makes a change, leaving out what contradicts or can't be done, and lets everybody judge it who was not asked: the model, which knows
 * nothing of cells; the check of the whole structure; and the comparison of whole trees.
 */
export async function changeAndJudge(bytes: Uint8Array, edits: readonly Edit[]): Promise<Judged> {
  const kept = [...edits];
  for (;;) {
    try {
      return await judged(bytes, kept);
    } catch (error) {
      if (!isHiveError(error, 'edits-contradict') && !isHiveError(error, 'edit-refused')) throw error;
      kept.splice(error.details.index, 1);
    }
  }
}

async function judged(bytes: Uint8Array, edits: readonly Edit[]): Promise<Judged> {
  const before = new HiveReader(bytes, 'HIVE');
  const told: HiveDifference[] = [];
  const after = await change(bytes, edits, async (made) => {
    if (made.state !== 'made') return bytes;
    told.push(...made.changedKeys.map((path): HiveDifference => ({ kind: 'key-added', path })));
    return readAll(made.content);
  });
  const expected = modelOf(before);
  for (const edit of edits) applyToModel(expected, edit);
  const reader = new HiveReader(after, 'HIVE');
  expect(linesOf(modelOf(reader))).toEqual(linesOf(expected));
  const isMade = after !== bytes;
  if (!isMade) return { bytes, edits, isMade };
  expect(reader.baseBlock.lastWritten).toBe(NOW);
  expectSound(bytes, after);
  const differences = diffHives(before, reader, Number.POSITIVE_INFINITY);
  expect(pathsOf(differences)).toEqual(pathsOf(told));
  return { bytes: after, edits, isMade };
}

const pathsOf = (differences: readonly HiveDifference[]): string[] =>
  [...new Set(differences.map(({ path }) => JSON.stringify(path)))].sort();

/** No damage, and no oddity that was not there before. */
function expectSound(before: Uint8Array, after: Uint8Array): void {
  const [old, now] = [checkHive(before, 'HIVE'), checkHive(after, 'HIVE')];
  const codesOf = (report: typeof old) => new Set(report.findings.map(({ code }) => code));
  expect(now.findings.filter(({ severity }) => severity === 'damage')).toEqual([]);
  for (const code of codesOf(now)) expect([...codesOf(old)], code).toContain(code);
  expect(now.oddities).toBeLessThanOrEqual(old.oddities);
}
