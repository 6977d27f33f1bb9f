import { buildHive } from '../hive-builder/build-hive.ts';
import { makeDirty } from '../hive-builder/log-base-block.ts';
import { buildNewLog } from '../hive-builder/log-builder.ts';
import { dirtyPagesBetween } from '../hive-builder/log-pages.ts';
import { dword, type HiveRecipe, key } from '../hive-builder/recipe.ts';
import { BaseBlock } from '../regf/structures/base-block.ts';
import { SETTING_KEY_PATH, SETTING_VALUE_NAME } from '../windows/setting.ts';

/** A SOFTWARE hive that was not closed properly, to practise on: its file says 0, its log says 2. */
export function makePracticeHive(): { readonly primary: Uint8Array; readonly log: Uint8Array } {
  const before = buildHive(software(0)).bytes;
  const after = buildHive(software(2)).bytes;
  const { primarySequenceNumber: number } = BaseBlock.decode(before, 0, { file: 'SOFTWARE' });
  return {
    primary: makeDirty(before, { primary: number + 1, secondary: number }),
    log: buildNewLog({
      primary: before,
      sequenceNumber: number + 1,
      entries: [{ pages: dirtyPagesBetween(before, after) }],
    }),
  };
}

function software(value: number): HiveRecipe {
  const [top, ...below] = [...SETTING_KEY_PATH].reverse();
  const device = key(top ?? '', { values: [dword(SETTING_VALUE_NAME, value)] });
  const microsoft = below.reduce((inner, name) => key(name, { keys: [inner] }), device);
  return { fileName: 'SOFTWARE', root: key('ROOT', { keys: [microsoft] }) };
}
