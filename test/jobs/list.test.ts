import { expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { system } from '../../fixtures/recipes/system.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { installedWindows, survey } from '../../src/jobs/list.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

function putWindows(files: MemoryFileSystem, root: string, editionId: string): void {
  const config = files.join(root, 'Windows', 'System32', 'config');
  files.put(files.join(config, 'SOFTWARE'), buildHive(software({ editionId })).bytes);
  files.put(files.join(config, 'SYSTEM'), buildHive(system()).bytes);
  files.put(files.join(root, 'Windows', 'explorer.exe'), Uint8Array.of(1));
}

it('offers no Windows PE for repair, even one with a desktop, and no volume of the running system', async () => {
  const files = new MemoryFileSystem({ flavour: 'windows' });
  putWindows(files, 'C:\\', 'Professional');
  putWindows(files, 'E:\\', 'WindowsPE');
  putWindows(files, 'X:\\', 'WindowsPE');
  const volumes = await survey(
    {
      files: async () => files,
      systemRoot: 'X:\\Windows',
      mounts: async () => '',
      run: {
        clock: () => new Date('2026-01-01T01:00:00Z'),
        process: { id: 1, host: 'test', bootedAt: '2026-01-01T00:00:00Z' },
        isAlive: () => false,
        newRunId: () => 'run-1',
        pause: async () => undefined,
        every: () => () => undefined,
      },
    },
    [],
  );
  expect(volumes.map(({ root, access, windows }) => [root, access.state, windows[0]?.kind])).toEqual([
    ['C:\\', 'open', 'installed'],
    ['E:\\', 'open', 'preinstallation'],
    ['X:\\', 'running-system', undefined],
  ]);
  expect(installedWindows(volumes).map(({ windowsFolder }) => windowsFolder)).toEqual(['C:\\Windows']);
  expect(files.openHandles()).toBe(0);
});
