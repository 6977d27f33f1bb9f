import { describe, expect, it } from 'vitest';
import {
  FileRecord,
  ResidentAttribute,
  VolumeBootSector,
  VolumeInformation,
} from '../../../src/imaging/disk/structures.ts';
import { readVolumeKind } from '../../../src/imaging/disk/volume.ts';
import { MemoryFileSystem } from '../../support/memory-file-system.ts';

const RECORD = 1024;

async function kindOf(bytes: Uint8Array, offset = 0) {
  const files = new MemoryFileSystem({ flavour: 'posix' });
  files.put('/disk', bytes);
  return readVolumeKind(await files.open('/disk'), { offset });
}

/** A volume with the record of $Volume: another attribute, and its information. */
function ntfs(flags: number): Uint8Array {
  const bytes = new Uint8Array(64 * 1024);
  const system = Buffer.from('NTFS    ');
  VolumeBootSector.encode(bytes, 0, {
    system,
    bytesPerSector: 512,
    sectorsPerCluster: 8,
    mft: 4n,
    recordSize: 0xf6,
  });
  const record = 4 * 4096 + 3 * RECORD;
  FileRecord.encode(bytes, record, { firstAttribute: 56 });
  ResidentAttribute.encode(bytes, record + 56, { type: 0x10, length: 72, valueOffset: 24 });
  ResidentAttribute.encode(bytes, record + 128, { type: 0x70, length: 40, valueOffset: 24 });
  VolumeInformation.encode(bytes, record + 152, { flags });
  new DataView(bytes.buffer).setUint32(record + 168, 0xffff_ffff, true);
  return bytes;
}

describe('what lies in a partition', () => {
  it('is NTFS that wants a check, or does not', async () => {
    expect(await kindOf(ntfs(0))).toEqual({ kind: 'ntfs', wantsCheck: false });
    expect(await kindOf(ntfs(1))).toEqual({ kind: 'ntfs', wantsCheck: true });
  });

  it('wants a check where its records are damaged', async () => {
    const record = 4 * 4096 + 3 * RECORD;
    for (const spoil of [
      (bytes: Uint8Array) => bytes.fill(0, record, record + 4),
      (bytes: Uint8Array) => ResidentAttribute.encode(bytes, record + 56, { length: 0 }),
      (bytes: Uint8Array) => FileRecord.encode(bytes, record, { firstAttribute: 5000 }),
      (bytes: Uint8Array) => VolumeBootSector.encode(bytes, 0, { recordSize: 0x80 }),
      (bytes: Uint8Array) => ResidentAttribute.encode(bytes, record + 128, { type: 0xffff_ffff }),
    ]) {
      const bytes = ntfs(0);
      spoil(bytes);
      expect(await kindOf(bytes)).toEqual({ kind: 'ntfs', wantsCheck: true });
    }
  });

  it("is BitLocker's, or something else", async () => {
    const locked = new Uint8Array(4096);
    locked.set(Buffer.from('-FVE-FS-'), 1024 + 3);
    expect(await kindOf(locked, 1024)).toEqual({ kind: 'bitlocker' });
    expect(await kindOf(locked)).toEqual({ kind: 'other' });
    expect(await kindOf(locked, 4000)).toEqual({ kind: 'other' });
  });
});
