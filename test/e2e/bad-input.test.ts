import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, expectExitCode, fixture, withDisk } from '../support/a-disk.ts';
import { settingByHivexget } from '../support/native-hivex.ts';
import { type Disk, type Finished, type Program, programs } from '../support/programs.ts';
import { fillSampleDisk, SOFTWARE, snapshotOf } from '../support/sample-disk.ts';

/**
 * Media that are read-only or full, other users, and other programs at the same hive: the built program on real file
 * systems. Mounting and changing the user need root, which a container and a CI job have; without it these tests fail
 * rather than leave something out.
 */

const MEGABYTE = 1024 * 1024;
const posix = programs().filter(({ flavour }) => flavour === 'posix');

function asRoot(...command: readonly [string, ...string[]]): void {
  const [program, ...args] = command;
  try {
    execFileSync(program, args, { stdio: 'pipe' });
  } catch (cause) {
    throw new Error(`this test needs root and the right to mount: ${command.join(' ')}`, { cause });
  }
}

/** Mounts a memory file system of that many bytes at `folder` for as long as `body` runs. */
async function withMount(folder: string, size: number, body: () => Promise<void>): Promise<void> {
  mkdirSync(folder, { recursive: true });
  asRoot('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder);
  try {
    await body();
  } finally {
    asRoot('umount', '-l', folder);
    if (folder.endsWith('-stick')) rmdirSync(folder);
  }
}

/** Refused in one document and in words; not a byte and not a name changed. */
async function expectRefusal(run: Runs, folder: string, exitCode: number, code: string): Promise<void> {
  const before = snapshotOf(folder);
  const ended = await run(['--json']);
  expectExitCode(ended, exitCode);
  const { ok, disk, error } = documentOf(ended);
  expect({ ok, disk, code: error.code }).toEqual({ ok: false, disk: 'unchanged', code });
  const forPeople = await run([]);
  expectExitCode(forPeople, exitCode);
  expect(forPeople.stdout).toBe('');
  expect(forPeople.stderr).toMatch(/^hivemend: .*\.\n/s);
  expect(forPeople.stderr).not.toMatch(/\bat .*:\d+:\d+|undefined|\[object/);
  expect(snapshotOf(folder)).toEqual(before);
}

type Runs = (options: readonly string[]) => Promise<Finished>;
const repairing =
  (program: Program, disk: Disk, ...more: readonly string[]): Runs =>
  (options) =>
    program.run(['repair', disk.root, ...more, ...options]);

describe.each(posix)('$name', (program) => {
  it('takes no folder for a hive', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      rmSync(join(disk.folder, SOFTWARE));
      mkdirSync(join(disk.folder, SOFTWARE));
      await expectRefusal(repairing(program, disk), disk.folder, 10, 'hive-missing');
    }));

  it('waits for no pipe', () =>
    withDisk(program, async (disk) => {
      execFileSync('mkfifo', [join(disk.folder, 'pipe')]);
      const run: Runs = (options) => program.run(['repair', disk.nameOf('pipe'), ...options]);
      await expectRefusal(run, disk.folder, 10, 'not-a-file');
    }));

  it.each([[[]], [['--backup', 'changed']]])('changes nothing on a read-only medium %j', (more) =>
    withDisk(program, async (disk) => {
      await withMount(disk.folder, 8 * MEGABYTE, async () => {
        fillSampleDisk(disk.folder);
        asRoot('mount', '-o', 'remount,ro', disk.folder);
        await expectRefusal(repairing(program, disk, ...more), disk.folder, 15, 'read-only');
        expectExitCode(await program.run(['check', disk.root]), 3);
      });
    }),
  );

  it('changes nothing where the backups can not be written', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const stick = `${disk.folder}-stick`;
      await withMount(stick, MEGABYTE, async () => {
        asRoot('mount', '-o', 'remount,ro', stick);
        const run = repairing(program, disk, '--backup-dir', join(stick, 'pc7'));
        await expectRefusal(run, disk.folder, 15, 'read-only');
      });
    }));

  it('backs up to another medium, and undoes from there', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const stick = `${disk.folder}-stick`;
      const hive = join(disk.folder, SOFTWARE);
      const before = readFileSync(hive);
      await withMount(stick, 4 * MEGABYTE, async () => {
        expectExitCode(await repairing(program, disk, '--backup-dir', stick)([]), 0);
        expect(settingByHivexget(hive)).toBe(0);
        expect(existsSync(join(hive, '../hivemend-backups'))).toBe(false);
        expectExitCode(await program.run(['undo', disk.root, '--backup-dir', stick]), 0);
        expect(readFileSync(hive)).toEqual(before);
      });
    }));

  it('keeps the changed pages where a disk has no room for a second hive, and says so', () =>
    withDisk(program, async (disk) => {
      await withMount(disk.folder, 12 * MEGABYTE, async () => {
        fillSampleDisk(disk.folder);
        const hive = join(disk.folder, SOFTWARE);
        appendFileSync(hive, Buffer.alloc(7 * MEGABYTE, 7));
        const before = readFileSync(hive);
        const ended = await repairing(program, disk)(['--json']);
        expectExitCode(ended, 0);
        const { outcome } = documentOf(ended).result.targets[0].result;
        expect(outcome.warnings).toContainEqual(expect.objectContaining({ code: 'backup-of-pages-only' }));
        expect(settingByHivexget(hive)).toBe(0);
        expectExitCode(await program.run(['undo', disk.root]), 0);
        expect(readFileSync(hive).equals(before)).toBe(true);
      });
    }));

  it('leaves nothing behind on a disk without room for even a lock', () =>
    withDisk(program, async (disk) => {
      await withMount(disk.folder, 4 * MEGABYTE, async () => {
        fillSampleDisk(disk.folder);
        const filler = join(disk.folder, 'filler');
        try {
          for (;;) appendFileSync(filler, Buffer.alloc(4096));
        } catch (error) {
          expect(error).toMatchObject({ code: 'ENOSPC' });
        }
        for (const more of [[], ['--backup', 'changed']])
          await expectRefusal(repairing(program, disk, ...more), disk.folder, 15, 'disk-full');
      });
    }));

  it('asks nobody for more rights than the user has', () =>
    withDisk(program, async (disk) => {
      fillSampleDisk(disk.folder);
      const hive = join(disk.folder, SOFTWARE);
      execFileSync('chmod', ['-R', 'a+rX', disk.folder]);
      const run: Runs = (options) => runAsNobody(program, ['repair', disk.root, ...options]);
      await expectRefusal(run, disk.folder, 15, 'access-denied');
      expectExitCode(await runAsNobody(program, ['check', disk.root]), 3);
      chmodSync(hive, 0o600);
      await expectRefusal(run, disk.folder, 15, 'access-denied');
      expectExitCode(await runAsNobody(program, ['check', disk.root]), 15);
    }));
});

