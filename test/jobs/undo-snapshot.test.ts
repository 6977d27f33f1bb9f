import { beforeEach, describe, expect, it } from 'vitest';
import { key, text } from '../../src/hive-builder/recipe.ts';
import type { SnapshotOutcome } from '../../src/jobs/snapshot.ts';
import { snapshotTarget } from '../../src/jobs/snapshot-target.ts';
import { undoSnapshot } from '../../src/jobs/undo-snapshot.ts';
import { undoTarget } from '../../src/jobs/undo-target.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import { registryPc } from '../support/registry-pc.ts';
import { fixture } from '../support/repair-scene.ts';
import { machineWithModules, UNWATCHED } from '../support/snapshot-machine.ts';

const CONFIG = '/pc/Windows/System32/config';
const SOFTWARE = `${CONFIG}/SOFTWARE`;
const SAM = `${CONFIG}/SAM`;
const USER = '/pc/Users/hanako/NTUSER.DAT';

let disk: MemoryFileSystem;
let taken: SnapshotOutcome['snapshot'];
let before: ReadonlyMap<string, Uint8Array | undefined>;

const namesOf = () => taken.hives.flatMap(({ place }) => [`/pc/${place.join('/')}`]);

async function take(backupFolder?: string): Promise<void> {
  const options = { ignoreHibernation: false, ...(backupFolder === undefined ? {} : { backupFolder }) };
  taken = (await snapshotTarget(machineWithModules(disk), UNWATCHED, '/pc', options)).snapshot;
  before = new Map(namesOf().map((path) => [path, disk.bytes(path)]));
}

beforeEach(async () => {
  disk = registryPc();
  disk.putFolder(`${CONFIG}/RegBack`);
  for (const suffix of ['', '.LOG1', '.LOG2']) disk.put(SAM + suffix, fixture(`dirty-two-logs${suffix}`));
  await take();
});

type Options = Partial<Parameters<typeof undoSnapshot>[4]>;

const undo = (options: Options = {}, name = '/pc', id = taken.id) =>
  undoSnapshot(machineWithModules(disk), UNWATCHED, name, id, {
    dryRun: false,
    force: false,
    ignoreHibernation: false,
    ...options,
  });

function change(): void {
  disk.put(SOFTWARE, registryPc({ softwareKeys: [key('New')] }).bytes(SOFTWARE) ?? new Uint8Array(0));
  disk.put(USER, registryPc().bytes('/pc/Users/Default/NTUSER.DAT') ?? new Uint8Array(0));
}

const expectAllBack = () => {
  for (const [path, bytes] of before) expect(disk.bytes(path), path).toEqual(bytes);
};

describe('putting a snapshot back', () => {
  it('makes every hive what it was, byte for byte, and leaves alone those that are', async () => {
    change();
    for (const suffix of ['', '.LOG1', '.LOG2']) disk.put(SAM + suffix, fixture(`clean-with-logs${suffix}`));
    const { disk: state, restored } = await undo();
    expect(state).toBe('restored');
    expect(restored.filter(({ alreadyRestored }) => !alreadyRestored).map(({ hive }) => hive)).toEqual([
      SOFTWARE,
      SAM,
      USER,
    ]);
    expectAllBack();
    for (const suffix of ['.LOG1', '.LOG2'])
      expect(disk.bytes(SAM + suffix)).toEqual(fixture(`dirty-two-logs${suffix}`));
    expect((await undo()).disk).toBe('unchanged');
  });

  it('backs up what is there, so that it can be taken back', async () => {
    change();
    const changed = disk.bytes(USER);
    const { restored } = await undo();
    const backup = restored.find(({ hive }) => hive === USER)?.backup;
    await undoTarget(machineWithModules(disk), UNWATCHED, USER, {
      backupId: backup?.id ?? '',
      dryRun: false,
      force: false,
      ignoreHibernation: false,
    });
    expect(disk.bytes(USER)).toEqual(changed);
  });

  it('puts a whole hive in the place of one that is damaged', async () => {
    disk.put(SOFTWARE, new Uint8Array(8192));
    const { restored } = await undo();
    expect(restored[0]).toMatchObject({ method: 'replace', because: 'damaged' });
    expectAllBack();
  });

  it('is only played through in a dry run', async () => {
    change();
    const changed = disk.bytes(SOFTWARE);
    expect(await undo({ dryRun: true })).toMatchObject({ disk: 'unchanged', dryRun: true });
    expect(disk.bytes(SOFTWARE)).toEqual(changed);
  });

  it('puts one hive back where that is named', async () => {
    change();
    const changed = disk.bytes(USER);
    const { restored } = await undo({}, SOFTWARE);
    expect(restored.map(({ hive }) => hive)).toEqual([SOFTWARE]);
    expect(disk.bytes(SOFTWARE)).toEqual(before.get(SOFTWARE));
    expect(disk.bytes(USER)).toEqual(changed);
  });

  it('puts none back where one could not be written', async () => {
    change();
    const changed = [SOFTWARE, USER].map((path) => disk.bytes(path));
    disk.refuse('/pc/Users', { writing: 'access-denied' });
    await expect(undo()).rejects.toMatchObject({ code: 'access-denied', disk: 'unchanged' });
    expect([SOFTWARE, USER].map((path) => disk.bytes(path))).toEqual(changed);
    disk.refuse('/pc/Users', {});
    await undo();
    expectAllBack();
  });
});

