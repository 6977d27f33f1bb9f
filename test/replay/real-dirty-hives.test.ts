import { describe, expect, it } from 'vitest';
import { isHiveError } from '../../src/ground/errors.ts';
import { baseBlockChecksum } from '../../src/regf/checksum.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { BaseBlock } from '../../src/regf/structures/base-block.ts';
import { readLogEntry } from '../../src/replay/log-entry-reader.ts';
import { openHive } from '../../src/replay/replay.ts';
import { openLog } from '../../src/replay/transaction-log.ts';
import { hiveFile, readAll } from '../support/hive-file.ts';
import { haveRealHives, listRealHives, realHive } from '../support/real-hives.ts';

const yarp = 'msuhanov__yarp/hives_for_tests';
const systemB = 'mkorman90__regipy/regipy_tests/data/SYSTEM_B';

const dataOf = (hive: Uint8Array): Buffer => {
  const { hiveBinsDataSize } = BaseBlock.decode(hive, 0, { file: 'hive' });
  return Buffer.from(hive.subarray(4096, 4096 + hiveBinsDataSize));
};

async function replayReal(path: string, suffixes: readonly string[]) {
  const logs = suffixes.map((suffix) => hiveFile(realHive(`${path}.${suffix}`), `${path}.${suffix}`));
  return openHive(hiveFile(realHive(path), path), logs, { acceptDirty: false });
}

