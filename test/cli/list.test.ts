import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { system } from '../../fixtures/recipes/system.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { textWidth } from '../../src/report/text-layout.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { fixture } from '../support/repair-scene.ts';
import { sit } from '../support/sitting.ts';

/** What is on a PC with many Windows, at a console of 80 columns and 25 lines. */

const LETTERS = ['C', 'D', 'E', 'F', 'G'];
const environment = { SystemRoot: 'X:\\Windows' };

function manyWindows(): MemoryFileSystem {
  const files = new MemoryFileSystem({ flavour: 'windows' });
  for (const letter of LETTERS) {
    const config = `${letter}:\\Windows\\System32\\config`;
    files.put(`${config}\\SOFTWARE`, letter === 'D' ? fixture('setting-0') : buildHive(software()).bytes);
    files.put(`${config}\\SYSTEM`, buildHive(system()).bytes);
  }
  files.put('E:\\hiberfil.sys', new TextEncoder().encode('hibr'));
  files.put('F:\\Windows\\System32\\config\\SOFTWARE', new Uint8Array(8192));
  files.putFolder('H:\\');
  files.refuse('H:\\', { reading: 'volume-locked' });
  return files;
}

describe.each([
  ['en', 'REPAIR NEEDED', 'nothing to repair', "CAN'T BE READ"],
  ['ja', '修復が必要です', '修復は不要です', '読み取れません'],
])('the list of five Windows (%s)', (lang, needed, healthy, unreadable) => {
  it('fits on a screen, with a line for each', async () => {
    const { stdout } = await sit(['list', '--lang', lang], { files: manyWindows(), environment });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(15);
    expect(Math.max(...lines.map(textWidth))).toBeLessThan(80);
    const lineOf = (drive: string) => lines.find((line) => line.includes(`${drive}:\\`)) ?? '';
    expect(lineOf('C')).toMatch(
      new RegExp(`^1\\. C:\\\\Windows +Windows 11 Pro 24H2 +HANAKO-PC +${needed}$`),
    );
    expect(lineOf('D')).toContain(healthy);
    expect(lineOf('F')).toContain(unreadable);
    expect(lineOf('H')).toContain('BitLocker');
    expect(stdout).toContain('hivemend unlock H:\n');
    expect(stdout).toContain(lang === 'en' ? 'not shut down' : '完全な');
    expect(stdout).toContain('hivemend list --details');
  });

  it('leaves room for the question which one is meant, which tells more on request', async () => {
    const files = manyWindows();
    files.allow('H:\\');
    const typed = ['d', '2'];
    const { stderr } = await sit(['--lang', lang], { files, environment, typed });
    const [screen = '', details = ''] = stderr.split(/\bd \([^)]*\)[^\n]*\n/);
    expect(screen.split('\n').length).toBeLessThan(25);
    expect(screen).not.toContain('hanako');
    expect(details).toContain('hanako');
    expect(details).toContain('26100.4349');
  });
});

describe('the long list', () => {
  it('tells what tells one Windows from another', async () => {
    const { stdout } = await sit(['list', '--details'], { files: manyWindows(), environment });
    expect(stdout.split('hanako, service desk')).toHaveLength(5);
    expect(stdout).not.toContain('--details');
  });

  it('is nothing for JSON, which has it all', async () => {
    const { exitCode } = await sit(['list', '--details', '--json'], { files: manyWindows(), environment });
    expect(exitCode).toBe(2);
  });
});

describe('a list of nothing', () => {
  it.each(['list', 'list --details'])('names the folder without a Windows: %s', async (line) => {
    const files = new MemoryFileSystem({ flavour: 'posix' });
    files.putFolder('/mnt/photos');
    files.put('/mnt/pc/Windows/System32/config/SOFTWARE', fixture('setting-0'));
    const [command = '', ...options] = line.split(' ');
    const { exitCode, stdout } = await sit([command, '/mnt/photos', ...options], { files });
    expect(exitCode).toBe(0);
    expect(stdout).toBe('There is no Windows in /mnt/photos.\n');
    const both = await sit([command, '/mnt/photos', '/mnt/pc', ...options], { files });
    expect(both.stdout).toContain('There is no Windows in /mnt/photos.');
    expect(both.stdout).toContain('/mnt/pc');
  });

  it('names the drives that were looked at', async () => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    files.putFolder('C:\\');
    files.putFolder('D:\\');
    const { stdout } = await sit(['list'], { files, environment });
    expect(stdout).toContain('There is no Windows in C:\\, D:\\.');
  });
});