describe('putting a snapshot back is refused, and nothing written,', () => {
  const refused = async (run: Promise<unknown>, error: object) => {
    const was = disk.digest();
    await expect(run).rejects.toMatchObject(error);
    expect(disk.digest()).toBe(was);
  };

  it('for an ID that is none', () =>
    refused(undo({}, '/pc', 'none'), { code: 'backup-missing', details: { target: SOFTWARE, id: 'none' } }));

  it('for a hive that is not in it', async () => {
    disk.put(`${CONFIG}/COMPONENTS`, fixture('components-hive'));
    await refused(undo({}, `${CONFIG}/COMPONENTS`), { code: 'backup-missing' });
  });

  it('when the copy of the last hive is damaged', async () => {
    change();
    const last = taken.hives.at(-1);
    disk.put(`${taken.folder}/${last?.folder}/${last?.files[0]?.name}`, Uint8Array.of(1));
    await refused(undo(), { code: 'backup-damaged' });
  });

  it('when the manifest of a copy is gone', async () => {
    await disk.remove(`${taken.folder}/${taken.hives[1]?.folder}/manifest.json`);
    await refused(undo(), { code: 'backup-damaged', details: { expected: 'a manifest' } });
  });

  it('when a hive of it is gone', async () => {
    change();
    await disk.remove(USER);
    await refused(undo(), { code: 'hive-missing', details: { path: USER } });
  });

  it('when it may be of another Windows, unless that is meant', async () => {
    const withGuid = (guid: string) =>
      registryPc({
        softwareKeys: [
          key('Microsoft', { keys: [key('Cryptography', { values: [text('MachineGuid', guid)] })] }),
        ],
      }).bytes(SOFTWARE) ?? new Uint8Array(0);
    disk.put(SOFTWARE, withGuid('one'));
    await take('/stick');
    const backupFolder = '/stick';
    expect((await undo({ backupFolder })).disk).toBe('unchanged');
    disk.put(SOFTWARE, withGuid('two'));
    await refused(undo({ backupFolder }), {
      code: 'snapshot-of-other-windows',
      details: { path: SOFTWARE, snapshot: taken.id, computerName: 'HANAKO-PC' },
    });
    await refused(undo({ backupFolder }, `${CONFIG}/SYSTEM`), { code: 'snapshot-of-other-windows' });
    expect((await undo({ backupFolder, force: true })).disk).toBe('restored');
    expectAllBack();
  });

  it('while Windows is hibernated', () => {
    disk.put('/pc/hiberfil.sys', new TextEncoder().encode('hibr'.padEnd(4096, '\0')));
    return refused(undo(), { code: 'windows-hibernated' });
  });
});