describe.skipIf(!haveRealHives)('dirty hives of real machines', () => {
  it.each([
    [`${yarp}/NewDirtyHive1/NewDirtyHive`, `${yarp}/NewDirtyHive1/RecoveredHive_Windows10`],
    ...[
      'BadBaseBlockHive/BadBaseBlockHive',
      'NewDirtyHive1/NewDirtyHive',
      'NewDirtyHive2/NewDirtyHive',
      'OldDirtyHive/OldDirtyHive',
    ].map((path) => [`${yarp}/${path}`, `recovered/${`${yarp}/${path}`.replaceAll('/', '__')}`]),
    [systemB, `recovered/${systemB.replaceAll('/', '__')}`],
  ])('%s becomes what %s holds, whichever log comes first', async (path, oracle) => {
    const expected = dataOf(realHive(oracle));
    for (const suffixes of [
      ['LOG1', 'LOG2'],
      ['LOG2', 'LOG1'],
    ]) {
      const opened = await replayReal(path, suffixes);
      expect(opened.state).toBe('replayed');
      const hive = await readAll(opened.hive);
      expect(Buffer.compare(dataOf(hive), expected)).toBe(0);
      const baseBlock = BaseBlock.decode(hive, 0, { file: path });
      expect(baseBlock.primarySequenceNumber).toBe(baseBlock.secondarySequenceNumber);
      expect(baseBlock.checksum).toBe(baseBlockChecksum(hive));
      expect(baseBlock.fileType).toBe(0);
    }
  });

  // Windows 7 has loaded and written that hive since: it dated the first hive bin, and it wrote how long the longest
  // value name of one key is (2 bytes), which the writer of the dirty pages had left at 0.
  it('is what Windows 7 made of OldDirtyHive, but for what Windows wrote afterwards', async () => {
    const opened = await replayReal(`${yarp}/OldDirtyHive/OldDirtyHive`, ['LOG1', 'LOG2']);
    const replayed = dataOf(await readAll(opened.hive));
    const byWindows = dataOf(realHive(`${yarp}/OldDirtyHive/RecoveredHive_Windows7`));
    const differences = [...replayed.keys()].filter((offset) => replayed[offset] !== byWindows[offset]);
    const timestamp = [20, 21, 22, 23, 24];
    const largestValueNameLength = [441800 - 4096];
    expect(differences).toEqual([...timestamp, ...largestValueNameLength]);
    expect(replayed.length).toBe(byWindows.length);
  });

  // Each dirty hive with logs, and what comes of it: sequence numbers applied, or why each log is of no use.
  it.each([
    ['BadBaseBlockHive/BadBaseBlockHive', { LOG1: '5-5 end', LOG2: 'empty' }],
    ['BadLogHive1/BadLogHive', { LOG1: 'base-block-wrong', LOG2: 'empty' }],
    ['BadLogHive2/BadLogHive', { LOG1: 'no-valid-entry', LOG2: 'empty' }],
    ['BadLogHive3/BadLogHive', { LOG1: 'base-block-wrong', LOG2: 'base-block-wrong' }],
    ['NewDirtyHive1/NewDirtyHive', { LOG1: '2-2 end', LOG2: '3-5 end' }],
    ['NewDirtyHive2/NewDirtyHive', { LOG1: 'superseded', LOG2: '3-5 end' }],
    ['OldDirtyHive/OldDirtyHive', { LOG1: '5-5 end', LOG2: 'empty' }],
    ['SYSTEM_B', { LOG1: '2107-2110 end', LOG2: '2111-2130 end' }],
  ])('%s: %o', async (name, expected) => {
    const path = name === 'SYSTEM_B' ? systemB : `${yarp}/${name}`;
    expect(await fateOfLogs(path)).toEqual(expected);
  });

  it('SYSTEM_B is sound afterwards, and holds keys that the primary file alone does not', async () => {
    const opened = await replayReal(systemB, ['LOG1', 'LOG2']);
    const replayed = await readAll(opened.hive);
    expect(checkHive(replayed, systemB).damage).toBe(0);
    const countKeys = (bytes: Uint8Array) => {
      let count = 0;
      const pending = [new HiveReader(bytes, systemB).root()];
      for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
        count++;
        pending.push(...key.subkeys());
      }
      return count;
    };
    expect(countKeys(replayed)).toBeGreaterThan(countKeys(realHive(systemB)) + 2000);
  });

  // Every log of the new format there is, with the hives that belong to some of them missing: all hashes must be right.
  it.each([
    [`${systemB}.LOG1`, 4],
    [`${systemB}.LOG2`, 20],
    ['strozfriedberg__notatin/test_data/system.log1', 3],
    ['strozfriedberg__notatin/test_data/system.log2', 7],
    ['libyal__winreg-kb/test_data/NTUSER.DAT.LOG', 1],
  ])('%s has %i entries', async (path, count) => {
    const log = await openLog(hiveFile(realHive(path), path));
    if (typeof log === 'string') throw new Error(log);
    let position = 512;
    let entries = 0;
    for (;;) {
      const entry = await readLogEntry(log, position, (log.baseBlock.primarySequenceNumber + entries) >>> 0);
      if (typeof entry === 'string') break;
      position = entry.end;
      entries++;
    }
    expect(entries).toBe(count);
  });

  it('every other dirty hive in the manifest has no logs and is refused for that', async () => {
    const withoutLogs = listRealHives().filter(
      (row) => /^yes:(seq|checksum)/.test(row.dirty) && !row.kind.startsWith('LOG') && row.logs.length === 0,
    );
    expect(withoutLogs.length).toBeGreaterThan(7);
    for (const row of withoutLogs) {
      const isShort = /truncated\(512/.test(row.dirty);
      await expect(replayReal(row.path, [])).rejects.toMatchObject({
        code: isShort ? 'hive-truncated' : 'logs-missing',
      });
    }
  });
});

async function fateOfLogs(path: string): Promise<Record<string, string>> {
  const fate: Record<string, string> = {};
  try {
    const opened = await replayReal(path, ['LOG1', 'LOG2']);
    if (opened.state !== 'replayed') return { state: opened.state };
    for (const log of opened.account.applied)
      fate[log.file.slice(-4)] = `${log.firstSequenceNumber}-${log.lastSequenceNumber} ${log.stop}`;
    for (const log of opened.account.refused) fate[log.file.slice(-4)] = log.reason;
  } catch (error) {
    if (!isHiveError(error, 'logs-unusable')) throw error;
    for (const reason of error.details.reasons) {
      const [file = '', why = ''] = reason.split(': ');
      fate[file.slice(-4)] = why;
    }
  }
  return fate;
}
