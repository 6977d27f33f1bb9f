import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, expectExitCode, withDisk } from '../support/a-disk.ts';
import { type Fault, programsForFaults } from '../support/faulted-program.ts';
import {
  COPY,
  expectDocument,
  expectRepaired,
  expectUsable,
  HIVE,
  LOCK,
  LOG,
  MARKED,
  runWith,
  said,
  withoutBackups,
} from '../support/faulted-runs.ts';
import type { Disk } from '../support/programs.ts';
import { fillSampleDisk, SOFTWARE, snapshotOf } from '../support/sample-disk.ts';

/** Media that fail before, at and after the write: exit codes 15, 20, 21 and 22, by the built program. */

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
  sentence: /made again what it was/,
} as const;
const failing = (call: string, path: string, error = 'EIO'): readonly Fault[] => [{ call, path, error }];
const PAGES = ['--backup', 'changed'];

const FAILURES: readonly Failure[] = [
  { what: 'the lock can not be written', faults: failing('write', LOCK), ...failed },
  { what: 'the backup can not be written', faults: failing('write', COPY), ...failed },
  { what: 'the backup can not be flushed', faults: failing('sync', COPY), ...failed },
  { what: 'the backup can not be closed', faults: failing('close', COPY), ...failed },
  {
    what: 'the kept pages can not be flushed',
    options: PAGES,
    faults: failing('sync', 'pages.journal$'),
    ...failed,
  },
  { what: 'the log can not be written', faults: failing('write', LOG), ...failed },
  {
    what: 'the log can not be flushed',
    faults: [{ call: 'sync', path: LOG, error: 'EIO', once: true }],
    ...failed,
  },
  {
    what: 'the backup holds other bytes',
    faults: [{ call: 'sync', path: COPY, damages: true }],
    ...failed,
    sentence: /failed \(byte \d+ is another one when read back\)/,
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
    { what: `${error} for the backup`, faults: failing('open', COPY, error), ...refused, code, sentence },
    { what: `${error} for the log`, faults: failing('write', LOG, error), ...refused, code, sentence },
  ]),

  {
    what: 'the mark can not be flushed',
    faults: [{ call: 'sync', path: HIVE, after: MARKED, error: 'EIO', once: true }],
    ...undone,
  },
  {
    what: 'pages can not be written',
    faults: [{ call: 'write', path: HIVE, after: MARKED, error: 'EIO', once: true }],
    ...undone,
  },
  {
    what: 'what was written can not be read',
    faults: [{ call: 'read', path: HIVE, after: MARKED, error: 'EIO', once: true }],
    ...undone,
  },
  {
    what: 'pages can not be written, and only they were kept',
    options: PAGES,
    faults: [{ call: 'write', path: HIVE, after: MARKED, error: 'EIO', once: true }],
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

  it('goes on when what was only read can not be closed', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const faults = failing('close', 'config/SOFTWARE(?:\\.LOG\\d)?$|config$');
      expectExitCode(await runWith(program, ['check', disk.root], faults), 3);
    }));

  it.each([
    ['20', [{ call: 'sync', path: LOG, error: 'EIO', once: true }], 20, 'file-write', 'unchanged'],
    [
      '21',
      [{ call: 'write', path: HIVE, after: MARKED, error: 'EIO', once: true }],
      21,
      'write-undone',
      'restored',
    ],
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
      expect(message).toContain('Run hivemend again');
      await next(disk, original, details.backup);
    });
    await withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const ended = await runWith(program, ['repair', disk.root, ...options, '--lang', 'en'], faults);
      expectExitCode(ended, 22);
      expect(said(ended)).toMatch(/failed, and making it again what it was failed too .*hivemend-backups/);
    });
  }

  it.each([
    ['a whole backup', []],
    ['pages only', PAGES],
  ] as const)('22: the medium is gone when the log counts; the next run finishes, from %s', (_, options) =>
    expectUncertain([{ path: 'config', after: MARKED, error: 'EIO' }], options, async (disk, original) => {
      const again = await program.run(['repair', disk.root, '--json']);
      expectExitCode(again, 0);
      const { outcome } = documentOf(again).result.targets[0].result;
      expect(outcome).toMatchObject({ recovery: { kind: 'finished' }, alreadyRight: true });
      expectRepaired(disk);
      expectExitCode(await program.run(['undo', disk.root]), 0);
      expect(readFileSync(join(disk.folder, SOFTWARE)).equals(original)).toBe(true);
    }),
  );

  it('22: no page can be written any more; what lies there is the new hive by the log, and an undo brings the old one', () =>
    expectUncertain(
      [{ call: 'sync|write', path: HIVE, after: MARKED, error: 'EIO' }],
      [],
      async (disk, original) => {
        expectExitCode(await program.run(['undo', disk.root]), 0);
        expect(readFileSync(join(disk.folder, SOFTWARE)).equals(original)).toBe(true);
        expectExitCode(await program.run(['repair', disk.root]), 0);
        expectRepaired(disk);
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
        [...faults, { call: 'sync', path: LOG, error: 'EIO', once: true }],
      );
      expectExitCode(failedToo, 20);
      expect(said(failedToo)).toMatch(/SOFTWARE.LOG1 failed .*told\.html could not be written in full/);
      expectRepaired(disk);
    }),
  );
});
