import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { system } from '../../fixtures/recipes/system.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, key, text, utf16 } from '../../src/hive-builder/recipe.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { sit } from '../support/sitting.ts';

/** Windows that are not what the PC usually starts: `list` tells them for what they are. */

const environment = { SystemRoot: 'X:\\Windows' };

function putWindows(files: MemoryFileSystem, folder: string): void {
  files.put(`${folder}\\System32\\config\\SOFTWARE`, buildHive(software()).bytes);
  files.put(`${folder}\\System32\\config\\SYSTEM`, buildHive(system()).bytes);
  files.put(`${folder}\\System32\\ntoskrnl.exe`, Uint8Array.of(1));
}

/** A boot menu as Windows has it, with these files as devices. */
function bootMenu(...entries: readonly { readonly title?: string; readonly file?: string }[]): Uint8Array {
  const device = (file: string) =>
    binary('Element', Uint8Array.of(...new Uint8Array(37), ...utf16(`${file}\0`), 1, 0, 0, 0));
  return buildHive({
    fileName: 'BCD',
    root: key('NewStoreRoot', {
      keys: [
        key('Description'),
        key('Objects', {
          keys: entries.map(({ title, file }, index) =>
            key(`{0000000${index}-0000-0000-0000-000000000000}`, {
              keys: [
                key('Elements', {
                  keys: [
                    ...(title === undefined ? [] : [key('12000004', { values: [text('Element', title)] })]),
                    key('21000001', {
                      values: [binary('Element', new Uint8Array(88))],
                    }),
                    ...(file === undefined ? [] : [key('11000001', { values: [device(file)] })]),
                  ],
                }),
              ],
            }),
          ),
        }),
      ],
    }),
  }).bytes;
}

async function listed(files: MemoryFileSystem, ...options: readonly string[]) {
  const { exitCode, stdout } = await sit(['list', ...options], { files, environment });
  expect(exitCode).toBe(0);
  return stdout;
}

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('a Windows that Setup has not finished', () => {
  it('is told as that, and never chosen by itself', async () => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    putWindows(files, 'C:\\Windows');
    putWindows(files, 'C:\\$Windows.~BT\\NewOS\\Windows');
    files.put('C:\\$Windows.~BT\\Sources\\setupprep.exe', Uint8Array.of(1));
    expect(await listed(files)).toContain('Windows that Setup');
    expect(await listed(files, '--details')).toContain('Windows that Setup has not finished');
    expect(await listed(files, '--details', '--lang', 'ja')).toContain(
      'セットアップが完了していない Windows',
    );
    const document = JSON.parse(await listed(files, '--json'));
    const kinds = document.result.volumes[0].windows.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(['installed', 'unfinished']);
    const repaired = await sit(['repair'], { files, environment });
    expect(repaired.stdout).toContain('C:\\Windows\\System32');
    expect(repaired.stdout).not.toContain('NewOS');
  });

  it('has the hibernation of its volume', async () => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    putWindows(files, 'C:\\$Windows.~BT\\NewOS\\Windows');
    files.put('C:\\hiberfil.sys', new TextEncoder().encode('hibr'));
    const { exitCode } = await sit(['repair', 'C:\\$Windows.~BT\\NewOS\\Windows'], { files, environment });
    expect(exitCode).toBe(16);
  });

  it('is told without its hive, too; Setup without one is none', async () => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    files.put('C:\\$Windows.~BT\\NewOS\\Windows\\explorer.exe', Uint8Array.of(1));
    files.put('D:\\$WINDOWS.~BT\\Sources\\setupprep.exe', Uint8Array.of(1));
    const document = JSON.parse(await listed(files, '--json'));
    expect(document.result.volumes.slice(0, 2)).toMatchObject([
      { root: 'C:\\', windows: [{ kind: 'unfinished' }] },
      { root: 'D:\\', windows: [] },
    ]);
  });
});

it('tells a Windows in a folder of another name', async () => {
  const files = new MemoryFileSystem({ flavour: 'windows' });
  putWindows(files, 'C:\\WINNT');
  putWindows(files, 'D:\\WINDOWS');
  const text = await listed(files);
  expect(flat(text)).toContain('C:\\WINNT');
  expect(flat(text).match(/folder of another name/g)).toHaveLength(1);
});

describe('a Windows in a virtual disk', () => {
  it.each([
    ['Boot\\BCD', 'en', 'from which the boot menu starts a Windows ("Windows 11 (VHD)")'],
    ['EFI\\Microsoft\\Boot\\BCD', 'ja', '(「Windows 11 (VHD)」)'],
  ])('is told where the boot menu %s starts it (%s)', async (menu, lang, words) => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    const entry = { title: 'Windows 11 (VHD)', file: '\\vhd\\win11.vhdx' };
    files.put(`S:\\${menu}`, bootMenu({ title: 'Windows Boot Manager' }, entry, entry));
    files.put('D:\\VHD\\Win11.vhdx', Uint8Array.of(1));
    for (const options of [[], ['--details']]) {
      const text = await listed(files, '--lang', lang, ...options);
      expect(flat(text)).toContain(words);
      expect(text).toMatch(/hivemend repair D:\\vhd\\win11\.vhdx\n/i);
    }
    const document = JSON.parse(await listed(files, '--json'));
    expect(document.result.virtualDisks).toMatchObject([{ isFound: true, title: 'Windows 11 (VHD)' }]);
    const guided = await sit([], { files, environment, typed: [] });
    expect(guided.exitCode).toBe(10);
    expect(guided.stderr).toMatch(/hivemend repair D:\\vhd/i);
  });

  it('is told, too, where its file is on no drive', async () => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    files.put('S:\\Boot\\BCD', bootMenu({ file: '\\a.vhd' }, { file: '\\..\\b.vhd' }));
    const text = await listed(files);
    expect(flat(text)).toContain(
      '\\a.vhd virtual disk from which the boot menu starts a Windows; it lies on none',
    );
    expect(text).not.toContain('hivemend repair');
  });

  it('is no matter for a menu that is damaged or starts none', async () => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    putWindows(files, 'C:\\Windows');
    files.put('S:\\Boot\\BCD', new Uint8Array(5000));
    files.put('T:\\Boot\\BCD', bootMenu({ title: 'Windows 11' }));
    expect(await listed(files)).not.toContain('virtual disk');
    expect(JSON.parse(await listed(files, '--json')).result).not.toHaveProperty('virtualDisks');
  });
});
