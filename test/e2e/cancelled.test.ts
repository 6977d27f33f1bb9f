import { cpSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, expectExitCode, withDisk } from '../support/a-disk.ts';
import { type Fault, faultEnvironment, programsForFaults } from '../support/faulted-program.ts';
import {
  COPY,
  expectDocument,
  expectRepaired,
  expectUsable,
  HIVE,
  MARKED,
  runWith,
  said,
  withoutBackups,
} from '../support/faulted-runs.ts';
import { settingByHivexget } from '../support/native-hivex.ts';
import type { Disk } from '../support/programs.ts';
import { fillSampleDisk, SOFTWARE, snapshotOf } from '../support/sample-disk.ts';
import { runInTerminal, type Turn } from '../support/terminal.ts';

/** Exit code 130, and when Ctrl+C has to wait. Windows' executable is asked in guided.test.ts. */

const posix = programsForFaults();

describe.each(posix)('Ctrl+C: $name', (program) => {
  const MOMENTS: readonly (readonly [string, string, Fault])[] = [
    ['check', 'reading', { call: 'read', path: HIVE, signal: true, once: true }],
    ['repair', 'opening', { call: 'open', path: HIVE, signal: true }],
    ['repair', 'reading', { call: 'read', path: HIVE, signal: true }],
    ['repair', 'backing up', { call: 'mkdir', path: 'hivemend-backups', signal: true }],
    ['repair', 'copying', { call: 'write', path: COPY, signal: true }],
    ['repair', 'flushing', { call: 'sync', path: COPY, signal: true }],
    ['repair', 'writing the log', { call: 'sync', path: 'config/SOFTWARE.LOG1$', signal: true, once: true }],
    ['repair --backup changed', 'keeping pages', { call: 'sync', path: 'pages.journal$', signal: true }],
  ];

  it.each(MOMENTS)('130 for %s while %s', (command, _, fault) =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const before = snapshotOf(disk.folder);
      const [name = '', ...options] = command.split(' ');
      const ended = await runWith(program, [name, disk.root, ...options, '--json'], [fault]);
      expectExitCode(ended, 130);
      expectDocument(ended, name, 'unchanged', 'cancelled');
      const forPeople = await runWith(program, [name, disk.root, ...options, '--lang', 'en'], [fault]);
      expectExitCode(forPeople, 130);
      expect(said(forPeople)).toContain('Cancelled; nothing was changed.');
      expect(snapshotOf(disk.folder)).toEqual(before);
      await expectUsable(program, disk, before);
    }),
  );

  it.each([
    ['the hive is being marked', { ...MARKED, signal: true }],
    ['the result is being read back', { call: 'read', path: HIVE, after: MARKED, signal: true }],
  ] as const)('is honoured only at the end when %s', (_, fault) =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const before = snapshotOf(disk.folder);
      const ended = await runWith(program, ['repair', disk.root, '--json'], [fault]);
      expectExitCode(ended, 0);
      expect(documentOf(ended)).toMatchObject({ ok: true, disk: 'changed' });
      expectRepaired(disk);
      expectExitCode(await program.run(['undo', disk.root]), 0);
      expect(withoutBackups(disk)).toEqual(before);
    }),
  );

  it('130 for several targets: what was repaired is told, and no other one is begun', () =>
    withDisk(program, async (disk) => {
      for (const name of ['one', 'two', 'three']) fillSampleDisk(join(disk.folder, name));
      const targets = ['one', 'two', 'three'].map((name) => disk.nameOf(name));
      const ended = await runWith(
        program,
        ['repair', ...targets, '--json'],
        [{ ...MARKED, path: 'one/.*config/SOFTWARE$', signal: true }],
      );
      expectExitCode(ended, 130);
      const cancelled = { ok: false, exitCode: 130, disk: 'unchanged', error: { code: 'cancelled' } };
      expect(documentOf(ended)).toMatchObject({
        ok: false,
        disk: 'changed',
        result: { targets: [{ ok: true, exitCode: 0, disk: 'changed' }, cancelled, cancelled] },
      });
      const settings = ['one', 'two', 'three'].map((name) =>
        settingByHivexget(join(disk.folder, name, SOFTWARE)),
      );
      expect(settings).toEqual([0, 2, 2]);
    }));

  /** In a terminal, where the key itself is pressed. */
  async function pressed(disk: Disk, turns: readonly Turn[], faults: readonly Fault[]): Promise<void> {
    const before = snapshotOf(disk.folder);
    const line = program.commandLine(['repair', disk.root, '--lang', 'en']);
    const environment = { ...line.environment, ...faultEnvironment(faults) };
    const ended = await runInTerminal({ ...line, environment }, turns);
    expectExitCode(ended, 130);
    expect(ended.stdout).toContain('Cancelled; nothing was changed.');
    expect(snapshotOf(disk.folder)).toEqual(before);
  }

  it('130 at a question', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      cpSync(join(disk.folder, 'Windows'), join(disk.folder, 'WinA'), { recursive: true });
      renameSync(join(disk.folder, 'Windows'), join(disk.folder, 'WinB'));
      await pressed(disk, [{ see: 'Which one?', type: '\x03' }], []);
    }));

  it('130 while the backup is being written', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      await pressed(
        disk,
        [{ see: 'Backing up', type: '\x03' }],
        [
          { call: 'read', path: HIVE, delayMs: 1200, once: true },
          { call: 'write', path: COPY, delayMs: 2000 },
          { call: 'sync', path: COPY, delayMs: 1000 },
        ],
      );
    }));
});
