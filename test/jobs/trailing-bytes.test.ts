import { expect, it } from 'vitest';
import { setValue } from '../../src/change/hivex-edits.ts';
import { proveIntendedChange } from '../../src/change/verify.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { key } from '../../src/hive-builder/recipe.ts';
import { setSetting } from '../../src/jobs/start.ts';
import { recordChain } from '../../src/regf/change-proof.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { SETTING_KEY_PATH } from '../../src/windows/setting.ts';
import { cleanHive, editHive, freshHivex } from '../hivex/hives.ts';

/**
 * A missing value makes the hive grow, and what lies behind its hive bins data moves. That is no change of the hive, as long as
 * not a byte of it is lost.
 */

const NOW = 133_000_000_000_000_000n;
const noise = Uint8Array.from({ length: 9000 }, (_, i) => (i * 31 + (i >> 7)) & 0xff);
const { bytes } = buildHive({
  root: key('ROOT', { keys: [key('Microsoft', { keys: [key('Windows NT')] })] }),
  trailingBytes: noise,
});

/** Repairs the hive in memory; `spoil` may then damage what hivex made. */
async function proofAfter(spoil: (image: Uint8Array) => void): Promise<unknown> {
  const chain = recordChain(new HiveReader(bytes, 'HIVE'), SETTING_KEY_PATH);
  const edit = setSetting(0);
  return editHive(
    freshHivex(),
    cleanHive(bytes),
    (hive) => setValue(hive, edit, undefined, NOW),
    async (image) => {
      spoil(image);
      return proveIntendedChange(image, cleanHive(bytes), chain, { edit, writtenAt: NOW }, 'HIVE', () => {});
    },
  );
}

it('are no change when they move with the end of the hive', async () => {
  expect(await proofAfter(() => {})).toMatchObject({
    changedKeys: expect.arrayContaining([SETTING_KEY_PATH]),
  });
});

it('must all be there, at the end as at the start', async () => {
  for (const fromEnd of [1, 4500, 9000])
    await expect(
      proofAfter((image) => {
        image[image.length - fromEnd] = (image[image.length - fromEnd] ?? 0) ^ 1;
      }),
    ).rejects.toThrowError(/verification-failed/);
});
