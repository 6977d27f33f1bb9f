import { beforeEach, describe, expect, it } from 'vitest';
import { repairHive } from '../../src/jobs/repair.ts';
import { listBackups, type UndoRequest, undoRepair } from '../../src/jobs/undo.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { readDirtyState } from '../../src/replay/dirty-state.ts';
import { HEADER_SIZE, HIVE_BINS_START } from '../../src/replay/primary-header.ts';
import { SETTING_KEY_PATH } from '../../src/windows/setting.ts';
import { CONFIG, softwareSet, testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { filesBeside, fixture, HIVE, putHiveSet } from '../support/repair-scene.ts';

const UNDO: UndoRequest = { hiveSet: softwareSet(), force: false };

let files: MemoryFileSystem;
let s: ReturnType<typeof testTools>;
beforeEach(() => {
  files = new MemoryFileSystem();
  s = testTools(files);
});

const repair = (hiveSet = softwareSet(), pagesOnly = false) =>
  repairHive(s, { hiveSet, value: 0, pagesOnly, acceptDirty: false });
const settingNow = () =>
  new HiveReader(files.bytes(HIVE) ?? new Uint8Array(), HIVE)
    .find(SETTING_KEY_PATH)
    ?.value('DevicePasswordLessBuildVersion')
    ?.asDword();
const ids = async () => (await listBackups(s, UNDO)).map(({ id }) => id);

describe.each([false, true])('of a backup of pages only: %s', (pagesOnly) => {
  it.each([
    'setting-2',
    'device-key-missing',
    'value-of-8-bytes',
    'dirty-one-log',
    'dirty-two-logs',
    'dirty-hive-grows',
  ])('brings %s back to the byte, and its logs', async (name) => {
    const hiveSet = putHiveSet(files, name);
    const before = await filesBeside(files);
    await repair(hiveSet, pagesOnly);
    expect(settingNow()).toBe(0);
    const outcome = await undoRepair(s, { ...UNDO, hiveSet });
    expect(outcome).toMatchObject({ disk: 'restored', alreadyRestored: false });
    expect(await filesBeside(files)).toEqual(before);
    expect((await files.status(HIVE))?.links).toBe(1);
  });

  it.each(['dirty-one-log', 'dirty-base-block-checksum-wrong'])(
    'brings %s back where the unused part of its base block is full of noise',
    async (name) => {
      const hiveSet = putHiveSet(files, name);
      const noisy = files.bytes(HIVE)?.slice() ?? new Uint8Array();
      noisy.fill(0xff, HEADER_SIZE, HIVE_BINS_START);
      files.put(HIVE, noisy);
      const before = await filesBeside(files);
      await repair(hiveSet, pagesOnly);
      await undoRepair(s, { ...UNDO, hiveSet });
      expect(await filesBeside(files)).toEqual(before);
    },
  );

  it('is undone once; the backup of the undo, by its name, brings the repair again', async () => {
    const hiveSet = putHiveSet(files, 'setting-2');
    await repair(hiveSet, pagesOnly);
    const repaired = files.bytes(HIVE);
    const first = await undoRepair(s, { ...UNDO });
    expect(await undoRepair(s, { ...UNDO })).toMatchObject({
      disk: 'unchanged',
      alreadyRestored: true,
    });
    const again = await undoRepair(s, {
      ...UNDO,
      ...(first.backup && { backupId: first.backup.id.toUpperCase() }),
    });
    expect(again).toMatchObject({
      disk: 'restored',
      change: [{ before: { type: 4, data: '02000000' }, after: { type: 4, data: '00000000' } }],
    });
    expect(files.bytes(HIVE)).toEqual(repaired);
  });
});

describe('a dirty hive', () => {
  it.each([
    'dirty-one-log',
    'dirty-two-logs',
    'dirty-two-logs-swapped',
    'dirty-two-logs-wrap',
    'dirty-base-block-zeroed',
    'dirty-base-block-checksum-wrong',
    'dirty-old-log',
    'dirty-hive-grows',
    'dirty-hive-shrinks',
  ])('%s is replayed, repaired, and clean; it is in the backup with its logs', async (name) => {
    const hiveSet = putHiveSet(files, name);
    const before = await filesBeside(files);
    const outcome = await repair(hiveSet);
    expect(outcome).toMatchObject({ disk: 'changed', replay: { acceptedWithoutLogs: false } });
    expect(settingNow()).toBe(0);
    const { primarySequenceNumber, secondarySequenceNumber } = new HiveReader(
      files.bytes(HIVE) ?? new Uint8Array(),
      HIVE,
    ).baseBlock;
    expect(primarySequenceNumber).toBe(secondarySequenceNumber);
    for (const { lastSequenceNumber } of outcome.replay?.applied ?? [])
      expect((primarySequenceNumber - lastSequenceNumber) | 0, 'above the log, around 2^32').toBeGreaterThan(
        0,
      );
    const folder = outcome.backup?.folder ?? '';
    const kept = outcome.backup?.files.map(async ({ name: file }) => [
      file,
      await files.sha256(files.join(folder, file)),
    ]);
    expect(Object.fromEntries(await Promise.all(kept ?? []))).toEqual(before);
    const file = await files.open(HIVE);
    expect((await readDirtyState(file)).state).toBe('clean');
    await file.close();
    expect(await repair(hiveSet)).toMatchObject({ disk: 'unchanged', alreadyRight: true });
    expect(await undoRepair(s, { ...UNDO, hiveSet })).toMatchObject({ disk: 'restored' });
    expect(await filesBeside(files)).toEqual(before);
  });

  it('that its log has repaired is told so, and is not written', async () => {
    const hiveSet = putHiveSet(files, 'dirty-log-turns-off');
    const before = await filesBeside(files);
    expect(await repair(hiveSet)).toMatchObject({ disk: 'unchanged', alreadyRight: true });
    expect(await filesBeside(files)).toEqual(before);
  });

  it.each(['dirty-old-log-stale', 'dirty-log-of-other-hive', 'dirty-logs-empty'])(
    '%s is refused, unless its state is accepted, with a warning',
    async (name) => {
      const hiveSet = putHiveSet(files, name);
      const before = await filesBeside(files);
      await expect(repair(hiveSet)).rejects.toMatchObject({ code: 'logs-unusable', disk: 'unchanged' });
      expect(await filesBeside(files)).toEqual(before);
      const outcome = await repairHive(s, { hiveSet, value: 7, pagesOnly: false, acceptDirty: true });
      expect(outcome).toMatchObject({
        disk: 'changed',
        replay: { acceptedWithoutLogs: true },
        warnings: [{ code: 'dirty-accepted', path: HIVE, reasons: ['sequence-numbers-differ'] }],
      });
      expect(settingNow()).toBe(7);
      await undoRepair(s, { ...UNDO, hiveSet });
      expect(await filesBeside(files)).toEqual(before);
    },
  );

  it.each([false, true])(
    'comes back with its logs when they changed since (backup of pages only: %s)',
    async (pagesOnly) => {
      const hiveSet = putHiveSet(files, 'dirty-two-logs');
      const before = await filesBeside(files);
      await repair(hiveSet, pagesOnly);
      // Windows wrote one log anew, took one away and began one in the old form.
      files.put(`${HIVE}.LOG1`, new Uint8Array(1024).fill(7));
      await files.remove(`${HIVE}.LOG2`);
      files.put(`${HIVE}.LOG`, new Uint8Array(512).fill(9));
      const since = await filesBeside(files);
      const { backup } = await undoRepair(s, { ...UNDO, hiveSet: softwareSet('LOG1', 'LOG') });
      expect(await filesBeside(files)).toEqual(before);
      await undoRepair(s, { ...UNDO, hiveSet, ...(backup && { backupId: backup.id }) });
      expect(await filesBeside(files)).toEqual(since);
    },
  );

  it('that lost its logs gets them again', async () => {
    const hiveSet = putHiveSet(files, 'dirty-two-logs');
    const before = await filesBeside(files);
    await repair(hiveSet);
    await undoRepair(s, { ...UNDO, hiveSet });
    // Somebody copies the primary file back by hand, and forgets the logs.
    await files.remove(`${HIVE}.LOG1`);
    files.put(`${HIVE}.LOG2`, new Uint8Array(1024));
    const outcome = await undoRepair(s, { ...UNDO, hiveSet: softwareSet('LOG2') });
    expect(outcome).toMatchObject({ disk: 'restored', alreadyRestored: false });
    expect(await filesBeside(files)).toEqual(before);
    expect(await undoRepair(s, { ...UNDO, hiveSet })).toMatchObject({ alreadyRestored: true });
  });
});

describe('a hive that is no longer as the repair left it', () => {
  const changed = fixture('setting-1');

  it('is refused, and comes back from a whole backup when forced', async () => {
    files.put(HIVE, fixture('setting-2'));
    await repair();
    files.put(HIVE, changed);
    await expect(undoRepair(s, UNDO)).rejects.toMatchObject({
      code: 'hive-not-as-left',
      disk: 'unchanged',
    });
    expect(files.bytes(HIVE)).toEqual(changed);
    const { backup } = await undoRepair(s, { ...UNDO, force: true });
    expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
    await undoRepair(s, { ...UNDO, ...(backup && { backupId: backup.id }) });
    expect(files.bytes(HIVE)).toEqual(changed);
  });

  it('never has old pages laid over it, forced or not', async () => {
    files.put(HIVE, fixture('setting-2'));
    await repair(softwareSet(), true);
    files.put(HIVE, fixture('several-security-descriptors'));
    for (const force of [false, true])
      await expect(undoRepair(s, { ...UNDO, force })).rejects.toMatchObject({ code: 'hive-not-as-left' });
    expect(files.bytes(HIVE)).toEqual(fixture('several-security-descriptors'));
  });

  it('that was grown behind its pages is refused, too', async () => {
    files.put(HIVE, fixture('setting-2'));
    await repair(softwareSet(), true);
    const longer = Uint8Array.of(...(files.bytes(HIVE) ?? []), 1, 2, 3);
    files.put(HIVE, longer);
    await expect(undoRepair(s, UNDO)).rejects.toMatchObject({ code: 'hive-not-as-left' });
    expect(files.bytes(HIVE)).toEqual(longer);
  });
});

describe('which backup', () => {
  it('is missing without a repair, and by a name that is not there', async () => {
    files.put(HIVE, fixture('setting-2'));
    const missing = { code: 'backup-missing', disk: 'unchanged' };
    await expect(undoRepair(s, UNDO)).rejects.toMatchObject(missing);
    await repair();
    for (const backupId of ['20200101-000000', '..', `${CONFIG}/hivemend-backups`, ''])
      await expect(undoRepair(s, { ...UNDO, backupId })).rejects.toMatchObject(missing);
  });

  it('is the newest, or the one that is named', async () => {
    files.put(HIVE, fixture('setting-2'));
    for (const value of [0, 5])
      await repairHive(s, { hiveSet: softwareSet(), value, pagesOnly: false, acceptDirty: false });
    const [newest, oldest] = await ids();
    expect((await undoRepair(s, UNDO)).restored?.id).toBe(newest);
    expect(settingNow()).toBe(0);
    expect((await undoRepair(s, { ...UNDO, ...(oldest && { backupId: oldest }) })).restored?.id).toBe(oldest);
    expect(settingNow()).toBe(2);
  });

  it('is that of this hive where several PCs share a folder', async () => {
    const hives = ['setting-2', 'setting-1'].map((name, index) => {
      const primary = `/pc${index}/SOFTWARE`;
      files.put(primary, fixture(name));
      return { name, hiveSet: { primary, logs: [] } };
    });
    const backupFolder = '/backups';
    for (const { hiveSet } of hives)
      await repairHive(s, { hiveSet, value: 0, pagesOnly: false, acceptDirty: false, backupFolder });
    for (const { name, hiveSet } of hives) {
      await undoRepair(s, { ...UNDO, hiveSet, backupFolder });
      expect(files.bytes(hiveSet.primary)).toEqual(fixture(name));
    }
  });

  it('must be named where several PCs share a folder and none is of a hive like this', async () => {
    const backupFolder = '/backups';
    const sets = ['/pc0/SOFTWARE', '/pc1/SOFTWARE'].map((primary) => ({ primary, logs: [] }));
    for (const hiveSet of sets) {
      files.put(hiveSet.primary, fixture('setting-2'));
      await repairHive(s, { hiveSet, value: 0, pagesOnly: false, acceptDirty: false, backupFolder });
    }
    const [hiveSet = softwareSet()] = sets;
    files.put(hiveSet.primary, fixture('setting-1'));
    const request = { ...UNDO, hiveSet, backupFolder };
    await expect(undoRepair(s, request)).rejects.toMatchObject({ code: 'hive-not-as-left' });
    await expect(undoRepair(s, { ...request, force: true })).rejects.toMatchObject({
      code: 'backup-missing',
      details: { candidates: 2 },
    });
    expect(files.bytes(hiveSet.primary)).toEqual(fixture('setting-1'));
    const [backup] = await listBackups(s, request);
    await undoRepair(s, { ...request, force: true, ...(backup && { backupId: backup.id }) });
    expect(files.bytes(hiveSet.primary)).toEqual(fixture('setting-2'));
  });

  it('of another hive in the same folder is not taken', async () => {
    const other = { primary: `${CONFIG}/OTHER`, logs: [] };
    files.put(other.primary, fixture('setting-2'));
    files.put(HIVE, fixture('setting-2'));
    await repair();
    await expect(undoRepair(s, { ...UNDO, hiveSet: other, force: true })).rejects.toMatchObject({
      code: 'backup-missing',
    });
  });
});

describe('a clock that ran backwards between two repairs', () => {
  const at = (time: string) => ({ ...s, clock: () => new Date(time) });
  const set = (time: string, value: number) =>
    repairHive(at(time), { hiveSet: softwareSet(), value, pagesOnly: false, acceptDirty: false });

  it('does not make undo take an older backup for the newest', async () => {
    putHiveSet(files, 'setting-2');
    await set('2026-11-23T18:00:00.000Z', 0);
    const afterFirst = files.bytes(HIVE);
    await set('2026-11-23T09:00:00.000Z', 5);
    expect(await undoRepair(s, UNDO)).toMatchObject({
      disk: 'restored',
      change: [{ after: { data: '00000000' } }],
    });
    expect(files.bytes(HIVE)).toEqual(afterFirst);
    expect(await undoRepair(s, UNDO)).toMatchObject({ disk: 'unchanged', alreadyRestored: true });
  });

  it('nor when the hive was written since, and undo is forced', async () => {
    putHiveSet(files, 'setting-2');
    await set('2026-11-23T18:00:00.000Z', 0);
    const afterFirst = files.bytes(HIVE);
    await set('2026-11-23T09:00:00.000Z', 5);
    files.put(HIVE, fixture('setting-1'));
    await undoRepair(s, { ...UNDO, force: true });
    expect(files.bytes(HIVE)).toEqual(afterFirst);
  });
});

it.each([false, true])(
  'a read-only hive on Windows is refused before anything is made, backup of pages only: %s',
  async (pagesOnly) => {
    const onWindows = new MemoryFileSystem({ flavour: 'windows' });
    const hive = 'D:\\Windows\\System32\\config\\SOFTWARE';
    onWindows.put(hive, fixture('setting-2'), { mode: 0o444 });
    const hiveSet = { primary: hive, logs: [] };
    const run = repairHive(testTools(onWindows), { hiveSet, value: 0, pagesOnly, acceptDirty: false });
    await expect(run).rejects.toMatchObject({ code: 'read-only', disk: 'unchanged' });
    expect((await onWindows.list(onWindows.parent(hive))).map(({ name }) => name)).toEqual(['SOFTWARE']);
  },
);
