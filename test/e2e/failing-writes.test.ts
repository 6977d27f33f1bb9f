import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, expectExitCode, withDisk } from '../support/a-disk.ts';
import { type Fault, programsForFaults } from '../support/faulted-program.ts';
import {
  expectDocument,
  expectRepaired,
  expectUsable,
  HIVE,
  LOCK,
  REPLACED,
  runWith,
  STAGED,
  said,
  withoutBackups,
} from '../support/faulted-runs.ts';
import type { Disk } from '../support/programs.ts';
import { fillSampleDisk, SOFTWARE, snapshotOf } from '../support/sample-disk.ts';

/** Media that fail before, at and after the replacement: exit codes 15, 20, 21 and 22, by the built program. */

const posix = programsForFaults();

interface Failure {
  readonly what: string;
  readonly options?: readonly string[];
  readonly faults: readonly Fault[];
  readonly exitCode: number;
  readonly disk: 'unchanged' | 'restored';
  readonly code: string;
  readonly sentence: RegExp;
}

const unchanged = { disk: 'unchanged' } as const;
const failed = { ...unchanged, exitCode: 20, code: 'file-write', sentence: /failed \(EIO\)/ } as const;
const refused = { ...unchanged, exitCode: 15 } as const;
const undone = {
  disk: 'restored',
  exitCode: 21,
  code: 'write-undone',
  sentence: /backup was put back/,
} as const;
const failing = (call: string, path: string, error = 'EIO'): readonly Fault[] => [{ call, path, error }];
const IN_PLACE = ['--in-place'];

const FAILURES: readonly Failure[] = [
  { what: 'the lock can not be written', faults: failing('write', LOCK), ...failed },
  { what: 'the staged file can not be written', faults: failing('write', STAGED), ...failed },
  { what: 'the staged file can not be flushed', faults: failing('sync', STAGED), ...failed },
  { what: 'the staged file can not be closed', faults: failing('close', STAGED), ...failed },
  {
    what: 'the backup can not be flushed',
    faults: [{ call: 'sync', path: 'hivemend-backups', error: 'EIO', once: true }],
    ...failed,
  },
  { what: 'the original can not be replaced', faults: failing('rename', HIVE), ...failed },
  {
    what: 'the staged file holds other bytes',
    faults: [{ call: 'sync', path: STAGED, damages: true }],
    ...failed,
    code: 'verification-failed',
    sentence: /not as intended \(byte \d+\), so .*SOFTWARE was not replaced/,
  },
  {
    what: 'the journal of an in-place write can not be flushed',
    options: IN_PLACE,
    faults: [{ call: 'sync', path: 'hivemend-backups', error: 'EIO', once: true }],
    ...failed,
  },

  ...(
    [
      ['EACCES', 'access-denied', /access/i],
      ['EROFS', 'read-only', /read-only|write-protected/i],
      ['ENOSPC', 'disk-full', /room|space|full/i],
      ['EDQUOT', 'disk-full', /room|space|full/i],
      ['EBUSY', 'file-in-use', /use/i],
    ] as const
  ).flatMap(([error, code, sentence]) => [
    {
      what: `${error} for the staged file`,
      faults: failing('open', STAGED, error),
      ...refused,
      code,
      sentence,
    },
    { what: `${error} for the rename`, faults: failing('rename', HIVE, error), ...refused, code, sentence },
  ]),

  {
    what: 'other bytes stand in the original’s place',
    faults: [{ ...REPLACED, damages: true, once: true }],
    ...undone,
  },
  {
    what: 'the new name can not be flushed',
    faults: [{ call: 'sync', path: 'config$', after: REPLACED, error: 'EIO', once: true }],
    ...undone,
  },
  {
    what: 'what was written can not be read',
    faults: [{ call: 'read', path: HIVE, after: REPLACED, error: 'EIO', once: true }],
    ...undone,
  },
  {
    what: 'an in-place write can not be flushed',
    options: IN_PLACE,
    faults: [{ call: 'sync', path: HIVE, error: 'EIO', once: true }],
    ...undone,
  },
];

describe.each(posix)('the write fails: $name', (program) => {
  it.each(FAILURES)('exit code $exitCode, $code: $what', (failure) =>
    withDisk(program, async (disk) => {
      const { options = [], faults, exitCode, code, sentence } = failure;
      fillSampleDisk(disk.folder);
      const before = snapshotOf(disk.folder);
      const ended = await runWith(program, ['repair', disk.root, ...options, '--json'], faults);
      expectExitCode(ended, exitCode);
      expectDocument(ended, 'repair', failure.disk, code);
      expect(snapshotOf(disk.folder)).toEqual(before);

      const forPeople = await runWith(program, ['repair', disk.root, ...options, '--lang', 'en'], faults);
      expectExitCode(forPeople, exitCode);
      expect(said(forPeople)).toMatch(sentence);
      expect(snapshotOf(disk.folder)).toEqual(before);
      await expectUsable(program, disk, before);
    }),
  );

  it('tells what is on the disk when only what was read can not be closed', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const faults = failing('close', 'config/SOFTWARE(?:\\.LOG\\d)?$|config$');
      expectExitCode(await runWith(program, ['check', disk.root], faults), 3);
      const ended = await runWith(program, ['repair', disk.root, '--json'], faults);
      expectExitCode(ended, 0);
      expect(documentOf(ended)).toMatchObject({ ok: true, disk: 'changed' });
      expectRepaired(disk);
    }));

  it.each([
    ['20', [{ call: 'write', path: STAGED, error: 'EIO' }], 20, 'file-write', 'unchanged'],
    ['21', [{ ...REPLACED, damages: true, once: true }], 21, 'write-undone', 'restored'],
  ] as const)('exit code %s for undo', (_, faults, exitCode, code, state) =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const before = snapshotOf(disk.folder);
      expectExitCode(await program.run(['repair', disk.root]), 0);
      const repaired = snapshotOf(disk.folder);
      const ended = await runWith(program, ['undo', disk.root, '--json'], faults);
      expectExitCode(ended, exitCode);
      expectDocument(ended, 'undo', state, code);
      expect(snapshotOf(disk.folder)).toEqual(repaired);
      expectExitCode(await program.run(['undo', disk.root]), 0);
      expect(withoutBackups(disk)).toEqual(before);
    }),
  );
});

