import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isHiveError } from '../../src/ground/errors.ts';
import { copyMedia, findHandedOut, parseChecksums } from '../../src/jobs/make-media.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

const NAMES = [
  'hivemend-win-x64.exe',
  'hivemend-win-arm64.exe',
  'hivemend.cmd',
  'README.txt',
  'LICENSE.txt',
  'THIRD-PARTY-LICENSES.txt',
];
const bytesOf = (text: string) => new TextEncoder().encode(text);
const sumOf = (text: string) => createHash('sha256').update(text).digest('hex');

function handedOut(): MemoryFileSystem {
  const files = new MemoryFileSystem({ flavour: 'posix' });
  for (const name of NAMES) files.put(`/dist/${name}`, bytesOf(name));
  files.put('/dist/hivemend-linux-x64', bytesOf('not for recovery prompts'));
  const lines = [...NAMES, 'hivemend-linux-x64'].map((name) => `${sumOf(name)}  ${name}\n`);
  files.put('/dist/SHA256SUMS', bytesOf(lines.join('')));
  return files;
}

describe('copyMedia', () => {
  it('copies each file of a stick with its checksum, twice if asked', async () => {
    const files = handedOut();
    for (let round = 0; round < 2; round++) {
      const copied = await copyMedia(files, '/dist', '/stick/hivemend');
      expect(copied).toEqual(NAMES.map((name) => ({ name, size: name.length, sha256: sumOf(name) })));
    }
    const names = (await files.list('/stick/hivemend')).map(({ name }) => name);
    expect([...names].sort()).toEqual([...NAMES, 'SHA256SUMS'].sort());
  });

  it('refuses a file that is not the one that was handed out, and copies nothing of it', async () => {
    const files = handedOut();
    files.put('/dist/hivemend.cmd', bytesOf('something else'));
    const error = await copyMedia(files, '/dist', '/stick').catch((thrown: unknown) => thrown);
    expect(isHiveError(error, 'media-damaged')).toBe(true);
    expect(await files.status('/stick/hivemend.cmd')).toBeUndefined();
  });

  it.each([
    ['README.txt', 'How to use my camera'],
    ['LICENSE.txt', 'of something else'],
    ['SHA256SUMS', `${'a'.repeat(64)}  debian.iso\n`],
    ['SHA256SUMS', 'no checksums at all\n'],
  ])('never replaces a %s that is not its own, unless that is asked for', async (name, text) => {
    const files = handedOut();
    files.put(`/stick/${name}`, bytesOf(text));
    const error = await copyMedia(files, '/dist', '/stick').catch((thrown: unknown) => thrown);
    expect(isHiveError(error, 'file-not-ours') && error.details.path).toBe(`/stick/${name}`);
    expect((await files.list('/stick')).map((entry) => entry.name)).toEqual([name]);
    expect(files.bytes(`/stick/${name}`)).toEqual(bytesOf(text));
    await copyMedia(files, '/dist', '/stick', true);
    expect(files.bytes(`/stick/${name}`)).not.toEqual(bytesOf(text));
  });

  it('replaces its own of another version, and a damaged program', async () => {
    const files = handedOut();
    await copyMedia(files, '/dist', '/stick');
    files.put('/stick/hivemend-win-x64.exe', bytesOf('bad sectors'));
    files.put('/dist/README.txt', bytesOf('of the next version'));
    const lines = NAMES.map((name) => (name === 'README.txt' ? 'of the next version' : name));
    files.put(
      '/dist/SHA256SUMS',
      bytesOf(NAMES.map((name, index) => `${sumOf(lines[index] ?? '')}  ${name}\n`).join('')),
    );
    await copyMedia(files, '/dist', '/stick');
    expect(files.bytes('/stick/README.txt')).toEqual(bytesOf('of the next version'));
    expect(files.bytes('/stick/hivemend-win-x64.exe')).toEqual(bytesOf('hivemend-win-x64.exe'));
  });

  it('refuses a hand-out whose checksums leave a file out', async () => {
    const files = handedOut();
    files.put('/dist/SHA256SUMS', bytesOf(''));
    const error = await copyMedia(files, '/dist', '/stick').catch((thrown: unknown) => thrown);
    expect(isHiveError(error, 'file-missing')).toBe(true);
  });
});

describe('findHandedOut', () => {
  it('takes the first folder with checksums', async () => {
    expect(await findHandedOut(handedOut(), ['/usr/bin', '/dist'])).toBe('/dist');
  });

  it('says where it looked first when there is none', async () => {
    const error = await findHandedOut(handedOut(), ['/usr/bin']).catch((thrown: unknown) => thrown);
    expect(isHiveError(error, 'file-missing') && error.details.path).toBe('/usr/bin/SHA256SUMS');
  });
});

describe('parseChecksums', () => {
  it('reads both spellings of sha256sum and leaves other lines out', () => {
    const sum = 'a'.repeat(64);
    expect([...parseChecksums(`${sum}  one\r\n${sum} *two\nthree\n${sum.toUpperCase()}  four\n`)]).toEqual([
      ['one', sum],
      ['two', sum],
    ]);
  });
});
