import { beforeEach, describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { key, text } from '../../src/hive-builder/recipe.ts';
import { takeLock } from '../../src/install/lock.ts';
import { findSnapshots, isCopyWhole } from '../../src/install/snapshots.ts';
import { snapshotTarget } from '../../src/jobs/snapshot-target.ts';
import { listBackupsOfTarget } from '../../src/jobs/undo-target.ts';
import { findWholeCopies } from '../../src/jobs/whole-copies.ts';
import { testTools } from '../support/job-tools.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import { registryPc } from '../support/registry-pc.ts';
import { fixture } from '../support/repair-scene.ts';
import { machineWithModules, UNWATCHED } from '../support/snapshot-machine.ts';

const CONFIG = '/pc/Windows/System32/config';
const SOFTWARE = `${CONFIG}/SOFTWARE`;
const REG_BACK = `${CONFIG}/RegBack`;
const OWN = `${REG_BACK}/hivemend-snapshots`;
const ALL = [
  'Windows/System32/config/SOFTWARE',
  'Windows/System32/config/SYSTEM',
  'Windows/System32/config/SAM',
  'Windows/System32/config/DEFAULT',
  'Windows/ServiceProfiles/LocalService/NTUSER.DAT',
  'Users/hanako/NTUSER.DAT',
  'Users/hanako/AppData/Local/Microsoft/Windows/UsrClass.dat',
  'Users/Default/NTUSER.DAT',
];

let disk: MemoryFileSystem;
beforeEach(() => {
  disk = registryPc();
  disk.putFolder(REG_BACK);
});

type Options = Partial<Parameters<typeof snapshotTarget>[3]>;

const take = (options: Options = {}, name = '/pc') =>
  snapshotTarget(machineWithModules(disk), UNWATCHED, name, { ignoreHibernation: false, ...options });

const placesOf = ({ hives }: { readonly hives: readonly { readonly place: readonly string[] }[] }) =>
  hives.map(({ place }) => place.join('/'));

describe('a snapshot', () => {
  it('has every hive of the Windows with its logs, byte for byte, and changes none', async () => {
    for (const suffix of ['', '.LOG1', '.LOG2'])
      disk.put(`${CONFIG}/SAM${suffix}`, fixture(`dirty-two-logs${suffix}`));
    const before = new Map(ALL.map((place) => [place, disk.bytes(`/pc/${place}`)]));
    const { snapshot, size, leftOut, removed } = await take();
    expect(placesOf(snapshot)).toEqual(ALL);
    expect([leftOut, removed]).toEqual([[], []]);
    let total = 0;
    for (const { place, folder, files } of snapshot.hives) {
      expect(await isCopyWhole(disk, snapshot, { place, folder, files })).toBe(true);
      for (const { name, size } of files) {
        const copy = disk.bytes(`${snapshot.folder}/${folder}/${name}`);
        expect(copy).toEqual(disk.bytes(`/pc/${[...place.slice(0, -1), name].join('/')}`));
        total += size;
      }
    }
    expect(snapshot.hives[2]?.files.map(({ name }) => name)).toEqual(['SAM', 'SAM.LOG1', 'SAM.LOG2']);
    expect(size).toBe(total);
    for (const [place, bytes] of before) expect(disk.bytes(`/pc/${place}`)).toEqual(bytes);
    expect((await disk.list(REG_BACK)).map(({ name }) => name)).toEqual(['hivemend-snapshots']);
    expect(await findSnapshots(disk, SOFTWARE)).toEqual([snapshot]);
  });

  it('is taken of the whole Windows where one of its hives is named', async () => {
    expect(placesOf((await take({}, `${CONFIG}/SAM`)).snapshot)).toEqual(ALL);
  });

  it('lies beside the hives where there is no RegBack, or in the folder that was chosen', async () => {
    disk = registryPc();
    expect((await take()).snapshot.folder).toMatch(`${CONFIG}/hivemend-snapshots/`);
    disk.putFolder('/stick');
    const { snapshot } = await take({ backupFolder: '/stick/pcs' });
    expect(snapshot.folder).toMatch(/^\/stick\/pcs\//);
    expect(await findSnapshots(disk, SOFTWARE, '/stick/pcs')).toEqual([snapshot]);
  });

  it('goes beside the hives where RegBack takes no files', async () => {
    disk.refuse(REG_BACK, { writing: 'access-denied' });
    expect((await take()).snapshot.folder).toMatch(`${CONFIG}/hivemend-snapshots/`);
  });

  it('is listed with the backups, and named by what finds a hive damaged', async () => {
    const { snapshot } = await take();
    expect((await listBackupsOfTarget(machineWithModules(disk), '/pc', {})).snapshots).toEqual([snapshot]);
    disk.put(SOFTWARE, new Uint8Array(8192));
    const [copy] = await findWholeCopies(disk, SOFTWARE);
    expect(copy).toMatchObject({ snapshotId: snapshot.id, writtenAt: snapshot.createdAt });
    expect(copy?.path).toMatch(/\/SOFTWARE$/);
  });

  it('leaves out what is no use, and says why', async () => {
    const damaged = disk.bytes(`${CONFIG}/SAM`)?.slice() ?? new Uint8Array(0);
    damaged.fill(0, 4096, 4100);
    disk.put(`${CONFIG}/SAM`, damaged);
    disk.put(`${CONFIG}/DEFAULT`, fixture('dirty-two-logs'));
    const { snapshot, leftOut } = await take();
    expect(placesOf(snapshot)).toEqual(ALL.filter((place) => !/SAM|DEFAULT$/.test(place)));
    expect(leftOut.map(({ path, error }) => [path, error.code])).toEqual([
      [`${CONFIG}/SAM`, 'hive-damaged'],
      [`${CONFIG}/DEFAULT`, 'logs-missing'],
    ]);
    expect(await disk.list(snapshot.folder)).toHaveLength(snapshot.hives.length + 2);
  });

  it("keeps the machine's hives where SOFTWARE is no use, and nothing where no hive is any", async () => {
    disk.put(SOFTWARE, new Uint8Array(8192));
    const { snapshot } = await take();
    expect(placesOf(snapshot)).toEqual([...ALL.slice(1, 4), 'Users/Default/NTUSER.DAT']);
    for (const place of ALL) disk.put(`/pc/${place}`, new Uint8Array(8192));
    await expect(take()).rejects.toMatchObject({ code: 'hive-signature' });
    expect(await findSnapshots(disk, SOFTWARE)).toEqual([snapshot]);
    expect((await disk.list(OWN)).map(({ name }) => name)).toEqual([snapshot.id]);
  });
});

describe('a snapshot is refused', () => {
  it('of a hive that lies in no Windows', async () => {
    disk.put('/hives/SOFTWARE', buildHive(software()).bytes);
    await expect(take({}, '/hives/SOFTWARE')).rejects.toMatchObject({ code: 'windows-missing' });
  });

  it('where there is no room for it, before anything is made', async () => {
    disk.putFolder('/stick');
    disk.mount('/stick', { capacity: 1024 });
    await expect(take({ backupFolder: '/stick' })).rejects.toMatchObject({ code: 'disk-full' });
    expect(await disk.list('/stick')).toEqual([]);
  });

  it('while another one is taken, or a hive is written', async () => {
    const tools = testTools(disk, { isAlive: () => true, process: OTHER });
    const record = { run: 'other', command: 'snapshot', startedAt: '2026-11-23T09:00:00Z' };
    const backup = { below: 'a/b' };
    disk.putFolder(OWN);
    const one = await takeLock(tools, `${OWN}/snapshots`, OWN, { ...record, backup });
    const whileAlive = { isAlive: () => true };
    const again = () =>
      snapshotTarget(machineWithModules(disk, whileAlive), UNWATCHED, '/pc', { ignoreHibernation: false });
    await expect(again()).rejects.toMatchObject({ code: 'hive-locked' });
    await one.release();
    const other = await takeLock(tools, `${CONFIG}/SYSTEM`, REG_BACK, { ...record, backup });
    await expect(again()).rejects.toMatchObject({ code: 'hive-locked' });
    expect(await findSnapshots(disk, SOFTWARE)).toEqual([]);
    expect(await disk.list(OWN)).toEqual([]);
    await other.release();
    expect((await again()).snapshot.hives).toHaveLength(ALL.length);
  });

  it('of a Windows that is hibernated', async () => {
    disk.put('/pc/hiberfil.sys', new TextEncoder().encode('hibr'.padEnd(4096, '\0')));
    await expect(take()).rejects.toMatchObject({ code: 'windows-hibernated' });
    expect((await take({ ignoreHibernation: true })).snapshot.hives).toHaveLength(ALL.length);
  });
});

const OTHER = { id: 99, host: 'MININT-TEST', bootedAt: '2026-11-23T08:00:00.000Z', space: 'here' };

describe('older snapshots', () => {
  it('go when only so many are kept, the oldest first', async () => {
    const first = await take();
    const second = await take();
    expect([first.removed, second.removed]).toEqual([[], []]);
    const third = await take({ keep: 2 });
    expect(third.removed).toEqual([first.snapshot.id]);
    expect((await findSnapshots(disk, SOFTWARE)).map(({ id }) => id)).toEqual([
      third.snapshot.id,
      second.snapshot.id,
    ]);
  });

  it('stay while a hive is whole in no newer one', async () => {
    const first = await take();
    disk.put(`${CONFIG}/SAM`, new Uint8Array(8192));
    const second = await take({ keep: 1 });
    expect(second).toMatchObject({ removed: [], stillNeeded: [first.snapshot.id] });
    // When the only copy is none any more, the snapshot is worth nothing.
    const sam = first.snapshot.hives[2]?.folder ?? '';
    disk.put(`${first.snapshot.folder}/${sam}/SAM`, new Uint8Array(8192));
    const third = await take({ keep: 1 });
    expect(third.removed).toEqual([second.snapshot.id, first.snapshot.id]);
  });

  it('keep what somebody else put among them', async () => {
    const { snapshot } = await take();
    disk.put(`${snapshot.folder}/notes.txt`, Uint8Array.of(1));
    disk.put(`${OWN}/mine/notes.txt`, Uint8Array.of(2));
    await take({ keep: 1 });
    expect(disk.bytes(`${snapshot.folder}/notes.txt`)).toEqual(Uint8Array.of(1));
    expect(disk.bytes(`${OWN}/mine/notes.txt`)).toEqual(Uint8Array.of(2));
    expect(await findSnapshots(disk, SOFTWARE)).toHaveLength(1);
  });

  it('of other PCs stay in a folder that they share', async () => {
    const of = (guid: string) =>
      registryPc({
        softwareKeys: [
          key('Microsoft', { keys: [key('Cryptography', { values: [text('MachineGuid', guid)] })] }),
        ],
      });
    const bytes = (guid: string) => of(guid).bytes(SOFTWARE) ?? new Uint8Array(0);
    const options = { backupFolder: '/stick', keep: 1 };
    disk.put(SOFTWARE, bytes('one'));
    const one = await take(options);
    disk.put(SOFTWARE, bytes('two'));
    const two = await take(options);
    expect(two.removed).toEqual([]);
    const again = await take(options);
    expect(again.removed).toEqual([two.snapshot.id]);
    expect((await findSnapshots(disk, SOFTWARE, '/stick')).map(({ id }) => id)).toEqual([
      again.snapshot.id,
      one.snapshot.id,
    ]);
  });
});
