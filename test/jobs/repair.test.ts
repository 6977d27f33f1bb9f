import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RepairOutcome } from '../../src/jobs/outcome.ts';
import { type RepairRequest, repairHive } from '../../src/jobs/repair.ts';
import { listBackups, undoRepair } from '../../src/jobs/undo.ts';
import { baseBlockChecksum } from '../../src/regf/checksum.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { diffHives } from '../../src/regf/hive-diff.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { SETTING_KEY_PATH } from '../../src/windows/setting.ts';
import { CONFIG, softwareSet, testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(import.meta.dirname, '../../fixtures/hives', name)));

const HIVE = `${CONFIG}/SOFTWARE`;
const REQUEST: RepairRequest = { hiveSet: softwareSet(), value: 0, pagesOnly: false, acceptDirty: false };

let files: MemoryFileSystem;
beforeEach(() => {
  files = new MemoryFileSystem();
});

const contentsOf = (path: string): Uint8Array => files.bytes(path) ?? new Uint8Array();

async function repair(contents: Uint8Array, request: Partial<RepairRequest> = {}): Promise<RepairOutcome> {
  files.put(HIVE, contents);
  return await repairHive(testTools(files), { ...REQUEST, ...request });
}

describe.each([false, true])('repair with a backup of pages only: %s', (pagesOnly) => {
  it('changes the base block, the timestamp of the key and four bytes', async () => {
    const before = fixture('setting-2');
    const outcome = await repair(before, { pagesOnly });
    const after = contentsOf(HIVE);
    expect(outcome).toMatchObject({
      disk: 'changed',
      alreadyRight: false,
      method: 'log',
    });
    const key = new HiveReader(before, HIVE).find(SETTING_KEY_PATH);
    const value = key?.value('DevicePasswordLessBuildVersion');
    const [keyStart, data] = [4096 + (key?.offset ?? 0) + 4, value?.inlineDataOffset ?? 0];
    const allowed = [
      [4, 20],
      [508, 512],
      [keyStart + 4, keyStart + 12],
      [data, data + 4],
    ] as const;
    const changed = [...after.keys()].filter((at) => after[at] !== before[at]);
    expect(changed.filter((at) => !allowed.some(([start, end]) => at >= start && at < end))).toEqual([]);
    expect(after.length).toBe(before.length);
    expect([...after.subarray(data, data + 4)]).toEqual([0, 0, 0, 0]);
    expect(new HiveReader(after, HIVE).baseBlock.checksum).toBe(baseBlockChecksum(after));
  });

  it.each([
    'setting-1',
    'setting-ffffffff',
    'value-missing',
    'device-key-missing',
    'passwordless-key-missing',
  ])('sets %s to 0 and nothing else', async (name) => {
    const before = fixture(name);
    await repair(before, { pagesOnly });
    const after = contentsOf(HIVE);
    const reader = new HiveReader(after, HIVE);
    expect(reader.find(SETTING_KEY_PATH)?.value('DevicePasswordLessBuildVersion')?.asDword()).toBe(0);
    expect(checkHive(after, HIVE).damage).toBe(0);
    const paths = diffHives(new HiveReader(before, HIVE), reader).map(({ path }) => path.join('\\'));
    const setting = SETTING_KEY_PATH.join('\\');
    expect(paths.filter((path) => !setting.startsWith(path))).toEqual([]);
  });

  it.each([
    'value-is-reg-sz',
    'value-is-reg-qword',
    'value-of-8-bytes',
    'value-in-a-cell',
    'value-among-many',
    'value-name-utf-16',
  ])('makes a DWORD of %s and keeps the other values', async (name) => {
    const before = new HiveReader(fixture(name), HIVE).find(SETTING_KEY_PATH);
    await repair(fixture(name), { pagesOnly });
    const after = new HiveReader(contentsOf(HIVE), HIVE).find(SETTING_KEY_PATH);
    const others = (key: typeof before) =>
      [...(key?.values() ?? [])]
        .filter((value) => value.name.toLowerCase() !== 'devicepasswordlessbuildversion')
        .map((value) => [value.name, value.type, [...value.data()]]);
    expect(others(after)).toEqual(others(before));
    expect(after?.value('DevicePasswordLessBuildVersion')?.asDword()).toBe(0);
  });

  it('is undone to the byte', async () => {
    const before = fixture('value-missing');
    const s = testTools(files);
    files.put(HIVE, before);
    await repairHive(s, { ...REQUEST, pagesOnly });
    const outcome = await undoRepair(s, { hiveSet: softwareSet(), force: false });
    expect(outcome.disk).toBe('restored');
    expect(contentsOf(HIVE)).toEqual(before);
    expect((await files.status(HIVE))?.links).toBe(1);
    expect(await undoRepair(s, { hiveSet: softwareSet(), force: false })).toMatchObject({
      disk: 'unchanged',
      alreadyRestored: true,
    });
  });
});

describe('repair', () => {
  it('keeps a backup of the original, and leaves nothing else behind', async () => {
    const before = fixture('setting-2');
    const outcome = await repair(before);
    const [backup] = await listBackups(testTools(files), { hiveSet: softwareSet() });
    expect(backup).toEqual(outcome.backup);
    expect(contentsOf(files.join(backup?.folder ?? '', 'SOFTWARE'))).toEqual(before);
    expect((await files.list(CONFIG)).map(({ name }) => name).sort()).toEqual([
      'SOFTWARE',
      'hivemend-backups',
    ]);
    expect((await files.status(HIVE))?.links).toBe(1);
  });

  it('writes nothing when the value is right', async () => {
    const before = fixture('setting-0');
    expect(await repair(before)).toMatchObject({ disk: 'unchanged', alreadyRight: true, method: 'none' });
    expect((await files.list(CONFIG)).map(({ name }) => name)).toEqual(['SOFTWARE']);
    expect(contentsOf(HIVE)).toEqual(before);
  });

  it('sets another value when asked to', async () => {
    await repair(fixture('setting-0'), { value: 2 });
    const key = new HiveReader(contentsOf(HIVE), HIVE).find(SETTING_KEY_PATH);
    expect(key?.value('DevicePasswordLessBuildVersion')?.asDword()).toBe(2);
  });

  it.each([
    ['system-hive', 'not-a-software-hive'],
    ['user-hive', 'not-a-software-hive'],
    ['subkeys-list-cyclic', 'hive-damaged'],
    ['cell-overruns', 'hive-damaged'],
    ['sequence-numbers-differ', 'logs-missing'],
    ['base-block-checksum-wrong', 'logs-missing'],
    ['text-file', 'hive-signature'],
    ['empty-file', 'hive-truncated'],
  ])('refuses %s and leaves it as it is', async (name, code) => {
    const before = fixture(name);
    await expect(repair(before)).rejects.toMatchObject({ code, disk: 'unchanged' });
    expect(contentsOf(HIVE)).toEqual(before);
    expect((await files.list(CONFIG)).map(({ name: entry }) => entry)).toEqual(['SOFTWARE']);
  });

  it('refuses to undo a hive that is no longer the one it left, unless forced', async () => {
    const before = fixture('setting-2');
    await repair(before);
    files.put(HIVE, fixture('setting-1'));
    const request = { hiveSet: softwareSet(), force: false };
    const s = testTools(files);
    await expect(undoRepair(s, request)).rejects.toMatchObject({ code: 'hive-not-as-left' });
    expect(await undoRepair(s, { ...request, force: true })).toMatchObject({ disk: 'restored' });
    expect(contentsOf(HIVE)).toEqual(before);
  });
});
