import { expect, it } from 'vitest';
import { importRegFiles } from '../../src/jobs/import-reg-files.ts';
import { moduleBytes } from '../hivex/hives.ts';
import { FaultyFileSystem } from '../support/faulty-file-system.ts';
import { testTools } from '../support/job-tools.ts';
import { machineOn } from '../support/machine-on.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import { Random } from '../support/random.ts';
import { registryPc } from '../support/registry-pc.ts';
import { sit } from '../support/sitting.ts';
import { structureModuleBytes } from '../support/structure-module.ts';
import { sweepSize } from '../support/sweep-size.ts';

/** An import that is killed between two hives, and a person who undoes whatever it did, or does it again. */

const HIVES = [
  '/pc/Windows/System32/config/SOFTWARE',
  '/pc/Windows/System32/config/SYSTEM',
  '/pc/Users/hanako/NTUSER.DAT',
];
const REG_FILE = [
  'Windows Registry Editor Version 5.00',
  '[HKEY_LOCAL_MACHINE\\SYSTEM\\New]',
  '"a"="b"',
  '[HKEY_USERS\\hanako\\New]',
  '"a"="b"',
].join('\n');

const OPTIONS = { pagesOnly: false, acceptDirty: false, ignoreHibernation: false, dryRun: false };

function freshDisk(): MemoryFileSystem {
  const disk = registryPc();
  disk.put('/a.reg', new Uint8Array(Buffer.from(REG_FILE)));
  disk.flushAll();
  return disk;
}

/** @returns how many calls it took. */
async function importOn(disk: MemoryFileSystem, at: number): Promise<number> {
  const files = new FaultyFileSystem(disk, new Random(at), 'killed', at);
  const process = { id: 99, host: 'MININT', bootedAt: '2026-11-23T08:00:00.000Z', space: 'here' };
  const machine = {
    ...machineOn(disk),
    run: testTools(files, { process }),
    files: async () => files,
    hivexModule: async () => moduleBytes(),
    structureCheckModule: async () => structureModuleBytes(),
  };
  const watch = { tell: () => undefined, isCancelled: () => false };
  const request = { regFiles: ['/a.reg'], isStrict: true };
  await importRegFiles(machine, watch, '/pc', request, OPTIONS).catch(() => undefined);
  disk.closeAll();
  return files.calls;
}

const hivesOn = (disk: MemoryFileSystem) =>
  HIVES.map((path) => Buffer.from(disk.bytes(path) ?? []).toString('base64'));

it('is taken back to the byte, or done, by the next undo or import', { timeout: 600_000 }, async () => {
  const before = hivesOn(freshDisk());
  const calls = await importOn(freshDisk(), Number.POSITIVE_INFINITY);
  expect(calls).toBeGreaterThan(100);
  for (let at = 1; at <= calls; at += sweepSize(19, 3)) {
    const disk = freshDisk();
    await importOn(disk, at);
    const undone = disk.copy();
    await sit(['undo', '/pc'], { files: undone });
    expect(hivesOn(undone), `undone after call ${at}`).toEqual(before);
    const again = await sit(['import', '/pc', '/a.reg'], { files: disk });
    expect(again.exitCode, `after call ${at}: ${again.stderr}`).toBe(0);
    const { stdout } = await sit(['query', '/pc', 'HKU\\hanako\\New'], { files: disk });
    expect(stdout).toContain('a    REG_SZ    b');
    await sit(['undo', '/pc'], { files: disk });
    expect(hivesOn(disk), `done again and undone after call ${at}`).toEqual(before);
  }
});