/** Big enough that another program finds the time to come in between. */
const MANY = 96 * MEGABYTE;

describe.each(posix)('$name beside another program', (program) => {
  it('keeps another hivemend away, and ends its own work', () =>
    withDisk(program, async (disk) => {
      fillBig(disk);
      const first = startRepair(program, disk);
      await first.isAt('SOFTWARE.hivemend-lock');
      first.child.kill('SIGSTOP');
      for (const command of ['repair', 'undo']) {
        const second = await program.run([command, disk.root, '--json']);
        expectExitCode(second, 15);
        expect(documentOf(second)).toMatchObject({
          disk: 'unchanged',
          error: { code: 'hive-locked', details: { processId: first.child.pid } },
        });
      }
      expectExitCode(await program.run(['check', disk.root]), 3);
      first.child.kill('SIGCONT');
      expect(await first.ended).toBe(0);
      expect(namesBeside(disk).filter((name) => name.includes('hivemend'))).toEqual(['hivemend-backups']);
      expect(settingByHivexget(join(disk.folder, SOFTWARE))).toBe(0);
    }));

  it.each(['writes into the hive', 'replaces the hive'])('gives way to a program that %s', (what) =>
    withDisk(program, async (disk) => {
      const hive = fillBig(disk);
      const repair = startRepair(program, disk);
      await repair.isAt('SOFTWARE.hivemend-lock');
      repair.child.kill('SIGSTOP');
      if (what === 'writes into the hive') appendFileSync(hive, 'theirs');
      else {
        writeFileSync(`${hive}.theirs`, fixture('setting-1'));
        renameSync(`${hive}.theirs`, hive);
      }
      const theirs = readFileSync(hive);
      repair.child.kill('SIGCONT');
      expect(await repair.ended).toBe(15);
      expect(readFileSync(hive).equals(theirs)).toBe(true);
      expect(namesBeside(disk).filter((name) => /hivemend-(new|lock)/.test(name))).toEqual([]);
      expect(statSync(hive).nlink).toBe(1);
    }),
  );

  it('goes on after a hivemend that was killed', () =>
    withDisk(program, async (disk) => {
      const hive = fillBig(disk);
      const killed = startRepair(program, disk);
      await killed.isAt('SOFTWARE.hivemend-lock');
      killed.child.kill('SIGKILL');
      await killed.ended;
      expect(settingByHivexget(hive)).toBe(2);
      expect(namesBeside(disk)).toContain('SOFTWARE.hivemend-lock');
      const next = await program.run(['repair', disk.root, '--json']);
      expectExitCode(next, 0);
      expect(documentOf(next).result.targets).toMatchObject([{ disk: 'changed' }]);
      expect(settingByHivexget(hive)).toBe(0);
      expect(namesBeside(disk).filter((name) => name.includes('hivemend'))).toEqual(['hivemend-backups']);
      expect(statSync(hive).nlink).toBe(1);
    }));

  it('repairs two disks at once into one backup folder', () =>
    withDisk(program, (one) =>
      withDisk(program, (other) =>
        withDisk(program, async ({ folder }) => {
          for (const disk of [one, other]) fillSampleDisk(disk.folder);
          const before = readFileSync(join(one.folder, SOFTWARE));
          const runs = [one, other].map((disk) => repairing(program, disk, '--backup-dir', folder)([]));
          for (const ended of await Promise.all(runs)) expectExitCode(ended, 0);
          expect(readdirSync(folder)).toHaveLength(2);
          for (const id of readdirSync(folder))
            expect(readFileSync(join(folder, id, 'SOFTWARE')).equals(before)).toBe(true);
        }),
      ),
    ));
});