describe.each(posix)('putting the backup back fails: $name', (program) => {
  /** Exit code 22 in both forms, each on a disk of its own, which `next` is then given. */
  async function expectUncertain(
    faults: readonly Fault[],
    options: readonly string[],
    next: (disk: Disk, original: Buffer, backup: string) => Promise<void>,
  ): Promise<void> {
    await withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const original = readFileSync(join(disk.folder, SOFTWARE));
      const ended = await runWith(program, ['repair', disk.root, ...options, '--json'], faults);
      expectExitCode(ended, 22);
      const { details, message } = expectDocument(ended, 'repair', 'uncertain', 'restore-failed');
      expect(message).toContain(details.backup);
      expect(details.holds).toBe(options.length === 0 ? 'files' : 'pages');
      expect(message).toContain(options.length === 0 ? 'copy its files back' : 'run hivemend again');
      await next(disk, original, details.backup);
    });
    await withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const ended = await runWith(program, ['repair', disk.root, ...options, '--lang', 'en'], faults);
      expectExitCode(ended, 22);
      expect(said(ended)).toMatch(/failed, and putting the backup back failed too .*hivemend-backups/);
    });
  }

  it('22: the medium is gone after the rename; the next run finds the repair done', () =>
    expectUncertain(
      [{ path: 'config', after: REPLACED, error: 'EIO' }],
      [],
      async (disk, original, backup) => {
        expect(readFileSync(backup).equals(original)).toBe(true);
        const again = await program.run(['repair', disk.root, '--json']);
        expectExitCode(again, 0);
        const { outcome } = documentOf(again).result.targets[0].result;
        expect(outcome).toMatchObject({ recovery: { kind: 'finished' }, alreadyRight: true });
        expectRepaired(disk);
        expectExitCode(await program.run(['undo', disk.root]), 0);
        expect(readFileSync(join(disk.folder, SOFTWARE)).equals(original)).toBe(true);
      },
    ));

  it('22: other bytes, and the backup can not be copied; the backup that is named brings the hive back', () =>
    expectUncertain(
      [
        { ...REPLACED, damages: true },
        { path: STAGED, after: REPLACED, error: 'EIO' },
      ],
      [],
      async (disk, original, backup) => {
        expect(readFileSync(join(disk.folder, SOFTWARE)).equals(original)).toBe(false);
        expect(readFileSync(backup).equals(original)).toBe(true);
        const again = await program.run(['undo', disk.root, '--force', '--json']);
        expectExitCode(again, 0);
        expect(documentOf(again)).toMatchObject({ ok: true, disk: 'restored' });
        expect(readFileSync(join(disk.folder, SOFTWARE)).equals(original)).toBe(true);
      },
    ));

  it('22: an in-place write breaks off for good; the next run rolls it back and repairs', () =>
    expectUncertain(
      [{ call: 'sync|write', path: HIVE, after: { call: 'write', path: HIVE }, error: 'EIO' }],
      IN_PLACE,
      async (disk, original) => {
        const again = await program.run(['repair', disk.root, '--json']);
        expectExitCode(again, 0);
        const { outcome } = documentOf(again).result.targets[0].result;
        expect(outcome).toMatchObject({ recovery: { kind: 'taken-back' }, disk: 'changed' });
        expectRepaired(disk);
        expectExitCode(await program.run(['undo', disk.root]), 0);
        expect(readFileSync(join(disk.folder, SOFTWARE)).equals(original)).toBe(true);
      },
    ));
});

describe.each(posix)('a report or a log fails: $name', (program) => {
  it.each(['--report', '--log'])('tells the repair as it was done, and the file besides: %s', (option) =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const faults = failing('sync', 'told.html$');
      const args = [disk.root, option, disk.nameOf('told.html')];
      const ended = await runWith(program, ['repair', ...args, '--json'], faults);
      expectExitCode(ended, 0);
      expect(documentOf(ended)).toMatchObject({ ok: true, disk: 'changed' });
      expect(ended.stderr.replace(/\s+/g, ' ')).toMatch(/told\.html could not be written in full \(EIO\)/);
      expectRepaired(disk);
      rmSync(join(disk.folder, 'told.html'));

      const failedToo = await runWith(
        program,
        ['undo', ...args, '--lang', 'en'],
        [...faults, { call: 'write', path: STAGED, error: 'EIO' }],
      );
      expectExitCode(failedToo, 20);
      expect(said(failedToo)).toMatch(
        /SOFTWARE.hivemend-new failed .*told\.html could not be written in full/,
      );
      expectRepaired(disk);
    }),
  );
});
