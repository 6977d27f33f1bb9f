import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtures } from '../../fixtures/recipes/all.ts';
import type { ByteSource } from '../../src/ground/brand.ts';
import type { Hive } from '../../src/hivex/hive.ts';
import { readHive } from '../../src/hivex/with-hive.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { BaseBlock } from '../../src/regf/structures/base-block.ts';
import { type OpenedHive, openHive } from '../../src/replay/replay.ts';
import { editWhole, freshHivex } from '../hivex/hives.ts';
import { hiveFile, readAll } from '../support/hive-file.ts';
import { haveRealHives, realHive } from '../support/real-hives.ts';

/** What replay made is opened by hivex, which had no part in it (law 3), and is clean for good after a commit. */

type File = ByteSource & { readonly path: string };

const hivex = freshHivex();
const folder = join(import.meta.dirname, '../../fixtures/hives');

function fixtureLogs(name: string): File[] {
  const names = readdirSync(folder).filter((file) => file.startsWith(`${name}.LOG`));
  return names.map((file) => hiveFile(new Uint8Array(readFileSync(join(folder, file))), file));
}

const fixtureHive = (name: string): File => hiveFile(new Uint8Array(readFileSync(join(folder, name))), name);

/** Key paths in the order of the hive. */
function pathsInHivex(hive: Hive): string[] {
  const paths: string[] = [];
  const pending = [{ node: hive.root(), path: '' }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    paths.push(`${next.path} (${hive.valueCount(next.node)})`);
    for (const node of hive.children(next.node))
      pending.push({ node, path: `${next.path}\\${hive.nodeName(node)}` });
  }
  return paths;
}

function pathsInReader(reader: HiveReader): string[] {
  const paths: string[] = [];
  const pending = [{ key: reader.root(), path: '' }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    paths.push(`${next.path} (${[...next.key.values()].length})`);
    for (const key of next.key.subkeys()) pending.push({ key, path: `${next.path}\\${key.name}` });
  }
  return paths;
}

async function confirm(opened: OpenedHive, logs: readonly File[], path: string): Promise<void> {
  if (opened.state !== 'replayed') throw new Error(`${path} is ${opened.state}`);
  const reader = new HiveReader(await readAll(opened.hive), path);
  expect((await readHive(hivex, opened.hive, pathsInHivex)).sort()).toEqual(pathsInReader(reader).sort());
  const edited = await editWhole(
    hivex,
    opened.hive,
    (hive) => hive.addChild(hive.root(), 'added by the test'),
    (image) => image.slice(),
  );
  const { primarySequenceNumber, secondarySequenceNumber } = BaseBlock.decode(edited, 0, { file: path });
  expect(secondarySequenceNumber).toBe(primarySequenceNumber);
  expect((primarySequenceNumber - opened.account.sequenceNumber) >>> 0).toBeLessThan(2);
  const again = await openHive(hiveFile(edited, path), logs, { acceptDirty: false });
  expect(again.state).toBe('clean');
  expect(new HiveReader(await readAll(again.hive), path).find(['added by the test'])).toBeDefined();
}

const replayed = fixtures.filter(({ name, expected }) => name.startsWith('dirty-') && 'setting' in expected);

describe('hivex reads, and commits for good, what came out of', () => {
  it.each(replayed.map(({ name }) => name))('%s', async (name) => {
    const logs = fixtureLogs(name);
    await confirm(await openHive(fixtureHive(name), logs, { acceptDirty: false }), logs, name);
  });

  it
    .skipIf(!haveRealHives)
    .each([
      'mkorman90__regipy/regipy_tests/data/SYSTEM_B',
      'msuhanov__yarp/hives_for_tests/NewDirtyHive1/NewDirtyHive',
      'msuhanov__yarp/hives_for_tests/NewDirtyHive2/NewDirtyHive',
      'msuhanov__yarp/hives_for_tests/OldDirtyHive/OldDirtyHive',
      'msuhanov__yarp/hives_for_tests/BadBaseBlockHive/BadBaseBlockHive',
    ])('%s', async (path) => {
    const logs = ['LOG1', 'LOG2'].map((suffix) => hiveFile(realHive(`${path}.${suffix}`), suffix));
    await confirm(await openHive(hiveFile(realHive(path), path), logs, { acceptDirty: false }), logs, path);
  });
});
