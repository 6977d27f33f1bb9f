import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import type { CommandRunner } from '../../src/files/command-runner.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { sit } from '../support/sitting.ts';

/** On Windows a VHD or VHDX is attached by diskpart. Here its part is played: what counts are the scripts and what is made of the ends. */

const DISK = 'C:\\images\\disk.vhdx';

const LIST = `
  Partition ###  種類                サイズ   オフセット
  -------------  ------------------  -------  -------
  Partition 1    システム             100 MB  1024 KB
  Partition 2    予約                  16 MB   101 MB
* Partition 3    プライマリ            40 GB   117 MB
`;

/** A diskpart whose third partition holds a PC. */
function pc(failing?: string) {
  const files = new MemoryFileSystem({ flavour: 'windows' });
  files.put(DISK, Buffer.from('vhdxfile'.padEnd(4096, '\0')));
  files.putFolder('C:\\tmp');
  files.putFolder('C:\\Windows\\System32');
  const scripts: string[] = [];
  const state = { attached: '', kept: buildHive(software()).bytes, mounted: '' };
  const removeMounted = async () => {
    for (const path of files.paths().reverse())
      if (path.startsWith(`${state.mounted}\\`) && path !== `${state.mounted}\\`)
        await (path.endsWith('\\') ? files.removeFolder(path.slice(0, -1)) : files.remove(path));
    state.mounted = '';
  };
  const hive = () => `${state.mounted}\\Windows\\System32\\config\\SOFTWARE`;
  const run: CommandRunner['run'] = async (program, args) => {
    expect(program).toBe('C:\\Windows\\System32\\diskpart.exe');
    expect(args[0]).toBe('/s');
    const text = Buffer.from(files.bytes(args[1] ?? '') ?? [])
      .toString('utf16le')
      .replace('\ufeff', '');
    const lines = text.trim().split('\r\n');
    expect(lines.shift()).toBe(`select vdisk file="${DISK}"`);
    const told = lines.join('; ').replaceAll(/"C:\\tmp\\[^"]*"/g, 'MOUNT');
    scripts.push(told);
    const ended = (exitCode: number, stdout = '') => ({
      exitCode,
      stdout: Buffer.from(stdout),
      stderr: new Uint8Array(),
    });
    if (failing !== undefined && told.includes(failing)) return ended(0x8007_0057 | 0, 'DiskPart: 失敗');
    if (told.startsWith('attach')) state.attached = told;
    if (told === 'list partition') return ended(0, LIST);
    if (told === 'detach vdisk') state.attached = '';
    if (told.includes('assign')) {
      if (!told.includes('partition 3')) return ended(0x8007_0057 | 0);
      state.mounted = /mount="([^"]+)"/.exec(text)?.[1] ?? '';
      files.put(hive(), state.kept);
    }
    if (told.includes('remove')) {
      state.kept = files.bytes(hive()) ?? state.kept;
      await removeMounted();
    }
    return ended(0);
  };
  return {
    files,
    scripts,
    state,
    commands: { run },
    environment: { SystemRoot: 'C:\\Windows', TEMP: 'C:\\tmp' },
  };
}

const left = (files: MemoryFileSystem) =>
  files.paths().filter((path) => /hivemend-image|hivemend-lock/.test(path));

describe('a disk image on Windows', () => {
  it('is attached, repaired and detached by diskpart', async () => {
    const { scripts, state, ...sitting } = pc();
    const checked = await sit(['check', DISK, '--json'], sitting);
    expect(checked.exitCode, checked.stdout).toBe(3);
    expect(JSON.parse(checked.stdout).result.targets).toMatchObject([
      { image: { index: 3 }, result: { hive: `${DISK}\\3\\Windows\\System32\\config\\SOFTWARE` } },
    ]);
    expect(scripts.slice(0, 3)).toEqual(['attach vdisk readonly', 'list partition', 'detach vdisk']);
    scripts.length = 0;
    const repaired = await sit(['repair', DISK, '--image', '3', '--json'], sitting);
    expect(repaired.exitCode, repaired.stdout).toBe(0);
    expect(JSON.parse(repaired.stdout)).toMatchObject({ disk: 'changed' });
    expect(scripts.slice(3)).toEqual([
      'attach vdisk',
      'select partition 3; assign mount=MOUNT',
      'select partition 3; remove mount=MOUNT',
      'detach vdisk',
    ]);
    expect((await sit(['check', DISK], sitting)).exitCode).toBe(0);
    expect(state.attached).toBe('');
    expect(left(sitting.files)).toEqual([]);
  });

  it.each([
    ['attach vdisk', 15, 'program-failed'],
    ['list partition', 15, 'program-failed'],
    ['detach vdisk', 15, 'image-left-mounted'],
  ])('is told when "%s" fails', async (step, exitCode, code) => {
    const { scripts: _, state, ...sitting } = pc(step);
    const ended = await sit(['repair', DISK, '--json'], sitting);
    expect(JSON.parse(ended.stdout).error).toMatchObject({ code });
    expect(ended.exitCode, ended.stdout).toBe(exitCode);
    if (step !== 'detach vdisk') {
      expect(state.attached).toBe('');
      expect(left(sitting.files)).toEqual([]);
    }
  });

  it('that a killed run left attached is detached by the next one', async () => {
    const { scripts, state: _, ...sitting } = pc();
    const left = 'C:\\tmp\\hivemend-image-left';
    const process = { id: 999_999, host: 'MININT-TEST', bootedAt: '2020-01-01T00:00:00Z' };
    sitting.files.put(
      `${left}\\owner.json`,
      Buffer.from(JSON.stringify({ schema: 1, process, image: DISK })),
    );
    const script = `\ufeffselect vdisk file="${DISK}"\r\ndetach vdisk\r\n`;
    sitting.files.put(`${left}\\detach.txt`, Buffer.from(script, 'utf16le'));
    const checked = await sit(['check', DISK], sitting);
    expect(checked.exitCode, checked.stderr).toBe(3);
    expect(checked.stderr).toContain('was killed while it had');
    expect(scripts[0]).toBe('detach vdisk');
    expect(sitting.files.paths().filter((path) => path.includes('hivemend-image'))).toEqual([]);
  });

  it('of a format that Windows does not know is refused with what to do', async () => {
    const { scripts, state: _, ...sitting } = pc();
    sitting.files.put('C:\\images\\disk.qcow2', Buffer.from('QFI\xfb'.padEnd(4096, '\0'), 'latin1'));
    const ended = await sit(['check', 'C:\\images\\disk.qcow2', '--lang', 'ja'], sitting);
    expect(ended.exitCode).toBe(15);
    expect(ended.stderr).toContain('qemu-img convert -O vhdx');
    expect(scripts).toEqual([]);
  });
});
