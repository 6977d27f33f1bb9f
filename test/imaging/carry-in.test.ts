import { describe, expect, it } from 'vitest';
import { HiveError } from '../../src/ground/errors.ts';
import { wimlib } from '../../src/imaging/wim/wimlib.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { changeInMemory, fileInWim, haveWimlib, madeWim } from '../support/memory-wimlib.ts';

/** What work on files that were taken out of a WIM makes of the WIM. */

const WIM = '/images/i.wim';
const TEXT = Buffer.from('text that packs well '.repeat(500));

const FILES = new Map([
  ['a/hive', TEXT],
  ['a/log', Buffer.alloc(0)],
  ['a/other', Buffer.from('other')],
  ['b/far', Buffer.from('far')],
]);

function disk(files: ReadonlyMap<string, Uint8Array> = FILES): MemoryFileSystem {
  const memory = new MemoryFileSystem();
  memory.put(WIM, madeWim(files));
  memory.putFolder('/tmp');
  return memory;
}

const bytesOf = (memory: MemoryFileSystem): Uint8Array => memory.bytes(WIM) ?? new Uint8Array();

/** Lets `change` work on what was taken out of `a`. */
const onFiles = (memory: MemoryFileSystem, change: (folder: string) => unknown, engine = wimlib) =>
  changeInMemory(
    memory,
    memory,
    { wim: WIM, reads: ['a'] },
    async (_, folder) => ({ result: await change(`${folder}/a`), isChanged: true }),
    engine,
  );

describe.runIf(haveWimlib)('what is carried into a WIM', () => {
  it('is each file that has other contents', async () => {
    const memory = disk();
    const [end] = await onFiles(memory, (folder) => {
      memory.put(`${folder}/hive`, new Uint8Array());
      memory.put(`${folder}/log`, Buffer.from('new'));
      // What is there already is there once.
      memory.put(`${folder}/other`, Buffer.from('far'));
    });
    expect(end).toMatchObject({ ok: true });
    for (const [path, text] of [
      ['/a/hive', ''],
      ['/a/log', 'new'],
      ['/a/other', 'far'],
      ['/b/far', 'far'],
    ] as const)
      expect(Buffer.from(fileInWim(bytesOf(memory), path) ?? 'missing').toString()).toBe(text);
  });

  it('is nothing where all is as it was', async () => {
    const memory = disk();
    const before = bytesOf(memory);
    const [end] = await onFiles(memory, () => 7);
    expect(end).toMatchObject({ ok: true, result: 7 });
    expect(bytesOf(memory)).toEqual(before);
  });

  it.each([
    ['came', (memory: MemoryFileSystem, folder: string) => memory.put(`${folder}/new`, TEXT), 'a/new'],
    ['went', (memory: MemoryFileSystem, folder: string) => memory.remove(`${folder}/log`), 'a/log'],
  ])('is no file that %s, which is told', async (_, change, said) => {
    const memory = disk();
    const before = bytesOf(memory);
    const [end] = await onFiles(memory, (folder) => change(memory, folder));
    expect(end).toMatchObject({ ok: false, thrown: { code: 'image-not-written', details: { said } } });
    expect(bytesOf(memory)).toEqual(before);
  });

  it('does not go into a WIM that is another one by then', async () => {
    const memory = disk();
    const other = Buffer.concat([bytesOf(memory), TEXT]);
    const [end] = await onFiles(memory, (folder) => {
      memory.put(`${folder}/hive`, Buffer.from('new'));
      memory.put(WIM, other);
    });
    expect(end).toMatchObject({ ok: false, thrown: { code: 'file-in-use' } });
    expect(Buffer.from(bytesOf(memory)).equals(other)).toBe(true);
  });

  it('is left where another program wrote behind it before it was found damaged', async () => {
    const memory = disk();
    let others = new Uint8Array();
    const engine = {
      ...wimlib,
      verify: async () => {
        others = Buffer.concat([bytesOf(memory), TEXT]);
        memory.put(WIM, others);
        return { state: 'wrong' } as const;
      },
    };
    const change = (folder: string) => memory.put(`${folder}/hive`, Buffer.from('new'));
    const [end] = await onFiles(memory, change, engine);
    expect(end).toMatchObject({ ok: false, thrown: { code: 'image-uncertain' } });
    expect(Buffer.from(bytesOf(memory)).equals(others)).toBe(true);
  });

  it('is left to a mount where an interrupted run lies beside', async () => {
    const memory = disk(new Map([...FILES, ['a/hive.hivemend-lock', TEXT]]));
    const mounted = new HiveError('cancelled', {});
    const engine = {
      ...wimlib,
      mount: async () => {
        throw mounted;
      },
    };
    const [end] = await onFiles(memory, () => undefined, engine);
    expect(end).toMatchObject({ ok: false, thrown: mounted });
  });
});
