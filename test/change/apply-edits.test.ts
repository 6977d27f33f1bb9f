import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/change/apply-edits.ts';
import type { Edit } from '../../src/change/edits.ts';
import { sourceOfBytes } from '../../src/ground/byte-sources.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { key } from '../../src/hive-builder/recipe.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { diffHives } from '../../src/regf/hive-diff.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { openHive } from '../../src/replay/replay.ts';
import { testHivex } from '../support/hivex-module.ts';
import { structureModule } from '../support/structure-module.ts';

const { bytes } = buildHive({ root: key('ROOT', { keys: [key('Software')] }) });
const tools = { loadHivex: testHivex, loadStructureCheck: async () => structureModule() };
const NOW = 134_000_000_000_000_000n;

async function apply(edits: readonly Edit[]) {
  const { hive } = await openHive(sourceOfBytes(bytes, 'HIVE'), []);
  return applyEdits(tools, hive, 'HIVE', edits, NOW);
}

describe('applyEdits', () => {
  it('gives the whole new file, and what is different', async () => {
    const path = ['Software', 'New'];
    const applied = await apply([
      { edit: 'set-value', key: path, value: 'Count', type: 4, data: Uint8Array.of(1, 0, 0, 0) },
    ]);
    if (applied.state !== 'made') throw new Error(applied.state);
    expect(applied.differences.map(({ kind }) => kind)).toEqual(['key-created', 'value']);
    expect(applied.changedKeys).toContainEqual(path);
    expect(checkHive(applied.bytes, 'HIVE').damage).toBe(0);
    const after = new HiveReader(applied.bytes, 'HIVE');
    expect(after.find(path)?.value('Count')?.asDword()).toBe(1);
    const kinds = diffHives(new HiveReader(bytes, 'HIVE'), after).map(({ kind }) => kind);
    expect(kinds).toEqual(['key-changed', 'key-added', 'value-added']);
    for (const { start, end } of applied.ranges) expect(end).toBeGreaterThan(start);
  });

  it('says that there is nothing to do', async () => {
    expect(await apply([{ edit: 'create-key', key: ['Software'] }])).toEqual({ state: 'right-already' });
  });

  it('refuses what Windows would not do', async () => {
    await expect(apply([{ edit: 'delete-key', key: [] }])).rejects.toMatchObject({ code: 'edit-refused' });
  });
});
