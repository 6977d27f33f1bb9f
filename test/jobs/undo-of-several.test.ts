import { beforeEach, describe, expect, it } from 'vitest';
import { importRegFiles } from '../../src/jobs/import-reg-files.ts';
import type { Machine } from '../../src/jobs/machine.ts';
import type { UndoOutcome } from '../../src/jobs/results.ts';
import { snapshotTarget } from '../../src/jobs/snapshot-target.ts';
import { undoTarget } from '../../src/jobs/undo-target.ts';
import { FaultyFileSystem } from '../support/faulty-file-system.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import { Random } from '../support/random.ts';
import { registryPc } from '../support/registry-pc.ts';
import { machineWithModules, UNWATCHED } from '../support/snapshot-machine.ts';

/** What an undo that names no backup makes of a run that was about several hives and was killed, with a finished change before it. */

const PC = '/pc';
const HIVES = ['Windows/System32/config/SOFTWARE', 'Users/hanako/NTUSER.DAT'].map((name) => `${PC}/${name}`);
const OPTIONS = { pagesOnly: false, acceptDirty: false, ignoreHibernation: false, dryRun: false };
const NAMELESS = { force: false, ignoreHibernation: false, dryRun: false };

/** The process that comes after the one that was killed. */
const THE_NEXT = { id: 4712, host: 'MININT-TEST', bootedAt: '2026-11-23T08:00:00.000Z', space: 'here' };

let files: MemoryFileSystem;
beforeEach(async () => {
  files = registryPc();
  putRegFile('Earlier');
  await imports(machineWithModules(files));
});

function putRegFile(name: string): void {
  const lines = ['HKEY_LOCAL_MACHINE\\SOFTWARE', 'HKEY_USERS\\hanako'].map((key) => `[${key}\\${name}]`);
  const text = ['Windows Registry Editor Version 5.00', '', ...lines, ''].join('\r\n');
  files.put('/a.reg', new TextEncoder().encode(text));
}

const imports = (machine: Machine) =>
  importRegFiles(machine, UNWATCHED, PC, { regFiles: ['/a.reg'], isStrict: true }, OPTIONS);

const bytesOf = (disk: MemoryFileSystem) => HIVES.map((path) => disk.bytes(path));
const locksIn = (disk: MemoryFileSystem) => disk.paths().filter((path) => path.endsWith('-lock'));

/** Disks as `job` leaves them when it is killed at one call or another, with a lock beside a hive. */
async function* killed(job: (machine: Machine) => Promise<unknown>, step: number) {
  const on = (disk: MemoryFileSystem, faulty: FaultyFileSystem) =>
    job({ ...machineWithModules(disk), files: async () => faulty });
  const tried = files.copy();
  const counting = new FaultyFileSystem(tried, new Random(0));
  await on(tried, counting);
  for (let at = 1; at <= counting.calls; at += step) {
    const disk = files.copy();
    await on(disk, new FaultyFileSystem(disk, new Random(0), 'killed', at)).catch(() => undefined);
    disk.closeAll();
    if (locksIn(disk).some((path) => !path.includes('snapshots'))) yield { at, disk };
  }
}

/** Of all its hives. */
const allOf = (outcome: UndoOutcome) => [outcome, ...(outcome.alongside ?? [])];

describe('an import into several hives that was killed', () => {
  it('is what is undone, in every hive, and is told by the hive that says most', async () => {
    const before = bytesOf(files);
    putRegFile('Later');
    const seen = new Set<string>();
    for await (const { at, disk } of killed(imports, 11)) {
      const later = machineWithModules(disk, { process: THE_NEXT });
      const outcome = await undoTarget(later, UNWATCHED, PC, NAMELESS);
      const kinds = allOf(outcome).map(({ recovery }) => recovery?.kind);
      seen.add(kinds.join(' '));
      const isTakenBack = kinds.includes('taken-back');
      if (outcome.restored === undefined)
        expect([outcome.disk, outcome.alreadyRestored], `call ${at}, ${kinds.join(' ')}`).toEqual(
          isTakenBack ? ['restored', false] : ['unchanged', true],
        );
      expect(bytesOf(disk), `call ${at}`).toEqual(before);
      expect(locksIn(disk)).toEqual([]);
    }
    expect([...seen]).toEqual(
      expect.arrayContaining(['cleaned-up cleaned-up', 'taken-back cleaned-up', 'taken-back taken-back']),
    );
  });
});

describe('a snapshot that was killed', () => {
  it('had nothing to be undone: the change before it is', async () => {
    const original = bytesOf(registryPc());
    let count = 0;
    for await (const { at, disk } of killed(
      (machine) => snapshotTarget(machine, UNWATCHED, PC, { ignoreHibernation: false }),
      37,
    )) {
      count += 1;
      const outcome = await undoTarget(
        machineWithModules(disk, { process: THE_NEXT }),
        UNWATCHED,
        PC,
        NAMELESS,
      );
      expect(outcome.restored?.command, `call ${at}`).toBe('import');
      expect(bytesOf(disk), `call ${at}`).toEqual(original);
    }
    expect(count).toBeGreaterThan(2);
  });
});
