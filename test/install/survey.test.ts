import { describe, expect, it } from 'vitest';
import { differenceFrom } from '../../src/install/bring-back.ts';
import { checksumOfBytes } from '../../src/install/checksum.ts';
import { withLiveHive } from '../../src/install/open-set.ts';
import { withOriginal } from '../../src/install/original.ts';
import { survey } from '../../src/install/survey.ts';
import { softwareSet } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { fixture, HIVE, putHiveSet } from '../support/repair-scene.ts';

const FOLDER = '/backup';

async function surveyed(now: string, then: Uint8Array, names = ['SOFTWARE']) {
  const files = new MemoryFileSystem();
  const hiveSet = now.startsWith('dirty') ? putHiveSet(files, now) : softwareSet();
  if (!now.startsWith('dirty')) files.put(HIVE, fixture(now));
  files.put(`${FOLDER}/SOFTWARE`, then);
  const kept = names.map((name) => ({ name, size: then.length, checksum: checksumOfBytes(then) }));
  const backup = { folder: FOLDER, kind: 'whole' as const, files: kept };
  return await withLiveHive(files, hiveSet, { acceptDirty: true }, (live) =>
    withOriginal(files, backup, live.primary, async (original) => ({
      found: await survey(live, original),
      differing: await differenceFrom(live, original),
    })),
  );
}

describe('one look at a hive and its backup', () => {
  it.each([
    ['another value', 'setting-2', fixture('setting-0')],
    ['the same', 'setting-2', fixture('setting-2')],
    ['a longer one', 'setting-2', fixture('device-key-missing')],
    [
      'another end of the base block’s page',
      'setting-2',
      fixture('setting-2').map((byte, at) => (at === 600 ? byte ^ 1 : byte)),
    ],
  ])('tells all that looks for each would: %s', async (_, now, then) => {
    const { found, differing } = await surveyed(now, then);
    expect(found).toEqual({
      differing,
      checksumNow: checksumOfBytes(fixture(now)),
      checksumThen: checksumOfBytes(then),
    });
  });

  it('tells nothing where the newest state of the hive is not what lies in its file', async () => {
    const { found } = await surveyed('dirty-two-logs', fixture('setting-2'));
    expect(found).toBeUndefined();
  });
});
