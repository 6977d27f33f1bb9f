import { describe, expect, it } from 'vitest';
import { expectExitCode, withDisk } from '../support/a-disk.ts';
import { type Fault, programsForFaults } from '../support/faulted-program.ts';
import { expectDocument, expectUsable, runWith, said } from '../support/faulted-runs.ts';
import { fillSampleDisk, snapshotOf } from '../support/sample-disk.ts';

/** Exit code 11. Neither Linux nor Wine has such a volume: its error comes from a fault in each call. */

const posix = programsForFaults();

describe.each(posix)('a volume that BitLocker has locked: $name', (program) => {
  it.each(['check', 'repair', 'undo', 'list-backups'])('11 for %s', (command) =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const before = snapshotOf(disk.folder);
      const faults: readonly Fault[] = [{ path: `^${disk.folder}`, error: 'LOCKED_VOLUME' }];
      const ended = await runWith(program, [command, disk.root, '--json'], faults);
      expectExitCode(ended, 11);
      expectDocument(ended, command, 'unchanged', 'volume-locked');
      const forPeople = await runWith(program, [command, disk.root, '--lang', 'en'], faults);
      expectExitCode(forPeople, 11);
      expect(said(forPeople)).toMatch(
        /is locked by BitLocker\. \[volume-locked\] Unlock it with "\S* unlock"/,
      );
      expect(snapshotOf(disk.folder)).toEqual(before);
      await expectUsable(program, disk, before);
    }),
  );

  it('11 also when only the folders below the root refuse', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const faults: readonly Fault[] = [{ path: 'Windows', error: 'LOCKED_VOLUME' }];
      const ended = await runWith(program, ['repair', disk.root, '--json'], faults);
      expectExitCode(ended, 11);
      expectDocument(ended, 'repair', 'unchanged', 'volume-locked');
    }));
});
