import { describe, expect, it } from 'vitest';
import { isHiveError } from '../../src/ground/errors.ts';
import { hiveKindOf } from '../../src/regf/hive-kind.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { readAccounts } from '../../src/windows/accounts.ts';
import { describeSystem, describeWindows } from '../../src/windows/description.ts';
import { readOtherCauses } from '../../src/windows/other-causes.ts';
import { readSetting } from '../../src/windows/read-setting.ts';
import { haveRealHives, listRealHives, realHive } from '../support/real-hives.ts';

const questions = [
  hiveKindOf,
  readSetting,
  readOtherCauses,
  readAccounts,
  (reader: HiveReader) => describeWindows(reader, describeSystem(reader)),
];

describe.skipIf(!haveRealHives)('questions to hives from real machines', () => {
  it('are answered, or refused with an error of ours', { timeout: 120_000 }, () => {
    const rows = haveRealHives ? listRealHives().filter((row) => !row.kind.startsWith('LOG')) : [];
    let answers = 0;
    for (const { path } of rows)
      for (const ask of questions) {
        try {
          ask(new HiveReader(realHive(path), path));
          answers += 1;
        } catch (error) {
          if (!isHiveError(error)) throw new Error(`${ask.name} of ${path}`, { cause: error });
        }
      }
    console.log(`${rows.length} hives, ${answers} answers`);
    expect(answers).toBeGreaterThan(400);
  });

  it('find a Windows NT 4 in its SOFTWARE hive, without the setting', () => {
    const path = 'skelsec__aiowinreg/tests/testdata/nt/software.reg';
    const reader = new HiveReader(realHive(path), path);
    expect(readSetting(reader)).toEqual({ state: 'off', because: 'key-missing' });
    expect(describeWindows(reader)).toEqual({
      build: 1381,
      installedAt: '2023-02-08T04:47:30Z',
      profiles: ['Administrator'],
      isPreinstallation: false,
    });
    expect(readAccounts(reader).accounts).toMatchObject([
      { sid: 'S-1-5-21-247810356-1021781772-2498087-500', kind: 'undetermined', lastSignedIn: false },
    ]);
  });
});
