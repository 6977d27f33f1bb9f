import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { checksumOfBytes } from '../../src/install/checksum.ts';
import { textWidth } from '../../src/report/text-layout.ts';
import { incidentPc } from '../support/incident-pc.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { passing, sit } from '../support/sitting.ts';

const MOUNTS = '/dev/sda3 /mnt/a ntfs rw 0 0\n/dev/sdb3 /mnt/b ntfs rw 0 0\n';

function twoPcs(): MemoryFileSystem {
  const files = new MemoryFileSystem({ flavour: 'posix' });
  for (const root of ['/mnt/a', '/mnt/b']) {
    files.put(`${root}/Windows/System32/config/SOFTWARE`, buildHive(software()).bytes);
    files.put(`${root}/Windows/System32/ntoskrnl.exe`, Uint8Array.of(1));
  }
  return files;
}

describe('guided repair', () => {
  it.each(['en', 'ja'])('leads from the first key to what to do next (%s)', async (language) => {
    const files = twoPcs();
    const environment = { HIVEMEND_LANG: language };
    const { exitCode, stdout, stderr } = await sit([], {
      files,
      mounts: MOUNTS,
      environment,
      typed: ['2', 'maybe', 'y'],
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('/mnt/b/Windows');
    expect(stdout).toContain('hivemend undo');
    // The last lines must fit on a console of 25 lines with the prompt below them.
    expect(stdout.split('\n').length).toBeLessThanOrEqual(25);
    const lines = (stdout + stderr).split(/[\n\r]/);
    expect(Math.max(...lines.map(textWidth))).toBeLessThan(80);
    expect((await sit(['check', '/mnt/b'], { files })).exitCode).toBe(0);
    expect((await sit(['check', '/mnt/a'], { files })).exitCode).toBe(3);
  });

  it('offers to finish what an earlier run left half done', async () => {
    const mounts = '/dev/sda3 /mnt/a ntfs rw 0 0\n';
    const hive = '/mnt/a/Windows/System32/config/SOFTWARE';
    const interrupted = async (): Promise<MemoryFileSystem> => {
      const files = new MemoryFileSystem();
      const bytes = buildHive(software()).bytes;
      files.put('/mnt/a/Windows/System32/ntoskrnl.exe', Uint8Array.of(1));
      files.put(hive, bytes);
      await leaveRenamed(files, hive, bytes);
      return files;
    };
    const left = await interrupted();
    const no = await sit([], { files: left, mounts, typed: ['n'], ...passing });
    expect(no.exitCode).not.toBe(0);
    expect(left.bytes(hive)).toBeUndefined();
    for (const language of ['en', 'ja']) {
      const files = await interrupted();
      const environment = { HIVEMEND_LANG: language };
      const yes = await sit([], { files, mounts, environment, typed: ['y'], ...passing });
      expect(yes.exitCode).toBe(0);
      expect((await sit(['check', '/mnt/a'], { files })).exitCode).toBe(0);
    }
  });

  it('says in a line why the PC is locked out, and the rest on request', async () => {
    const files = incidentPc();
    const mounts = '/dev/sda3 /mnt/pc ntfs rw 0 0\n';
    const { exitCode, stderr } = await sit([], { files, mounts, typed: ['d', 'n'] });
    expect(exitCode).toBe(130);
    const flat = stderr.replace(/\s+/g, ' ');
    expect(flat).toContain('Why this PC is locked out: ESTABLISHED: A Secure Boot (DBX) update');
    expect(flat).toContain('Speaks for it: + Windows Hello could not open');
    const short = await sit([], { files, mounts, typed: ['n'] });
    expect(short.stderr).toContain('ESTABLISHED');
    expect(short.stderr).not.toContain('Speaks for it');
  });

  it.each([
    ['no', ['1', 'n']],
    ['Ctrl+C at the first question', ['^C']],
    ['Ctrl+C at the last question', ['1', '^C']],
  ])('changes nothing on %s', async (_name, typed) => {
    const files = twoPcs();
    const { exitCode } = await sit([], { files, mounts: MOUNTS, typed });
    expect(exitCode).toBe(130);
    expect((await sit(['check', '/mnt/a'], { files })).exitCode).toBe(3);
    expect(await files.status('/mnt/a/Windows/System32/config/hivemend-backups')).toBeUndefined();
  });

  it('has nothing to ask when nothing is wrong', async () => {
    const files = twoPcs();
    await sit(['repair', '/mnt/a'], { files });
    const { exitCode, stdout } = await sit([], {
      files,
      mounts: '/dev/sda3 /mnt/a ntfs rw 0 0\n',
      typed: [],
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('nothing to repair');
  });

  it('asks nothing when Windows is hibernated, and says how to go on', async () => {
    const files = twoPcs();
    files.put('/mnt/a/hiberfil.sys', new TextEncoder().encode('hibr'));
    const { exitCode, stderr } = await sit([], {
      files,
      mounts: '/dev/sda3 /mnt/a ntfs rw 0 0\n',
      typed: [],
    });
    expect(exitCode).toBe(16);
    expect(stderr).toContain('Restart');
  });

  it('says so when there is no Windows, where it looked, and what may be missing', async () => {
    const files = new MemoryFileSystem({ flavour: 'posix' });
    expect((await sit([], { files, typed: [] })).exitCode).toBe(10);
    files.putFolder('/mnt/a');
    files.putFolder('/mnt/b');
    files.refuse('/mnt/b', { reading: 'file-read' });
    for (const args of [[], ['repair'], ['check', '--json']]) {
      const { exitCode, stdout, stderr } = await sit(args, { files, mounts: MOUNTS, typed: [] });
      expect(exitCode).toBe(10);
      const words = (stdout + stderr).replaceAll(/\s+/g, ' ');
      expect(words).toContain("/mnt/a (no Windows there), /mnt/b (can't be read)");
      expect(words).toContain('mount /dev/sda3 /mnt');
    }
  });

  it('never waits without a terminal', async () => {
    const { exitCode, stderr } = await sit([], { files: twoPcs(), mounts: MOUNTS });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--help');
  });
});

/** A replacement that was cut between two names: the backup is there, the manifest says what was to be. */
async function leaveRenamed(files: MemoryFileSystem, hive: string, bytes: Uint8Array): Promise<void> {
  const config = files.parent(hive);
  const checksum = checksumOfBytes(bytes);
  const process = { id: 99, host: 'MININT-TEST', bootedAt: '2026-11-23T08:00:00.000Z', space: 'before' };
  const startedAt = '2026-11-23T08:30:00.000Z';
  const run = 'other-run';
  const folder = `${config}/hivemend-backups/1`;
  const put = (path: string, value: object) =>
    files.put(path, new TextEncoder().encode(JSON.stringify(value)));
  const backup = { below: 'hivemend-backups/1' };
  const lock = { beat: '0000000000', schema: 2, run, command: 'repair', process, startedAt, backup };
  put(`${hive}.hivemend-lock`, lock);
  files.put(`${folder}/run-${run}`, new Uint8Array());
  files.put(`${folder}/SOFTWARE`, bytes);
  put(`${folder}/manifest.pending.json`, {
    schema: 2,
    run,
    createdAt: startedAt,
    command: 'repair',
    kind: 'whole',
    toolVersion: '0',
    hive,
    files: [{ name: 'SOFTWARE', size: bytes.length, checksum }],
    change: [],
    method: 'replace',
    after: { by: 'file', checksum: 'crc32:00000000' },
  });
  await files.remove(hive);
}
