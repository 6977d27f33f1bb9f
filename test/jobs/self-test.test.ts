import { beforeEach, describe, expect, it } from 'vitest';
import { DryRunFileSystem } from '../../src/files/dry-run/file-system.ts';
import { HiveError } from '../../src/ground/errors.ts';
import { runSelfTest, SELF_TEST_STEPS } from '../../src/jobs/self-test.ts';
import type { JobTools } from '../../src/jobs/tools.ts';
import { testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

const FOLDER = '/mnt/pc';

let files: MemoryFileSystem;
beforeEach(async () => {
  files = new MemoryFileSystem();
  await files.makeFolder(FOLDER);
});

const run = (changes: Partial<JobTools> = {}) => runSelfTest(testTools(files, changes), FOLDER);

/** The file system with one method that is another one. */
function withMethod<Name extends keyof MemoryFileSystem>(name: Name, method: MemoryFileSystem[Name]) {
  return new Proxy(files, {
    get: (target, property) => {
      if (property === name) return method;
      const found: unknown = Reflect.get(target, property);
      return typeof found === 'function' ? found.bind(target) : found;
    },
  });
}

describe('runSelfTest', () => {
  it('does every step, and leaves nothing', async () => {
    expect(await run()).toEqual(SELF_TEST_STEPS.map((step) => ({ step, ok: true })));
    expect(await files.list(FOLDER)).toEqual([]);
  });

  it('repairs and takes back, in this order, on files of its own', async () => {
    await files.makeFolder(`${FOLDER}/Windows`);
    const written: string[] = [];
    const openForWriting: MemoryFileSystem['openForWriting'] = (path) => {
      written.push(path);
      return files.openForWriting(path);
    };
    const parts = await run({ files: withMethod('openForWriting', openForWriting) });
    expect(parts.every(({ ok }) => ok)).toBe(true);
    const hive = `${FOLDER}/hivemend-self-test-4711/SOFTWARE`;
    expect(written.filter((path) => path === hive).length).toBeGreaterThanOrEqual(2);
    expect(written.every((path) => path.startsWith(`${FOLDER}/hivemend-self-test-4711/`))).toBe(true);
    expect((await files.list(FOLDER)).map(({ name }) => name)).toEqual(['Windows']);
  });

  it('tells the first step that fails, leaves the next ones out, and cleans up', async () => {
    const refused = new HiveError('hivex-module', { reason: 'no-module' });
    const parts = await run({ loadHivex: () => Promise.reject(refused) });
    expect(parts).toEqual([
      { step: 'build', ok: false, error: refused },
      { step: 'clean-up', ok: true },
    ]);
    expect(await files.list(FOLDER)).toEqual([]);
  });

  it('tells a disk on which nothing can be replaced', async () => {
    const replace = () => Promise.reject(new HiveError('access-denied', { path: FOLDER, cause: 'EPERM' }));
    const parts = await run({ files: withMethod('replace', replace) });
    expect(parts.map(({ step, ok }) => [step, ok])).toEqual([
      ['build', true],
      ['write', true],
      ['repair', false],
      ['clean-up', true],
    ]);
    expect(parts[2]?.error?.message).toMatch(/^write-undone .*access-denied/);
    expect(await files.list(FOLDER)).toEqual([]);
  });

  it('tells what it could not remove', async () => {
    const removeFolder = () => Promise.reject(new HiveError('file-in-use', { path: FOLDER, cause: 'EBUSY' }));
    const parts = await run({ files: withMethod('removeFolder', removeFolder) });
    expect(parts.at(-1)).toMatchObject({ step: 'clean-up', ok: false });
    expect(parts.at(-1)?.error?.message).toMatch(/^file-in-use/);
  });

  it('removes the folders that it made on the way, and no other', async () => {
    const s = testTools(files);
    await runSelfTest(s, `${FOLDER}/made/for/this`);
    expect(await files.list(FOLDER)).toEqual([]);
    await files.makeFolder(`${FOLDER}/there`);
    await runSelfTest(s, `${FOLDER}/there/made`);
    expect(files.paths().at(-1)).toBe(`${FOLDER}/there/`);
  });

  it('does not take a dry run for a repair', async () => {
    const parts = await run({ files: new DryRunFileSystem(files) });
    expect(parts.find(({ step }) => step === 'repair')).toMatchObject({ ok: false });
    expect(parts.find(({ step }) => step === 'repair')?.error?.message).toContain(
      'disk is unchanged, expected changed',
    );
  });

  it('lets a bug through', async () => {
    await expect(run({ loadHivex: () => Promise.reject(new TypeError('a bug')) })).rejects.toThrow(TypeError);
  });
});
