import { describe, expect, it } from 'vitest';
import { makePracticeHive } from '../../src/jobs/practice-hive.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { openHive } from '../../src/replay/replay.ts';
import { readSetting } from '../../src/windows/read-setting.ts';
import { hiveFile, readAll } from '../support/hive-file.ts';

describe('makePracticeHive', () => {
  const { primary, log } = makePracticeHive();

  it('makes a file that says 0', () => {
    expect(readSetting(new HiveReader(primary, 'SOFTWARE'))).toMatchObject({ state: 'off', value: 0 });
  });

  it('makes a log that says 2, and nothing else that is wrong', async () => {
    const opened = await openHive(hiveFile(primary, 'SOFTWARE'), [hiveFile(log, 'SOFTWARE.LOG1')], {
      acceptDirty: false,
    });
    expect(opened.state).toBe('replayed');
    const bytes = await readAll(opened.hive);
    expect(readSetting(new HiveReader(bytes, 'SOFTWARE'))).toMatchObject({ state: 'enforced', value: 2 });
    expect(checkHive(bytes, 'SOFTWARE').damage).toBe(0);
  });

  it('can not be repaired without its log', async () => {
    await expect(openHive(hiveFile(primary), [], { acceptDirty: false })).rejects.toMatchObject({
      code: 'logs-missing',
    });
  });
});
