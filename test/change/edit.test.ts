import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findValue, setValue } from '../../src/change/edit.ts';
import { withHive } from '../../src/hivex/with-hive.ts';
import { repairHive } from '../../src/jobs/repair.ts';
import { isRight, readStart } from '../../src/jobs/start.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { SETTING_KEY_PATH } from '../../src/windows/setting.ts';
import { cleanHive, freshHivex } from '../hivex/hives.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { settingByHivexget } from '../support/native-hivex.ts';
import { judgeWith } from '../support/native-tools.ts';
import { fixture, HIVE, putHiveSet } from '../support/repair-scene.ts';
import { testSurroundings } from '../support/repair-surroundings.ts';

const readerOf = (name: string): HiveReader => new HiveReader(fixture(name), HIVE);

describe('the value that is there', () => {
  it.each([
    ['setting-2', { name: 'DevicePasswordLessBuildVersion', isInlineDword: true }],
    ['setting-0', { name: 'DevicePasswordLessBuildVersion', isInlineDword: true }],
    ['value-spelled-otherwise', { name: 'DevicepasswordLessBuildVersion', isInlineDword: true }],
    ['value-in-a-cell', { isInlineDword: false }],
    ['value-is-reg-sz', { isInlineDword: false }],
    ['value-is-big-endian', { isInlineDword: false }],
    ['value-of-3-bytes', { isInlineDword: false }],
    ['value-of-0-bytes', { isInlineDword: false }],
  ])('in %s', (name, expected) => {
    expect(findValue(readerOf(name))).toMatchObject(expected);
  });

  it.each(['value-missing', 'device-key-missing', 'passwordless-key-missing', 'device-key-empty'])(
    'is none in %s',
    (name) => {
      expect(findValue(readerOf(name))).toBeUndefined();
    },
  );

  it.each([
    ['setting-0', 0, true],
    ['setting-0', 2, false],
    ['setting-2', 2, true],
    ['setting-2', 0, false],
    ['setting-ffffffff', 0xffff_ffff, true],
    ['value-missing', 0, false],
    ['device-key-missing', 0, false],
    ['value-is-reg-sz', 0, false],
  ])('of %s, when %s is wanted, is right: %s', (name, value, right) => {
    expect(isRight(readStart(fixture(name), HIVE).setting, value)).toBe(right);
  });
});

describe('setting the value', () => {
  const now = 133_000_000_000_000_000n;

  it.each([
    ['setting-2', 0],
    ['setting-2', 0xffff_ffff],
    ['value-in-a-cell', 1],
    ['value-spelled-otherwise', 0],
    ['passwordless-key-missing', 0],
  ])('in %s to %s keeps its spelling and gives every changed key the time', async (name, value) => {
    const before = readerOf(name);
    const found = findValue(before);
    await withHive(
      freshHivex(),
      cleanHive(fixture(name)),
      (hive) => setValue(hive, found, value, now),
      (image) => {
        const after = new HiveReader(image, HIVE);
        const key = after.find(SETTING_KEY_PATH);
        const set = key?.value('devicepasswordlessbuildversion');
        expect(set?.asDword()).toBe(value);
        expect(set?.name).toBe(found?.name ?? 'DevicePasswordLessBuildVersion');
        expect(key?.lastWritten).toBe(now);
        expect(after.baseBlock.lastWritten).toBe(now);
        for (let depth = 0; depth < SETTING_KEY_PATH.length; depth++) {
          const path = SETTING_KEY_PATH.slice(0, depth);
          const hasChild = before.find(SETTING_KEY_PATH.slice(0, depth + 1)) !== undefined;
          const expected = hasChild ? before.find(path)?.lastWritten : now;
          expect(after.find(path)?.lastWritten, path.join('\\')).toBe(expected);
        }
      },
    );
  });
});

describe('a repaired hive is read alike by native hivex', () => {
  it.each([
    'setting-2',
    'passwordless-key-missing',
    'value-among-many',
    'dirty-one-log',
    'dirty-two-logs',
    'dirty-two-logs-wrap',
    'dirty-base-block-zeroed',
    'dirty-old-log',
    'dirty-hive-grows',
  ])('%s', async (name) => {
    const files = new MemoryFileSystem();
    const hiveSet = putHiveSet(files, name);
    const request = { hiveSet, value: 0, inPlace: false, acceptDirty: false };
    await repairHive(testSurroundings(files), request);
    const bytes = files.bytes(HIVE) ?? new Uint8Array();
    const folder = mkdtempSync(join(tmpdir(), 'hivemend-'));
    try {
      const file = join(folder, 'SOFTWARE');
      writeFileSync(file, bytes);
      expect(settingByHivexget(file)).toBe(0);
      expect(judgeWith('hivexml', file, new HiveReader(bytes, HIVE))).toBe('agrees');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
