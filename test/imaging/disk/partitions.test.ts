import { describe, expect, it } from 'vitest';
import { readPartitions } from '../../../src/imaging/disk/partitions.ts';
import { GptEntry, GptHeader, MasterBootRecord, MbrEntry } from '../../../src/imaging/disk/structures.ts';
import { MemoryFileSystem } from '../../support/memory-file-system.ts';

const MIB = 1024 * 1024;

async function partitionsOf(bytes: Uint8Array) {
  const files = new MemoryFileSystem({ flavour: 'posix' });
  files.put('/disk', bytes);
  return readPartitions(await files.open('/disk'));
}

interface Entry {
  readonly type: number;
  readonly firstSector: number;
  readonly sectors: number;
}

function putMbr(disk: Uint8Array, at: number, entries: readonly Entry[]): void {
  MasterBootRecord.encode(disk, at, {});
  for (const [place, entry] of entries.entries()) MbrEntry.encode(disk, at + 446 + place * 16, entry);
}

function gptDisk(sector: number, last = 299): Uint8Array {
  const disk = new Uint8Array(2 * MIB);
  putMbr(disk, 0, [{ type: 0xee, firstSector: 1, sectors: 9 }]);
  GptHeader.encode(disk, sector, { entriesSector: 2n, entryCount: 128, entrySize: 128 });
  const name = new Uint8Array(72);
  name.set(Buffer.from('Basic data', 'utf16le'));
  const entry = { type: new Uint8Array(16).fill(7), firstSector: 100n, lastSector: BigInt(last), name };
  GptEntry.encode(disk, 2 * sector + 2 * 128, entry);
  return disk;
}

describe('the partitions of a disk', () => {
  it.each([512, 4096])('are those of its GPT, with sectors of %d bytes', async (sector) => {
    expect(await partitionsOf(gptDisk(sector))).toEqual([
      { index: 3, name: 'Basic data', offset: 100 * sector, size: 200 * sector },
    ]);
  });

  it('are those of its MBR, with the chain of logical ones', async () => {
    const disk = new Uint8Array(MIB);
    putMbr(disk, 0, [
      { type: 7, firstSector: 10, sectors: 5 },
      { type: 0, firstSector: 0, sectors: 0 },
      { type: 0x0f, firstSector: 100, sectors: 500 },
    ]);
    putMbr(disk, 100 * 512, [
      { type: 7, firstSector: 2, sectors: 8 },
      { type: 5, firstSector: 50, sectors: 40 },
    ]);
    putMbr(disk, 150 * 512, [{ type: 7, firstSector: 1, sectors: 9 }]);
    expect(await partitionsOf(disk)).toEqual([
      { index: 1, name: '', offset: 10 * 512, size: 5 * 512 },
      { index: 5, name: '', offset: 102 * 512, size: 8 * 512 },
      { index: 6, name: '', offset: 151 * 512, size: 9 * 512 },
    ]);
  });

  it('are one where the disk is one volume, and none where nothing is on it', async () => {
    const volume = new Uint8Array(8192);
    volume.set(Buffer.from('NTFS    '), 3);
    expect(await partitionsOf(volume)).toEqual([{ index: 1, name: '', offset: 0, size: 8192 }]);
    expect(await partitionsOf(new Uint8Array(8192))).toEqual([]);
    expect(await partitionsOf(new Uint8Array(100))).toEqual([]);
  });

  it('are refused where they leave the disk, or a table is none', async () => {
    await expect(partitionsOf(gptDisk(512, 99_999))).rejects.toMatchObject({ code: 'image-structure' });
    const odd = gptDisk(512);
    GptHeader.encode(odd, 512, { entryCount: 0xffff_ffff });
    await expect(partitionsOf(odd)).rejects.toMatchObject({ code: 'image-structure' });
    const zero = new Uint8Array(MIB);
    putMbr(zero, 0, [{ type: 7, firstSector: 0, sectors: 5 }]);
    await expect(partitionsOf(zero)).rejects.toMatchObject({ code: 'image-structure' });
  });

  it('never lead in a circle', async () => {
    const disk = new Uint8Array(MIB);
    putMbr(disk, 0, [{ type: 5, firstSector: 100, sectors: 500 }]);
    putMbr(disk, 100 * 512, [
      { type: 7, firstSector: 2, sectors: 8 },
      { type: 5, firstSector: 0, sectors: 40 },
    ]);
    await expect(partitionsOf(disk)).rejects.toMatchObject({ code: 'image-structure' });
  });
});
