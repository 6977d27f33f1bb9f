import { describe, expect, it } from 'vitest';
import { changeContents, directoryOfOneFile, findEntry } from '../../../src/imaging/wim/directory.ts';
import { DirectoryEntry } from '../../../src/imaging/wim/structures.ts';

const SHA1 = new Uint8Array(20).fill(5);
const context = { file: '/i.wim' };
/** Behind the security data, the root, and its end. */
const AT = 8 + 104 + 8;
/** The end of the root's folder. */
const END = AT + DirectoryEntry.size + 'hive'.length * 2 + 2 + 8;

function directory(change: (bytes: Uint8Array) => void = () => undefined) {
  const bytes = directoryOfOneFile('hive', SHA1);
  change(bytes);
  return { bytes, context };
}

const changed = (fields: Parameters<typeof DirectoryEntry.encode>[2]) =>
  directory((bytes) => DirectoryEntry.encode(bytes, AT, fields));

describe('the directory of an image', () => {
  it('has a file at its path, spelled as it is there', () => {
    const entry = findEntry(directory(), ['hive']);
    expect(entry?.found).toMatchObject({ at: AT, isFolder: false, isPlainFile: true, sha1: SHA1 });
    expect(entry?.beside.map(({ name }) => name)).toEqual(['hive']);
    for (const names of [['Hive'], ['hive', 'x'], [], ['gone'], Array(300).fill('hive')])
      expect(findEntry(directory(), names)).toBeUndefined();
  });

  it.each([
    ['a second name', { hardLinkGroup: 3n }],
    ['a reparse point', { attributes: 0x400 }],
    ['encryption', { attributes: 0x4000 }],
    ['what is in a folder', { attributes: 0x10 }],
  ])('tells of a file that has %s', (_, fields) => {
    expect(findEntry(changed(fields), ['hive'])?.found.isPlainFile).toBe(false);
  });

  it('tells of further streams', () => {
    const { bytes } = changed({ streams: 1 });
    const withStream = new Uint8Array(bytes.length + 40);
    withStream.set(bytes.subarray(0, bytes.length - 8));
    withStream[bytes.length - 8] = 40;
    expect(findEntry({ bytes: withStream, context }, ['hive'])?.found.isPlainFile).toBe(false);
    withStream[bytes.length - 8] = 8;
    expect(() => findEntry({ bytes: withStream, context }, ['hive'])).toThrow(/image-structure/);
  });

  it.each([
    ['names a folder beyond the end', (bytes: Uint8Array) => bytes.fill(0xff, 8 + 16, 8 + 24)],
    ['is longer than all', (bytes: Uint8Array) => bytes.fill(0x7f, AT, AT + 2)],
    ['is shorter than its name', (bytes: Uint8Array) => bytes.fill(0xff, AT + 100, AT + 102)],
    ['is not ended', (bytes: Uint8Array) => bytes.fill(1, bytes.length - 8)],
    ['lies behind the security data, which has no end', (bytes: Uint8Array) => bytes.fill(0xff, 0, 4)],
  ])('is refused where an entry %s', (_, damage) => {
    expect(() => findEntry(directory(damage), ['gone'])).toThrow(/image-(structure|truncated)/);
  });

  it('takes other contents', () => {
    const { bytes } = directory();
    const { found } = findEntry({ bytes, context }, ['hive']) ?? {};
    if (found === undefined) throw new Error('no such file');
    const sha1 = new Uint8Array(20).fill(6);
    changeContents(bytes, found, sha1, 77n);
    expect(DirectoryEntry.decode(bytes, AT, context)).toMatchObject({
      sha1,
      lastWriteTime: 77n,
      creationTime: 0n,
    });
    expect(bytes.length).toBeGreaterThanOrEqual(END);
  });
});
