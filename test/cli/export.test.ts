import { describe, expect, it } from 'vitest';
import { parseRegFile } from '../../src/change/reg-file/parse-reg-file.ts';
import { dword, key, text } from '../../src/hive-builder/recipe.ts';
import { fixture } from '../support/a-disk.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import { linesOfFile } from '../support/reg-file-tree.ts';
import { registryPc } from '../support/registry-pc.ts';
import { sit } from '../support/sitting.ts';

async function bytesOf(files: MemoryFileSystem, path: string): Promise<Uint8Array> {
  const file = await files.open(path);
  const bytes = new Uint8Array(file.length);
  await file.read(bytes, 0);
  await file.close();
  return bytes;
}

const pcWith = (): MemoryFileSystem =>
  registryPc({
    softwareKeys: [
      key('Example', {
        values: [dword('Number', 1)],
        keys: [key('Below', { values: [text('', 'x')] }), key('line\nend', { keys: [key('lost')] })],
      }),
    ],
  });

describe('export', () => {
  it('writes a key with all below it, and tells what it could not', async () => {
    const files = pcWith();
    files.putFolder('/out');
    const args = ['export', '/pc', 'hklm\\software\\example', '/out/a.reg'];
    const { stdout, exitCode } = await sit(args, { files });
    expect(exitCode).toBe(3);
    expect(stdout).toBe(
      [
        'Exported HKEY_LOCAL_MACHINE\\SOFTWARE\\Example: 2 keys and 2 values, to',
        '/out/a.reg (0.3 KB).',
        "LEFT OUT: 1 that a .reg file can't hold, because the name is empty or has a",
        "line's end in it:",
        '  HKEY_LOCAL_MACHINE\\SOFTWARE\\Example\\line\\u{a}end',
        '',
      ].join('\n'),
    );
    expect(linesOfFile(parseRegFile(await bytesOf(files, '/out/a.reg'), 'a.reg'))).toEqual([
      'write HKEY_LOCAL_MACHINE\\SOFTWARE\\Example',
      '"Number" 4 01000000',
      'write HKEY_LOCAL_MACHINE\\SOFTWARE\\Example\\Below',
      '"" 1 78000000',
    ]);
  });

  it('says in JSON what it wrote', async () => {
    const files = pcWith();
    files.putFolder('/out');
    const args = ['export', '/pc', 'HKLM\\SOFTWARE\\Example\\Below', '/out/a.reg', '--json'];
    const { stdout, exitCode } = await sit(args, { files });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).result).toEqual({
      hive: '/pc/Windows/System32/config/SOFTWARE',
      key: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Example\\Below',
      file: '/out/a.reg',
      size: (await bytesOf(files, '/out/a.reg')).length,
      keys: 1,
      values: 1,
      leftOut: [],
    });
  });

  it.each([
    ['/out/there.reg', 'HKLM\\SOFTWARE\\Example', 15, 'file-exists'],
    ['/nowhere/a.reg', 'HKLM\\SOFTWARE\\Example', 2, 'output-folder-missing'],
    ['/out/a.reg', 'HKLM\\SOFTWARE\\nope', 10, 'key-missing'],
    ['/out/a.reg', 'HKLM\\nope', 2, 'key-path-unmapped'],
  ])('to %s of %s is refused, and leaves no file', async (file, name, exitCode, code) => {
    const files = pcWith();
    files.put('/out/there.reg', Uint8Array.of(1));
    const ended = await sit(['export', '/pc', name, file, '--json'], { files });
    expect([ended.exitCode, JSON.parse(ended.stdout).error.code]).toEqual([exitCode, code]);
    expect(await files.status('/out/a.reg')).toBeUndefined();
    expect(await bytesOf(files, '/out/there.reg')).toEqual(Uint8Array.of(1));
  });

  it('of a hive whose damage is met on the way leaves no file', async () => {
    const files = pcWith();
    files.put('/hive', fixture('key-with-two-parents'));
    files.putFolder('/out');
    const ended = await sit(['export', '/hive', '\\', '/out/a.reg'], { files });
    expect(ended.exitCode).toBe(12);
    expect(await files.status('/out/a.reg')).toBeUndefined();
  });
});
