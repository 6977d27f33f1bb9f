import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dist, haveDist } from '../support/dist.ts';
import { programs } from '../support/programs.ts';
import { fillSampleDisk } from '../support/sample-disk.ts';

/** hivemend.cmd under Wine's cmd.exe. */

const EXECUTABLE = 'hivemend-win-x64.exe';
const BY_HAND =
  'reg.exe add "HKLM\\OFFLINE\\Microsoft\\Windows NT\\CurrentVersion\\PasswordLess\\Device" /v DevicePasswordLessBuildVersion /t REG_DWORD /d 0 /f';

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

  /** A person's lines, one after the other. */
  const type = async (lines: readonly string[]) => {
    if (cmd === undefined) throw new Error('no Wine');
    return cmd.run([], { stdin: [...lines, 'exit 0', ''].join('\r\n') });
  };

  const putExecutable = (folder: string) => {
    copyFileSync(join(dist, EXECUTABLE), join(folder, EXECUTABLE));
  };

  it('starts the executable of this machine and hands on what it says', async () => {
    const { exitCode, stdout } = await start('version --json', putExecutable);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).result.architecture).toBe('x64');
  });

  it('starts no chcp that lies in the current folder', async () => {
    if (cmd === undefined) throw new Error('no Wine');
    const stick = cmd.addDisk();
    try {
      copyFileSync(join(dist, 'hivemend.cmd'), join(stick.folder, 'hivemend.cmd'));
      putExecutable(stick.folder);
      mkdirSync(join(stick.folder, 'trap'));
      const trap = `@echo off\r\necho sprung>${stick.nameOf('mark')}\r\n`;
      for (const name of ['chcp.bat', 'chcp.cmd']) writeFileSync(join(stick.folder, 'trap', name), trap);
      const at = [stick.root.slice(0, 2), 'cd \\trap'];
      const { stdout } = await type([...at, `${stick.nameOf('hivemend.cmd')} version`]);
      expect(stdout).toContain('hivemend ');
      expect(existsSync(join(stick.folder, 'mark'))).toBe(false);
      // The trap works.
      await type([...at, 'chcp']);
      expect(existsSync(join(stick.folder, 'mark'))).toBe(true);
    } finally {
      stick.remove();
    }
  });

  it.each(['hivemend', "my stick & co (1)! ^x [y] {z} ~@#$+,;='"])(
    'shows commands that run as they stand there, from another folder and from %s',
    async (name) => {
      if (cmd === undefined) throw new Error('no Wine');
      const [stick, pc] = [cmd.addDisk(), cmd.addDisk()];
      try {
        const folder = join(stick.folder, name);
        mkdirSync(folder);
        copyFileSync(join(dist, 'hivemend.cmd'), join(folder, 'hivemend.cmd'));
        putExecutable(folder);
        mkdirSync(join(pc.folder, 'a disk (2)'));
        fillSampleDisk(join(pc.folder, 'a disk (2)'));
        const shown = async (line: string, before: string) => {
          const { stdout } = await type([line]);
          const command = stdout.split(/\r?\n/).find((one) => one.startsWith(before));
          expect(command, stdout).toBeDefined();
          return command?.slice(before.length) ?? '';
        };
        const script = `"${stick.nameOf(`${name}/hivemend.cmd`)}"`;
        const repair = await shown(
          `${script} check "${pc.nameOf('a disk (2)')}" --lang en`,
          'To repair it: ',
        );
        const undo = await shown(`${repair} --lang en`, 'To take it back: ');
        expect((await type([undo])).stdout).toContain('RESTORED');
        // From the folder itself, and by its bare name, it says the same.
        const { stdout } = await type([
          stick.root.slice(0, 2),
          `cd "\\${name}"`,
          `hivemend check "${pc.nameOf('a disk (2)')}" --lang en`,
        ]);
        expect(stdout).toContain(`To repair it: ${repair}`);
      } finally {
        stick.remove();
        pc.remove();
      }
    },
  );

  it('says that the prompt can not handle the name of the folder, where it can not', async () => {
    if (cmd === undefined) throw new Error('no Wine');
    const stick = cmd.addDisk();
    try {
      // Wine's cmd drops the percent sign; Windows' own does not, and there all works.
      const folder = join(stick.folder, '100% sure');
      mkdirSync(folder);
      copyFileSync(join(dist, 'hivemend.cmd'), join(folder, 'hivemend.cmd'));
      putExecutable(folder);
      const { stderr } = await type([`"${stick.nameOf('100% sure/hivemend.cmd')}" version`]);
      expect(stderr).toContain("the prompt can't handle the name of this folder");
      expect(stderr).not.toContain('missing');
    } finally {
      stick.remove();
    }
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
    expect(stderr).toContain(`reg.exe load HKLM\\OFFLINE ${letter}\\Windows\\System32\\config\\SOFTWARE`);
    expect(stderr).toContain(`xcopy.exe /h /i /y ${letter}\\Windows\\System32\\config\\SOFTWARE* `);
    expect(stderr).toContain(BY_HAND);
    expect(stderr).toContain('reg.exe unload HKLM\\OFFLINE');
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
    expect(stderr).toContain('manage-bde.exe -unlock');
    expect(stderr).toContain(BY_HAND);
  });
});
