import { describe, expect, it } from 'vitest';
import {
  encodeRecord,
  isSameWindows,
  RECORD_NAME,
  readSnapshot,
  type SnapshotRecord,
} from '../../src/install/snapshot-record.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

const FOLDER = '/snapshots/20261123-090000';
const RECORD: SnapshotRecord = {
  schema: 1,
  run: 'run-1',
  createdAt: '2026-11-23T09:00:00.000Z',
  toolVersion: '0.1.0',
  windows: { machineGuid: 'guid', computerName: 'HANAKO-PC' },
  hives: [
    {
      place: ['Windows', 'System32', 'config', 'SAM'],
      folder: '20261123-090001-run-2',
      files: [
        { name: 'SAM', size: 8192, checksum: 'crc32:00000000' },
        { name: 'SAM.LOG1', size: 0, checksum: 'crc32:00000000' },
      ],
    },
  ],
};
const [HIVE] = RECORD.hives;

async function readBack(record: unknown): Promise<unknown> {
  const files = new MemoryFileSystem();
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  files.put(`${FOLDER}/${RECORD_NAME}`, new TextEncoder().encode(text));
  return readSnapshot(files, FOLDER);
}

describe('the record of a snapshot', () => {
  it('is read as it was written', async () => {
    const { schema: _, ...facts } = RECORD;
    const written = new TextDecoder().decode(encodeRecord(RECORD));
    expect(await readBack(written)).toEqual({ id: '20261123-090000', folder: FOLDER, ...facts });
    expect(await readBack({ ...RECORD, windows: {} })).toBeDefined();
  });

  it('is none where there is no file, or no folder', async () => {
    const files = new MemoryFileSystem();
    files.put('/snapshots/file', Uint8Array.of(1));
    expect(await readSnapshot(files, '/snapshots/none')).toBeUndefined();
    expect(await readSnapshot(files, '/snapshots/file')).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['half of it', new TextDecoder().decode(encodeRecord(RECORD)).slice(0, 100)],
    ['no object', null],
    ['another schema', { ...RECORD, schema: 2 }],
    ['a run with a separator', { ...RECORD, run: 'a/b' }],
    ['no time', { ...RECORD, createdAt: 'yesterday' }],
    ['no version', { ...RECORD, toolVersion: 1 }],
    ['no Windows', { ...RECORD, windows: 'HANAKO-PC' }],
    ['a number for a name', { ...RECORD, windows: { computerName: 1 } }],
    ['no list of hives', { ...RECORD, hives: {} }],
    ['no hive', { ...RECORD, hives: [null] }],
    ['a place that leads up', { ...RECORD, hives: [{ ...HIVE, place: ['..', 'SAM'] }] }],
    ['a place with a separator', { ...RECORD, hives: [{ ...HIVE, place: ['a\\b', 'SAM'] }] }],
    ['an empty place', { ...RECORD, hives: [{ ...HIVE, place: [] }] }],
    ['a place without end', { ...RECORD, hives: [{ ...HIVE, place: [...Array(33).fill('a'), 'SAM'] }] }],
    ['a place of another file', { ...RECORD, hives: [{ ...HIVE, place: ['Windows', 'SYSTEM'] }] }],
    ['a folder elsewhere', { ...RECORD, hives: [{ ...HIVE, folder: '../..' }] }],
    ['no files', { ...RECORD, hives: [{ ...HIVE, files: [] }] }],
  ])('is none with %s', async (_, record) => {
    expect(await readBack(record)).toBeUndefined();
  });
});

describe('isSameWindows', () => {
  const one = { machineGuid: 'a', computerName: 'PC' };
  it.each([
    [one, { ...one }, true],
    [{ machineGuid: 'a' }, { machineGuid: 'a' }, true],
    [one, { ...one, machineGuid: 'b' }, false],
    [one, { ...one, computerName: 'OTHER' }, false],
    [{ computerName: 'PC' }, { computerName: 'PC' }, false],
    [{}, {}, false],
  ])('%j and %j: %s', (a, b, expected) => {
    expect(isSameWindows(a, b)).toBe(expected);
  });
});
