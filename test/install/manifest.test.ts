import { beforeEach, describe, expect, it } from 'vitest';
import {
  completeManifest,
  MANIFEST_NAME,
  type Manifest,
  PENDING_NAME,
  readManifest,
  summaryOf,
  writePending,
} from '../../src/install/manifest.ts';
import { listBackups, undoRepair } from '../../src/jobs/undo.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { filesBeside, fixture, HIVE } from '../support/repair-scene.ts';
import { CONFIG, softwareSet, testSurroundings } from '../support/repair-surroundings.ts';

const FOLDER = `${CONFIG}/hivemend-backups/20261123-083000-0001`;
const SHA = 'ab'.repeat(32);
const MANIFEST: Manifest = {
  schema: 1,
  createdAt: '2026-11-23T08:30:00.000Z',
  command: 'repair',
  kind: 'whole',
  toolVersion: '0.0.0-test',
  hive: HIVE,
  files: [
    { name: 'SOFTWARE', size: 10, sha256: SHA },
    { name: 'SOFTWARE.LOG1', size: 10, sha256: SHA },
  ],
  change: {
    before: { state: 'enforced', because: 'value', value: 2, valueName: 'DevicePasswordLessBuildVersion' },
    after: { state: 'off', because: 'value', value: 0, valueName: 'DevicePasswordLessBuildVersion' },
  },
  sha256After: SHA,
};
const [PRIMARY, LOG] = MANIFEST.files;

let files: MemoryFileSystem;
beforeEach(() => {
  files = new MemoryFileSystem();
  files.putFolder(FOLDER);
  files.put(HIVE, fixture('setting-2'));
});

const put = (text: string): void => files.put(`${FOLDER}/${MANIFEST_NAME}`, new TextEncoder().encode(text));

describe('a manifest', () => {
  it('is pending until it is complete', async () => {
    await writePending(files, FOLDER, MANIFEST);
    expect(await readManifest(files, FOLDER, MANIFEST_NAME)).toBeUndefined();
    expect(await readManifest(files, FOLDER, PENDING_NAME)).toEqual(MANIFEST);
    await completeManifest(files, FOLDER);
    expect(await readManifest(files, FOLDER, PENDING_NAME)).toBeUndefined();
    expect(await readManifest(files, FOLDER, MANIFEST_NAME)).toEqual(MANIFEST);
  });

  it('makes a summary that is named for its folder', () => {
    const { schema, ...facts } = MANIFEST;
    expect(schema).toBe(1);
    expect(summaryOf(files, FOLDER, MANIFEST)).toEqual({
      id: '20261123-083000-0001',
      folder: FOLDER,
      ...facts,
    });
  });

  it('is none where there is no folder, or a file in its place', async () => {
    expect(await readManifest(files, `${CONFIG}/nowhere`, MANIFEST_NAME)).toBeUndefined();
    expect(await readManifest(files, HIVE, MANIFEST_NAME)).toBeUndefined();
  });

  const text = JSON.stringify(MANIFEST);
  it.each([0, 1, 100, text.length - 1])('torn after %s bytes is none', async (length) => {
    put(text.slice(0, length));
    expect(await readManifest(files, FOLDER, MANIFEST_NAME)).toBeUndefined();
  });

  const named = (name: string) => ({ files: [PRIMARY, { ...LOG, name }] });
  it.each<[string, object]>([
    ['another schema', { schema: 2 }],
    ['another command', { command: 'format' }],
    ['another kind', { kind: 'some' }],
    ['no time', { createdAt: 'yesterday' }],
    ['no files', { files: [] }],
    ['files that are no list', { files: { length: 1 } }],
    ['a hash that is none', { sha256After: 'AB'.repeat(32) }],
    ['a file without a hash', { files: [{ ...PRIMARY, sha256: undefined }] }],
    ['a size below zero', { files: [{ ...PRIMARY, size: -1 }] }],
    ['a size that is no number of bytes', { files: [{ ...PRIMARY, size: 1.5 }] }],
    ['no change', { change: {} }],
    ['a name that leads out', { files: [{ ...PRIMARY, name: '../SOFTWARE' }] }],
    ['a name that leads out on Windows', { files: [{ ...PRIMARY, name: '..\\SOFTWARE' }] }],
    ['an absolute path', { files: [{ ...PRIMARY, name: '/etc/passwd' }] }],
    ['a drive', { files: [{ ...PRIMARY, name: 'C:SOFTWARE' }] }],
    ['a stream of a file', { files: [{ ...PRIMARY, name: 'SOFTWARE:x' }] }],
    ['the folder itself', { files: [{ ...PRIMARY, name: '.' }] }],
    ['the folder above', { files: [{ ...PRIMARY, name: '..' }] }],
    ['an empty name', { files: [{ ...PRIMARY, name: '' }] }],
    ['a NUL in a name', { files: [{ ...PRIMARY, name: 'SOFT\0WARE' }] }],
    ['a line end in a name', { files: [{ ...PRIMARY, name: 'SOFT\nWARE' }] }],
    ['another hive among the logs', named('SYSTEM')],
    ['the hive itself among the logs', named('software')],
    ['a log of another hive', named('SYSTEM.LOG1')],
    ['a file that only begins like a log', named('SOFTWARE.LOG1.exe')],
    ['a log twice', { files: [PRIMARY, LOG, { ...LOG, name: 'software.log1' }] }],
  ])('with %s is none', async (_name, change) => {
    put(JSON.stringify({ ...MANIFEST, ...change }));
    expect(await readManifest(files, FOLDER, MANIFEST_NAME)).toBeUndefined();
    expect(await listBackups({ files }, { hiveSet: softwareSet() })).toEqual([]);
  });

  it.each(['SOFTWARE.LOG', 'SOFTWARE.LOG1', 'software.log2'])('may name the log %s', async (name) => {
    put(JSON.stringify({ ...MANIFEST, ...named(name) }));
    expect((await readManifest(files, FOLDER, MANIFEST_NAME))?.files[1]?.name).toBe(name);
  });

  it('of an undo from a stick replaces no other hive', async () => {
    const evil = fixture('setting-0');
    files.put(`${CONFIG}/SYSTEM`, fixture('system-hive'));
    for (const name of ['SOFTWARE', 'SYSTEM']) files.put(`${FOLDER}/${name}`, evil);
    const sha256 = await files.sha256(`${FOLDER}/SYSTEM`);
    const set = ['SOFTWARE', 'SYSTEM'].map((name) => ({ name, size: evil.length, sha256 }));
    put(JSON.stringify({ ...MANIFEST, files: set, sha256After: await files.sha256(HIVE) }));
    const before = await filesBeside(files);
    const undo = undoRepair(testSurroundings(files), {
      hiveSet: softwareSet(),
      inPlace: false,
      force: true,
    });
    await expect(undo).rejects.toMatchObject({ code: 'backup-missing' });
    expect(await filesBeside(files)).toEqual(before);
  });
});
