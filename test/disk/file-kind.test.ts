import { describe, expect, it } from 'vitest';
import { type FileKind, readFileKind } from '../../src/disk/file-kind.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { fixture } from '../support/repair-scene.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const wide = (text: string): Uint8Array =>
  Uint8Array.of(0xff, 0xfe, ...[...text].flatMap((character) => [character.charCodeAt(0), 0]));
const at = (position: number, text: string, size = 4096): Uint8Array => {
  const file = new Uint8Array(size);
  file.set([1]);
  file.set(bytes(text), position);
  return file;
};

const KINDS: readonly (readonly [what: string, kind: FileKind, contents: Uint8Array])[] = [
  ['no bytes', 'empty', new Uint8Array(0)],
  ['zeros', 'zeros', new Uint8Array(200_000)],
  ['few zeros', 'zeros', new Uint8Array(3)],
  ['a new log', 'transaction-log', fixture('clean-with-logs.LOG1')],
  ['an export of Registry Editor', 'registry-text', wide('Windows Registry Editor Version 5.00\r\n\r\n')],
  ['an export of an old one', 'registry-text', bytes('REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE]\r\n')],
  ['a registry of Windows 98', 'windows-9x-registry', bytes('CREG\0\0\x01\0')],
  ['an event log', 'event-log', bytes('ElfFile\0\0\0\0\0')],
  ['an event log of Windows XP', 'event-log', bytes('\x30\0\0\0LfLe\x01')],
  ['an ESE database', 'ese-database', at(4, '\xef\xcd\xab\x89')],
  ['gzip', 'archive', bytes('\x1f\x8b\x08\0')],
  ['zip', 'archive', bytes('PK\x03\x04\x14\0')],
  ['7z', 'archive', bytes('7z\xbc\xaf\x27\x1c\0\x04')],
  ['xz', 'archive', bytes('\xfd7zXZ\0\0')],
  ['bzip2', 'archive', bytes('BZh91AY')],
  ['Zstandard', 'archive', bytes('\x28\xb5\x2f\xfd\0')],
  ['rar', 'archive', bytes('Rar!\x1a\x07\0')],
  ['cab', 'archive', bytes('MSCF\0\0\0\0')],
  ['tar', 'archive', at(257, 'ustar')],
  ['PDF', 'document', bytes('%PDF-1.7\n')],
  ['PNG', 'document', bytes('\x89PNG\r\n\x1a\n\0')],
  ['JPEG', 'document', bytes('\xff\xd8\xff\xe0')],
  ['SQLite', 'document', bytes('SQLite format 3\0\x10')],
  ['an Office document of old', 'document', bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0')],
  ['ISO', 'foreign-image', at(32_769, 'CD001', 65_536)],
  ['WIM', 'wim', bytes('MSWIM\0\0\0\xd0')],
  ['VHDX', 'disk-image', bytes('vhdxfile')],
  ['a VHD that grows', 'disk-image', bytes('conectix\0\0')],
  ['a VHD of fixed size', 'disk-image', at(3584, 'conectix')],
  ['VMDK', 'disk-image', bytes('KDMV\x01')],
  ['QCOW2', 'disk-image', bytes('QFI\xfb\0')],
  ['EWF', 'foreign-image', bytes('EVF\x09\x0d\x0a\xff\x00\x01')],
  ['a volume', 'disk-image', at(3, 'NTFS    ')],
  ['a locked volume', 'disk-image', at(3, '-FVE-FS-')],
  ['a GPT disk', 'disk-image', at(512, 'EFI PART')],
  ['an MBR disk', 'disk-image', at(510, '\x55\xaa')],
  ['a program', 'program', bytes('MZ\x90\0')],
  ['a text', 'text', bytes('Dear Sir or Madam,\r\n')],
  ['a wide text', 'text', wide('Dear Sir')],
  ['a text in Japanese', 'text', new TextEncoder().encode('拝啓 '.repeat(300))],
];

async function kindOf(contents: Uint8Array): Promise<FileKind | undefined> {
  const files = new MemoryFileSystem();
  files.put('/file', contents);
  const file = await files.open('/file');
  try {
    return await readFileKind(file);
  } finally {
    await file.close();
  }
}

describe('what a file is that is no hive', () => {
  it.each(KINDS)('%s: %s', async (_what, kind, contents) => {
    expect(await kindOf(contents)).toBe(kind);
  });

  it.each(['setting-2', 'dirty-entry-gap', 'cell-overruns'])('is nothing of a hive: %s', async (name) => {
    expect(await kindOf(fixture(name))).toBeUndefined();
  });

  it('is nothing of what has no known beginning, or of a hive that lost its own', async () => {
    expect(await kindOf(at(0, '\x07\x08\x09\x00'))).toBeUndefined();
    expect(await kindOf(bytes('\x01'))).toBeUndefined();
    const hive = fixture('setting-2').slice();
    hive.fill(0, 0, 4096);
    expect(await kindOf(hive)).toBeUndefined();
  });
});
