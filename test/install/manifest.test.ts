import { beforeEach, describe, expect, it } from 'vitest';
import { writeKeptPages } from '../../src/install/kept-pages.ts';
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
import { CONFIG, softwareSet, testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { filesBeside, fixture, HIVE } from '../support/repair-scene.ts';

const FOLDER = `${CONFIG}/hivemend-backups/20261123-083000-0001`;
const CRC = 'crc32:0123abcd';
const HEADER = Buffer.alloc(512, 7).toString('base64');
const MANIFEST: Manifest = {
  schema: 2,
  run: 'run-1',
  createdAt: '2026-11-23T08:30:00.000Z',
  command: 'repair',
  kind: 'whole',
  method: 'log',
  toolVersion: '0.0.0-test',
  hive: HIVE,
  files: [
    { name: 'SOFTWARE', size: 10, checksum: CRC },
    { name: 'SOFTWARE.LOG1', size: 10, checksum: CRC },
  ],
  change: [
    { key: 'A\\B', value: 'v', before: { type: 4, data: '02000000' }, after: { type: 4, data: '00000000' } },
  ],
  headerBefore: HEADER,
  after: {
    by: 'pages',
    length: 8192,
    hiveBinsDataSize: 4096,
    header: HEADER,
    pages: [{ position: 4096, size: 4096, checksum: CRC }],
  },
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
    const {
      schema: _,
      run: _run,
      method: _method,
      headerBefore: _header,
      after: _after,
      ...facts
    } = MANIFEST;
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
    ['another schema', { schema: 3 }],
    ['no command', { command: undefined }],
    ['another kind', { kind: 'some' }],
    ['no time', { createdAt: 'yesterday' }],
    ['no files', { files: [] }],
    ['files that are no list', { files: { length: 1 } }],
    ['a checksum that is none', { after: { by: 'file', checksum: 'AB'.repeat(32) } }],
    ['a header that is too short', { headerBefore: 'AAAA' }],
    ['no run', { run: undefined }],
    [
      'a page below zero',
      { after: { ...MANIFEST.after, pages: [{ position: -1, size: 1, checksum: CRC }] } },
    ],
    ['a backup that leads elsewhere', { restores: { id: '../x', folder: FOLDER } }],
    ['a file without a checksum', { files: [{ ...PRIMARY, checksum: undefined }] }],
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
    const checksum = `sha256:${await files.sha256(`${FOLDER}/SYSTEM`)}`;
    const set = ['SOFTWARE', 'SYSTEM'].map((name) => ({ name, size: evil.length, checksum }));
    put(JSON.stringify({ ...MANIFEST, files: set }));
    const before = await filesBeside(files);
    const undo = undoRepair(testTools(files), {
      hiveSet: softwareSet(),
      force: true,
    });
    await expect(undo).rejects.toMatchObject({ code: 'backup-missing' });
    expect(await filesBeside(files)).toEqual(before);
  });
});

describe('a manifest of hivemend 0.1.0', () => {
  const setting = (value: number) => ({
    state: value === 0 ? 'off' : 'enforced',
    because: 'value',
    value,
    valueName: 'DevicePasswordLessBuildVersion',
  });
  const sha = 'ab'.repeat(32);
  const earlier = {
    schema: 1,
    createdAt: '2026-11-23T08:30:00.000Z',
    command: 'repair',
    kind: 'whole',
    toolVersion: '0.1.0',
    hive: HIVE,
    files: [{ name: 'SOFTWARE', size: 10, sha256: sha }],
    change: { before: setting(2), after: setting(0) },
    sha256After: sha,
  };

  it('is read as one of today', async () => {
    put(JSON.stringify(earlier));
    expect(await readManifest(files, FOLDER, MANIFEST_NAME)).toMatchObject({
      files: [{ checksum: `sha256:${sha}` }],
      after: { by: 'file', checksum: `sha256:${sha}` },
      change: [{ before: { type: 4, data: '02000000' }, after: { type: 4, data: '00000000' } }],
    });
  });

  it.each([{ files: [] }, { sha256After: 'x' }, { command: 'x' }, { change: {} }])(
    'with %o is none',
    async (change) => {
      put(JSON.stringify({ ...earlier, ...change }));
      expect(await readManifest(files, FOLDER, MANIFEST_NAME)).toBeUndefined();
    },
  );

  it.each(['whole', 'pages'])('that kept %s can be undone', async (kind) => {
    const before = files.bytes(HIVE) ?? new Uint8Array();
    const after = fixture('setting-0');
    const put8 = (name: string, bytes: Uint8Array) => files.put(`${FOLDER}/${name}`, bytes);
    if (kind === 'whole') put8('SOFTWARE', before);
    else {
      const pages = [{ position: 0, bytes: before.slice() }];
      const lengths = { lengthBefore: before.length, lengthAfter: after.length };
      await writeKeptPages(files, FOLDER, { ...lengths, pages });
    }
    const sha256 = await files.sha256(HIVE);
    files.put(HIVE, after);
    const list = [{ name: 'SOFTWARE', size: before.length, sha256 }];
    put(JSON.stringify({ ...earlier, kind, files: list, sha256After: await files.sha256(HIVE) }));
    const outcome = await undoRepair(testTools(files), { hiveSet: softwareSet(), force: false });
    expect(outcome).toMatchObject({ disk: 'restored', change: [{ after: { data: '02000000' } }] });
    expect(files.bytes(HIVE)).toEqual(before);
  });
});
