import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Change, changeHive } from '../../src/change/apply.ts';
import { readStart, setSetting } from '../../src/jobs/start.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { SETTING_KEY_PATH, SETTING_VALUE_NAME } from '../../src/windows/setting.ts';
import { cleanHive, freshHivex } from '../hivex/hives.ts';
import { readAll } from '../support/hive-file.ts';
import { fixture, HIVE } from '../support/repair-scene.ts';
import { structureModule } from '../support/structure-module.ts';

const readerOf = (name: string): HiveReader => new HiveReader(fixture(name), HIVE);
const NOW = 133_000_000_000_000_000n;
const tools = { loadHivex: async () => freshHivex(), loadStructureCheck: async () => structureModule() };

const changed = <Result>(
  name: string,
  value: number,
  use: (change: Change) => Result | Promise<Result>,
): Promise<Result> =>
  changeHive(tools, cleanHive(fixture(name)), HIVE, {
    writtenAt: NOW,
    onStep: () => () => {},
    look: (hive) => ({ edits: [setSetting(value)], seen: readStart(hive, HIVE) }),
    use,
  });

describe('a value that is right already', () => {
  it.each([
    ['setting-0', 0, true],
    ['setting-0', 2, false],
    ['setting-2', 2, true],
    ['setting-2', 0, false],
    ['setting-ffffffff', 0xffff_ffff, true],
    ['value-in-a-cell', 2, true],
    ['value-missing', 0, false],
    ['device-key-missing', 0, false],
    ['value-is-reg-sz', 0, false],
    ['value-is-big-endian', 0, false],
    ['value-of-0-bytes', 0, false],
  ])('is not written: in %s, when %s is wanted: %s', async (name, value, right) => {
    expect(await changed(name, value, ({ state }) => state)).toBe(right ? 'right-already' : 'made');
  });
});

describe('setting the value', () => {
  it.each([
    ['setting-2', 0],
    ['setting-2', 0xffff_ffff],
    ['value-in-a-cell', 1],
    ['value-spelled-otherwise', 0],
    ['passwordless-key-missing', 0],
  ])('in %s to %s keeps its spelling and gives every changed key the time', async (name, value) => {
    const before = readerOf(name);
    const found = before.find(SETTING_KEY_PATH)?.value(SETTING_VALUE_NAME);
    await changed(name, value, async (change) => {
      if (change.state !== 'made') throw new Error(change.state);
      const { differences } = change;
      const after = new HiveReader(await readAll(change.content), HIVE);
      const key = after.find(SETTING_KEY_PATH);
      const set = key?.value('devicepasswordlessbuildversion');
      expect(set?.asDword()).toBe(value);
      expect(set?.name).toBe(found?.name ?? SETTING_VALUE_NAME);
      expect(key?.lastWritten).toBe(NOW);
      expect(after.baseBlock.lastWritten).toBe(NOW);
      for (let depth = 0; depth < SETTING_KEY_PATH.length; depth++) {
        const path = SETTING_KEY_PATH.slice(0, depth);
        const child = SETTING_KEY_PATH.slice(0, depth + 1);
        const hasChild = before.find(child) !== undefined;
        const expected = hasChild ? before.find(path)?.lastWritten : NOW;
        expect(after.find(path)?.lastWritten, path.join('\\')).toBe(expected);
        expect(
          differences.some((one) => one.kind === 'key-created' && isDeepStrictEqual(one.key, child)),
        ).toBe(!hasChild);
      }
      expect(differences.at(-1)).toEqual({
        kind: 'value',
        key: SETTING_KEY_PATH,
        value: found?.name ?? SETTING_VALUE_NAME,
        before: found && { type: found.type, data: Uint8Array.from(found.data()) },
        after: { type: set?.type, data: Uint8Array.from(set?.data() ?? []) },
      });
    });
  });
});
