import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, expectExitCode, fixture, withDisk } from '../support/a-disk.ts';
import { settingByHivexget } from '../support/native-hivex.ts';
import { programs } from '../support/programs.ts';
import { fillSampleDisk, SOFTWARE, snapshotOf } from '../support/sample-disk.ts';
import { runInTerminal } from '../support/terminal.ts';

/** What the programs refuse: the exit code, the document, and a disk on which nothing moved. */

interface Refusal {
  readonly what: string;
  readonly exitCode: number;
  readonly code: string;
  readonly prepare: (folder: string) => void;
  /** From the disk's root; the root itself when missing. */
  readonly target?: string;
}

const withHive = (name: string) => (folder: string) =>
  fillSampleDisk(folder, new Map([[SOFTWARE, fixture(name)]]));

const REFUSALS: readonly Refusal[] = [
  { what: 'an empty disk', exitCode: 10, code: 'windows-missing', prepare: () => undefined },
  {
    what: 'a target that is not there',
    exitCode: 10,
    code: 'file-missing',
    prepare: () => undefined,
    target: 'nothing',
  },
  {
    what: 'a Windows without its hive',
    exitCode: 10,
    code: 'hive-missing',
    prepare: (folder) => {
      fillSampleDisk(folder);
      rmSync(join(folder, SOFTWARE));
    },
  },
  { what: 'an empty file', exitCode: 14, code: 'not-a-hive', prepare: withHive('empty-file') },
  { what: 'a text file', exitCode: 14, code: 'not-a-hive', prepare: withHive('text-file') },
  { what: 'a damaged hive', exitCode: 12, code: 'hive-damaged', prepare: withHive('cell-overruns') },
  {
    what: 'a dirty hive without its logs',
    exitCode: 13,
    code: 'logs-missing',
    prepare: (folder) => {
      withHive('sequence-numbers-differ')(folder);
      rmSync(join(folder, `${SOFTWARE}.LOG1`));
      rmSync(join(folder, `${SOFTWARE}.LOG2`));
    },
  },
  {
    what: 'a dirty hive with empty logs',
    exitCode: 13,
    code: 'logs-unusable',
    prepare: withHive('sequence-numbers-differ'),
  },
  {
    what: 'a SYSTEM hive',
    exitCode: 14,
    code: 'not-a-software-hive',
    prepare: (folder) => fillSampleDisk(folder),
    target: 'Windows/System32/config/SYSTEM',
  },
  {
    what: 'a hibernated Windows',
    exitCode: 16,
    code: 'windows-hibernated',
    prepare: (folder) => {
      fillSampleDisk(folder);
      writeFileSync(join(folder, 'hiberfil.sys'), 'hibr'.padEnd(4096, '\0'));
    },
  },
];

