import type { Edit, KeyPath } from '../../src/change/edits.ts';
import type { Random } from '../support/random.ts';
import { find, type ModelKey } from './model.ts';

/** Names that lie in any script, sort behind or before others, hold a NUL or half of a surrogate pair, or are long. */
export const KEY_NAMES = [
  'a',
  'B',
  '_',
  '~',
  'Key',
  'key 2',
  'KEY_',
  '{0}',
  'Ünïcode',
  'straße',
  'Ωmega',
  'ключ',
  '設定',
  'キー',
  'ｶﾅ',
  '😀',
  'ǅ',
  'a\0b',
  'half\ud800',
  '\udc00',
  'ÿ',
  'µ',
  'ı',
  'x'.repeat(255),
  'é'.repeat(200),
  'name with spaces',
  '.',
  '0',
  '1',
  '10',
];
export const VALUE_NAMES = [
  '',
  'a',
  'A b',
  'Größe',
  '値',
  'nul\0inside',
  '\ud83d',
  'v'.repeat(400),
  'n',
  'N1',
  '_',
];
/** What hivex can write. */
export const PLAIN_KEY_NAMES = ['a', 'B', '_', 'Key', 'key 2', 'New', 'z'];
export const PLAIN_VALUE_NAMES = ['', 'a', 'A b', 'Größe', '値', 'N1'];

const TYPES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 0xffff_ffff];

/** Mostly small, now and then at a limit of the format. */
export function randomData(random: Random): Uint8Array {
  const size = random.chance(0.9)
    ? random.pick([0, 1, 3, 4, 5, 8, 12, 16, 40, 100, 300])
    : random.pick([4000, 16_343, 16_344, 16_345, 16_348, 16_349, 32_688, 32_689, 50_000]);
  const first = random.below(256);
  return Uint8Array.from({ length: size }, (_, i) => (first + i * 7) & 0xff);
}

export interface EditChoice {
  readonly keyNames?: readonly string[];
  readonly valueNames?: readonly string[];
  readonly types?: readonly number[];
  /** Probability that a path leads to a key that is there. */
  readonly known?: number;
}

/** An edit of a key or value that is there, or of one that is not. */
export function randomEdit(random: Random, model: ModelKey, choice: EditChoice = {}): Edit {
  const { keyNames = KEY_NAMES, valueNames = VALUE_NAMES, types = TYPES, known = 0.8 } = choice;
  const key = randomPath(random, model, keyNames, known);
  const there = [...(find(model, key)?.values.values() ?? [])].map(({ name }) => name);
  const value = there.length > 0 && random.chance(0.5) ? random.pick(there) : random.pick(valueNames);
  const kind = random.below(20);
  if (kind < 4) return { edit: 'create-key', key: [...key, random.pick(keyNames)] };
  if (kind < 7 && key.length > 0) return { edit: 'delete-key', key };
  if (kind < 10) return { edit: 'delete-value', key, value };
  return { edit: 'set-value', key, value, type: random.pick(types), data: randomData(random) };
}

function randomPath(random: Random, model: ModelKey, names: readonly string[], known: number): KeyPath {
  const path: string[] = [];
  for (let at: ModelKey | undefined = model; random.chance(0.85) && path.length < 12; ) {
    const below: readonly ModelKey[] = [...(at?.subkeys.values() ?? [])];
    const name = below.length > 0 && random.chance(known) ? random.pick(below).name : random.pick(names);
    if (at !== undefined && below.length === 0 && random.chance(0.5)) break;
    path.push(random.chance(0.2) ? name.toUpperCase().slice(0, name.length) : name);
    at = at && find(at, [name]);
  }
  return path;
}
