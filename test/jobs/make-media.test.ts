import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isHiveError } from '../../src/ground/errors.ts';
import {
  copyMedia,
  DOCUMENTED_START,
  findHandedOut,
  parseChecksums,
  startFrom,
} from '../../src/jobs/make-media.ts';
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
      const copied = await copyMedia(files, '/dist', '/stick/hivemend', DOCUMENTED_START);
      expect(copied).toEqual(NAMES.map((name) => ({ name, size: name.length, sha256: sumOf(name) })));
    }
    const names = (await files.list('/stick/hivemend')).map(({ name }) => name);
    expect([...names].sort()).toEqual([...NAMES, 'SHA256SUMS'].sort());
  });

  it('refuses a file that is not the one that was handed out, and copies nothing of it', async () => {
    const files = handedOut();
    files.put('/dist/hivemend.cmd', bytesOf('something else'));
    const error = await copyMedia(files, '/dist', '/stick', DOCUMENTED_START).catch(
      (thrown: unknown) => thrown,
    );
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
    const error = await copyMedia(files, '/dist', '/stick', DOCUMENTED_START).catch(
      (thrown: unknown) => thrown,
    );
    expect(isHiveError(error, 'file-not-ours') && error.details.path).toBe(`/stick/${name}`);
    expect((await files.list('/stick')).map((entry) => entry.name)).toEqual([name]);
    expect(files.bytes(`/stick/${name}`)).toEqual(bytesOf(text));
    await copyMedia(files, '/dist', '/stick', DOCUMENTED_START, true);
    expect(files.bytes(`/stick/${name}`)).not.toEqual(bytesOf(text));
  });

  it('replaces its own of another version, and a damaged program', async () => {
    const files = handedOut();
    await copyMedia(files, '/dist', '/stick', DOCUMENTED_START);
    files.put('/stick/hivemend-win-x64.exe', bytesOf('bad sectors'));
    files.put('/dist/README.txt', bytesOf('of the next version'));
    const lines = NAMES.map((name) => (name === 'README.txt' ? 'of the next version' : name));
    files.put(
      '/dist/SHA256SUMS',
      bytesOf(NAMES.map((name, index) => `${sumOf(lines[index] ?? '')}  ${name}\n`).join('')),
    );
    await copyMedia(files, '/dist', '/stick', DOCUMENTED_START);
    expect(files.bytes('/stick/README.txt')).toEqual(bytesOf('of the next version'));
    expect(files.bytes('/stick/hivemend-win-x64.exe')).toEqual(bytesOf('hivemend-win-x64.exe'));
  });

  it('refuses a hand-out whose checksums leave a file out', async () => {
    const files = handedOut();
    files.put('/dist/SHA256SUMS', bytesOf(''));
    const error = await copyMedia(files, '/dist', '/stick', DOCUMENTED_START).catch(
      (thrown: unknown) => thrown,
    );
    expect(isHiveError(error, 'file-missing')).toBe(true);
  });
});

describe('the page on a stick', () => {
  it('says how to start from the folder that it lies in, and the checksums are its own', async () => {
    const files = handedOut();
    const page = `\uFEFFType ${DOCUMENTED_START} list\r\nor ${DOCUMENTED_START}\r\n`;
    files.put('/dist/README.txt', bytesOf(page));
    const sums = NAMES.map((name) => `${sumOf(name === 'README.txt' ? page : name)}  ${name}\n`).join('');
    files.put('/dist/SHA256SUMS', bytesOf(sums));
    const start = '"E:\\my tools\\hivemend.cmd"';
    for (let round = 0; round < 2; round++) {
      const copied = await copyMedia(files, '/dist', '/stick', start);
      const expected = page.replaceAll(DOCUMENTED_START, start);
      expect(files.bytes('/stick/README.txt')).toEqual(bytesOf(expected));
      expect(copied.find(({ name }) => name === 'README.txt')).toEqual({
        name: 'README.txt',
        size: bytesOf(expected).length,
        sha256: sumOf(expected),
      });
      const told = new TextDecoder().decode(files.bytes('/stick/SHA256SUMS'));
      expect(told).toContain(`${sumOf(expected)}  README.txt\n`);
    }
  });
});

describe('startFrom', () => {
  const windows = new MemoryFileSystem({ flavour: 'windows' });

  it.each([
    ['F:\\', 'E:\\hivemend.cmd'],
    ['F:\\hivemend', DOCUMENTED_START],
    ['F:\\Werkzeug\\修復', 'E:\\Werkzeug\\修復\\hivemend.cmd'],
    ['F:\\my tools & more', '"E:\\my tools & more\\hivemend.cmd"'],
  ])('is what to type for %s on a stick', async (folder, start) => {
    expect(await startFrom(windows, folder, 'C:\\Windows')).toBe(start);
  });

  it.each(['c:\\Users\\me\\stick', '\\\\server\\share\\stick'])('is not known for %s', async (folder) => {
    expect(await startFrom(windows, folder, 'C:\\Windows')).toBeUndefined();
  });

  it('begins on Linux where the volume is mounted', async () => {
    const files = new MemoryFileSystem({ flavour: 'posix' });
    files.put('/media/me/STICK/tools/hivemend/README.txt', bytesOf(''));
    const deviceOf = (path: string) => (path.startsWith('/media/me/STICK') ? 2n : 1n);
    const status = files.status.bind(files);
    files.status = async (path) => {
      const found = await status(path);
      return found && { ...found, device: deviceOf(path) };
    };
    const start = 'E:\\tools\\hivemend\\hivemend.cmd';
    expect(await startFrom(files, '/media/me/STICK/tools/hivemend', undefined)).toBe(start);
    expect(await startFrom(files, '/media/me/STICK', undefined)).toBe('E:\\hivemend.cmd');
    expect(await startFrom(files, '/media/me', undefined)).toBeUndefined();
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
