import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Data, Format, NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { describe, expect, it } from 'vitest';
import { drawIcon } from '../../scripts/packaging/icon.ts';
import {
  importedLibraries,
  LIBRARIES_OF_RECOVERY_IMAGES,
  refuseNewImports,
} from '../../scripts/packaging/imports.ts';
import { dist, haveDist } from '../support/dist.ts';

const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const MACHINES = { 'win-x64': 0x8664, 'win-arm64': 0xaa64 } as const;
const RCDATA = 10;

describe.skipIf(!haveDist).each(['win-x64', 'win-arm64'] as const)('hivemend-%s.exe', (target) => {
  const bytes = haveDist ? readFileSync(join(dist, `hivemend-${target}.exe`)) : Buffer.alloc(0);
  const open = () => NtExecutable.from(bytes);

  it('is for its machine', () => {
    expect(open().newHeader.fileHeader.machine).toBe(MACHINES[target]);
  });

  it('asks Windows for the libraries of a recovery image and no others', () => {
    expect(importedLibraries(open()).sort()).toEqual(LIBRARIES_OF_RECOVERY_IMAGES);
    expect(() => refuseNewImports(open(), target)).not.toThrow();
  });

  it('carries the program, and its fuse says so', () => {
    const blobs = NtExecutableResource.from(open()).entries.filter(
      ({ type, id }) => type === RCDATA && id === 'NODE_SEA_BLOB',
    );
    expect(blobs).toHaveLength(1);
    const blob = Buffer.from(blobs[0]?.bin ?? new ArrayBuffer(0));
    expect(blob.includes('This executable is damaged')).toBe(true);
    const at = bytes.indexOf(FUSE);
    expect(at).toBeGreaterThan(0);
    expect(bytes.toString('latin1', at + FUSE.length, at + FUSE.length + 2)).toBe(':1');
    expect(bytes.indexOf(FUSE, at + 1)).toBe(-1);
  });

  it('has no signature left over from Node', () => {
    const entry = open().newHeader.optionalHeaderDataDirectory.get(Format.ImageDirectoryEntry.Certificate);
    expect(entry).toEqual({ virtualAddress: 0, size: 0 });
  });

  it('shows our name, version and icon', () => {
    const { entries } = NtExecutableResource.from(open());
    const [info] = Resource.VersionInfo.fromEntries(entries);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(info?.getStringValues({ lang: 1033, codepage: 1200 })).toMatchObject({
      ProductName: 'hivemend',
      FileVersion: version,
      ProductVersion: version,
    });
    expect(info?.getAllLanguagesForStringValues()).toEqual([{ lang: 1033, codepage: 1200 }]);
    const [group] = Resource.IconGroupEntry.fromEntries(entries);
    const drawn = Data.IconFile.from(drawIcon()).icons.map(({ width }) => width);
    expect(group?.icons.map(({ width }) => width)).toEqual(drawn);
  });
});

describe('refuseNewImports', () => {
  it.skipIf(!haveDist)('names a library that a recovery image may lack', () => {
    const bytes = Buffer.from(readFileSync(join(dist, 'hivemend-win-x64.exe')));
    const at = bytes.indexOf('WINMM.dll\0');
    expect(at).toBeGreaterThan(0);
    bytes.write('OTHER.dll', at);
    expect(() => refuseNewImports(NtExecutable.from(bytes), 'node.exe')).toThrow(
      /asks Windows for OTHER\.dll/,
    );
  });
});