describe.each(programs())('$name', (program) => {
  it.each(REFUSALS)('refuses $what with exit code $exitCode', ({ exitCode, code, prepare, target }) =>
    withDisk(program, async (disk) => {
      prepare(disk.folder);
      const before = snapshotOf(disk.folder);
      const name = target === undefined ? disk.root : disk.nameOf(target);
      const ended = await program.run(['repair', name, '--json']);
      expectExitCode(ended, exitCode);
      const { ok, disk: state, error } = documentOf(ended);
      expect({ ok, state, code: error.code }).toEqual({ ok: false, state: 'unchanged', code });
      expect(error.message).toMatch(/\w{3}.*\.$/s);
      const forPeople = await program.run(['repair', name]);
      expectExitCode(forPeople, exitCode);
      expect(`${forPeople.stdout}${forPeople.stderr}`).toMatch(/\w/);
      expect(snapshotOf(disk.folder)).toEqual(before);
    }),
  );

  it('refuses to undo what is no longer as the repair left it', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      expectExitCode(await program.run(['repair', disk.root]), 0);
      writeFileSync(join(disk.folder, SOFTWARE), fixture('setting-1'));
      const ended = await program.run(['undo', disk.root, '--json']);
      expectExitCode(ended, 14);
      expect(documentOf(ended)).toMatchObject({ ok: false, error: { code: 'hive-not-as-left' } });
      const forced = await program.run(['undo', disk.root, '--force']);
      expectExitCode(forced, 0);
    }));

  it('refuses to undo where there is no backup', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const ended = await program.run(['undo', disk.root, '--json']);
      expectExitCode(ended, 2);
      expect(documentOf(ended)).toMatchObject({ ok: false, error: { code: 'backup-missing' } });
    }));

  it('tells several targets apart, with exit code 3 for a mixture', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(join(disk.folder, 'good'));
      const ended = await program.run(['repair', disk.nameOf('good'), disk.nameOf('bad'), '--json']);
      expectExitCode(ended, 3);
      expect(documentOf(ended).result.targets).toMatchObject([
        { ok: true, disk: 'changed' },
        { ok: false, disk: 'unchanged', error: { code: 'file-missing' } },
      ]);
    }));

  it('keeps a read-only hive read-only, and on Windows, which replaces no such file, says so', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const hive = join(disk.folder, SOFTWARE);
      chmodSync(hive, 0o444);
      const refuses = program.flavour === 'windows';
      const ended = await program.run(['repair', disk.root, '--json']);
      expectExitCode(ended, refuses ? 15 : 0);
      if (refuses) expect(JSON.parse(ended.stdout)).toMatchObject({ disk: 'unchanged' });
      expect(settingByHivexget(hive)).toBe(refuses ? 2 : 0);
      expect(statSync(hive).mode & 0o222).toBe(0);
    }));

  it('shows help in a terminal, in Japanese when asked', async () => {
    const ended = await runInTerminal(program.commandLine(['repair', '--help', '--lang', 'ja']), []);
    expectExitCode(ended, 0);
    expect(ended.stdout).toContain('--dry-run');
    expect(ended.stdout).toMatch(/[ぁ-ん]/);
  });
});

const [windows] = programs().filter(({ flavour }) => flavour === 'windows');

describe.skipIf(windows === undefined)('only on Windows', () => {
  it('refuses a hive that another program holds open', async () => {
    if (windows === undefined) return;
    await withDisk(windows, async (disk) => {
      fillSampleDisk(disk.folder);
      const hive = disk.nameOf(SOFTWARE);
      // cmd holds the hive open for writing until its standard input ends, and writes nothing.
      const { program, args, environment } = windows.at('cmd').commandLine(['/c', `set /p x= >> ${hive}`]);
      const holder = spawn(program, args, { env: environment, stdio: ['pipe', 'ignore', 'ignore'] });
      try {
        await new Promise((wait) => setTimeout(wait, 2000));
        const before = readFileSync(join(disk.folder, SOFTWARE));
        const ended = await windows.run(['repair', disk.root, '--json']);
        expectExitCode(ended, 15);
        const { disk: state, error } = documentOf(ended);
        expect(state).toBe('unchanged');
        expect(['file-in-use', 'access-denied']).toContain(error.code);
        expect(readFileSync(join(disk.folder, SOFTWARE)).equals(before)).toBe(true);
      } finally {
        const isOver = new Promise((over) => holder.on('exit', over));
        holder.stdin.end();
        await isOver;
      }
      const after = await windows.run(['repair', disk.root, '--json']);
      expectExitCode(after, 0);
      expect(settingByHivexget(join(disk.folder, SOFTWARE))).toBe(0);
      expect(statSync(join(disk.folder, SOFTWARE)).nlink).toBe(1);
    });
  });

  it('sees several drives, and asks which one when more than one needs a repair', async () => {
    if (windows === undefined) return;
    await withDisk(windows, (first) =>
      withDisk(windows, async (second) => {
        fillSampleDisk(first.folder);
        fillSampleDisk(second.folder);
        const listed = documentOf(await windows.run(['list', '--json']));
        const roots = listed.result.volumes
          .filter(({ windows: found }: { windows: readonly unknown[] }) => found.length > 0)
          .map(({ root }: { root: string }) => root);
        expect(roots).toEqual([first.root, second.root]);
        const ended = await windows.run(['repair', '--json']);
        expectExitCode(ended, 3);
        expect(documentOf(ended).error.code).toBe('ambiguous-target');
        const all = await windows.run(['repair', '--all', '--json']);
        expectExitCode(all, 0);
        expect(documentOf(all).result.targets).toMatchObject([{ disk: 'changed' }, { disk: 'changed' }]);
      }),
    );
  });
});