function fillBig(disk: Disk): string {
  fillSampleDisk(disk.folder);
  const hive = join(disk.folder, SOFTWARE);
  appendFileSync(hive, Buffer.alloc(MANY, 7));
  return hive;
}

const namesBeside = (disk: Disk): readonly string[] => readdirSync(join(disk.folder, SOFTWARE, '..')).sort();

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** Waits until a file of that name lies beside the hive. */
  isAt(name: string): Promise<void>;
}

function startRepair(program: Program, disk: Disk): Running {
  const line = program.commandLine(['repair', disk.root]);
  const child = spawn(line.program, line.args, { env: line.environment, stdio: 'ignore' });
  const ended = new Promise<number | null>((settle, fail) => {
    child.on('exit', (exitCode) => settle(exitCode));
    child.on('error', fail);
  });
  return {
    child,
    ended,
    async isAt(name) {
      const file = join(disk.folder, SOFTWARE, '..', name);
      // A lock counts when it is written.
      while (!existsSync(file) || (name.endsWith('-lock') && statSync(file).size === 0)) {
        if (child.exitCode !== null) throw new Error(`it ended (${child.exitCode}) before ${name} was there`);
        await new Promise((wait) => setTimeout(wait, 1));
      }
    },
  };
}

/** Where the user may read it: the tests' own folder need not be open to everybody. */
async function runAsNobody(program: Program, args: readonly string[]): Promise<Finished> {
  const folder = mkdtempSync(join(tmpdir(), 'hivemend-nobody-'));
  try {
    chmodSync(folder, 0o755);
    const file = join(folder, basename(program.file));
    copyFileSync(program.file, file);
    chmodSync(file, 0o755);
    const line = program.at(file).commandLine(args);
    const child = spawn(
      'setpriv',
      ['--reuid=65534', '--regid=65534', '--clear-groups', line.program, ...line.args],
      { env: line.environment, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      output.stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output.stderr += chunk;
    });
    const exitCode = await new Promise<number | null>((settle, fail) => {
      child.on('close', (code) => settle(code));
      child.on('error', fail);
    });
    return { exitCode: exitCode ?? undefined, ...output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
