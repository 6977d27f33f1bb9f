import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dist, haveDist } from '../support/dist.ts';
import { programs } from '../support/programs.ts';
import { fillSampleDisk } from '../support/sample-disk.ts';

/** hivemend.cmd under Wine's cmd.exe. */

const EXECUTABLE = 'hivemend-win-x64.exe';
const BY_HAND =
  'reg add "HKLM\\OFFLINE\\Microsoft\\Windows NT\\CurrentVersion\\PasswordLess\\Device" /v DevicePasswordLessBuildVersion /t REG_DWORD /d 0 /f';

const [windows] = haveDist ? programs().filter(({ flavour }) => flavour === 'windows') : [];

describe.skipIf(windows === undefined)('hivemend.cmd', () => {
  const cmd = windows?.at('cmd');

  async function start(
    args: string,
    prepare: (folder: string, nameOf: (file: string) => string) => unknown,
    environment: Readonly<Record<string, string>> = {},
  ) {
    if (cmd === undefined) throw new Error('no Wine');
    const stick = cmd.addDisk();
    try {
      copyFileSync(join(dist, 'hivemend.cmd'), join(stick.folder, 'hivemend.cmd'));
      await prepare(stick.folder, (file) => stick.nameOf(file));
      const ended = await cmd.run(['/c', `${stick.nameOf('hivemend.cmd')} ${args}`], { environment });
      return { ...ended, letter: stick.root.slice(0, 2) };
    } finally {
      stick.remove();
    }
  }

  const putExecutable = (folder: string) => {
    copyFileSync(join(dist, EXECUTABLE), join(folder, EXECUTABLE));
  };

  it('starts the executable of this machine and hands on what it says', async () => {
    const { exitCode, stdout } = await start('version --json', putExecutable);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).result.architecture).toBe('x64');
  });

  it('hands on its exit code', async () => {
    const { exitCode, stderr } = await start('mend', putExecutable);
    expect(exitCode).toBe(2);
    expect(stderr).not.toContain('by hand');
  });

  it('shows what to do by hand, on the drive with Windows, when a DLL is missing', async () => {
    const { stderr, letter } = await start('check', (folder) => {
      const bytes = readFileSync(join(dist, EXECUTABLE));
      bytes.write('NOSUCH', bytes.indexOf('WINMM.dll\0'));
      writeFileSync(join(folder, EXECUTABLE), bytes);
      fillSampleDisk(folder);
    });
    expect(stderr).toContain(`${EXECUTABLE} can't start here`);
    expect(stderr).toContain(`For the Windows on drive ${letter}`);
    expect(stderr).toContain(`reg load HKLM\\OFFLINE ${letter}\\Windows\\System32\\config\\SOFTWARE`);
    expect(stderr).toContain(`xcopy /h /i /y ${letter}\\Windows\\System32\\config\\SOFTWARE* `);
    expect(stderr).toContain(BY_HAND);
    expect(stderr).toContain('reg unload HKLM\\OFFLINE');
  });

  it('says that it was ended, and nothing about the disk, after any other number', async () => {
    // cmd itself stands in for a hivemend that ends so.
    const { exitCode, stderr } = await start('/c exit 134', (_folder, nameOf) =>
      cmd?.run(['/c', `copy %SystemRoot%\\System32\\cmd.exe ${nameOf(EXECUTABLE)}`]),
    );
    expect(exitCode).toBe(134);
    expect(stderr).toContain('was ended before it was done (Windows says 134)');
    expect(stderr).not.toContain('Nothing was changed');
    expect(stderr).not.toContain('by hand');
  });

  it('says that the executable is missing, and how to unlock a drive when no Windows is found', async () => {
    const { exitCode, stderr } = await start('version', () => undefined);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${EXECUTABLE} is missing beside hivemend.cmd`);
    expect(stderr).toContain('manage-bde -unlock');
    expect(stderr).toContain(BY_HAND);
  });
});
