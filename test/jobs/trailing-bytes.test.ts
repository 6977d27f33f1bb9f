import { expect, it } from 'vitest';
import { setValue } from '../../src/change/edit.ts';
import { proveIntendedChange } from '../../src/change/verify.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { key } from '../../src/hive-builder/recipe.ts';
import { withHive } from '../../src/hivex/with-hive.ts';
import { recordChain } from '../../src/regf/change-proof.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { SETTING_KEY_PATH, SETTING_VALUE_NAME } from '../../src/windows/setting.ts';
import { cleanHive, freshHivex } from '../hivex/hives.ts';

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
  const intended = { valueName: SETTING_VALUE_NAME, value: 0, writtenAt: NOW };
  return withHive(
    freshHivex(),
    cleanHive(bytes),
    (hive) => setValue(hive, undefined, 0, NOW),
    async (image) => {
      spoil(image);
      return proveIntendedChange(image, cleanHive(bytes), chain, intended, 'HIVE', () => {});
    },
  );
}

it('are no change when they move with the end of the hive', async () => {
  expect(await proofAfter(() => {})).toMatchObject({ setting: { because: 'value', value: 0 } });
});

it('must all be there, at the end as at the start', async () => {
  for (const fromEnd of [1, 4500, 9000])
    await expect(
      proofAfter((image) => {
        image[image.length - fromEnd] = (image[image.length - fromEnd] ?? 0) ^ 1;
      }),
    ).rejects.toThrowError(/verification-failed/);
});
