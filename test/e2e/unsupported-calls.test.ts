import { describe, expect, it } from 'vitest';
import { documentOf, expectExitCode, withDisk } from '../support/a-disk.ts';
import { programsForFaults } from '../support/faulted-program.ts';
import { expectRepaired, runWith, withoutBackups } from '../support/faulted-runs.ts';
import { fillSampleDisk, snapshotOf } from '../support/sample-disk.ts';

/** FUSE mounts and network drives lack some calls of other file systems. That is no failure of a write. */

const posix = programsForFaults();
const ERRORS = ['EOPNOTSUPP', 'ENOTSUP', 'EINVAL', 'ENOSYS'];

describe.each(posix)('calls that the mount does not have: $name', (program) => {
  it.each([...ERRORS, 'EPERM'])('permissions can not be set: %s', (error) =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const before = snapshotOf(disk.folder);
      const faults = [{ call: 'chmod|chown', error }];
      const ended = await runWith(program, ['repair', disk.root, '--json'], faults);
      expectExitCode(ended, 0);
      expectRepaired(disk);
      expectExitCode(await runWith(program, ['undo', disk.root, '--json'], faults), 0);
      expect(withoutBackups(disk)).toEqual(before);
    }),
  );

  it.each(ERRORS)('nothing can be flushed, which is told: %s', (error) =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const before = snapshotOf(disk.folder);
      const faults = [{ call: 'sync', error }];
      const ended = await runWith(program, ['repair', disk.root, '--json'], faults);
      expectExitCode(ended, 0);
      const { outcome } = documentOf(ended).result.targets[0].result;
      expect(outcome.warnings).toContainEqual(expect.objectContaining({ code: 'volume-not-flushed' }));
      expectRepaired(disk);
      expectExitCode(await runWith(program, ['undo', disk.root, '--json'], faults), 0);
      expect(withoutBackups(disk)).toEqual(before);
    }),
  );

  it('a backup folder that can not be made is a failed write, and ends', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const before = snapshotOf(disk.folder);
      for (const folder of ['/proc/hivemend', '/proc/hivemend/a/b']) {
        const ended = await program.run(['repair', disk.root, '--backup-dir', folder, '--json']);
        expectExitCode(ended, 20);
        expect(documentOf(ended)).toMatchObject({ disk: 'unchanged', error: { code: 'file-write' } });
      }
      expect(snapshotOf(disk.folder)).toEqual(before);
    }));
});
