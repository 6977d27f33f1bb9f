import { describe, expect, it } from 'vitest';
import { namedPlace } from '../../src/disk/named-place.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

const some = Uint8Array.of(1);

/** The running system on `/`, with the volumes of two PCs. */
function twoPcs(): MemoryFileSystem {
  const files = new MemoryFileSystem();
  for (const pc of ['/mnt/a', '/mnt/b']) {
    files.mount(pc);
    files.put(`${pc}/Windows/System32/config/SOFTWARE`, some);
  }
  return files;
}

describe('the place that a path names', () => {
  it('is the path where nothing is a link', async () => {
    for (const path of ['/', '/mnt/a', '/mnt/a/Windows/System32/config/SOFTWARE'])
      expect(await namedPlace(twoPcs(), path, undefined)).toBe(path);
  });

  it("is where the user's own link leads, on any volume", async () => {
    const files = twoPcs();
    files.putLink('/pc', '/mnt/a');
    files.putLink('/hive', '/mnt/a/Windows/System32/config/SOFTWARE');
    files.putLink('/disks', '/mnt');
    expect(await namedPlace(files, '/pc', undefined)).toBe('/mnt/a');
    expect(await namedPlace(files, '/hive', undefined)).toBe('/mnt/a/Windows/System32/config/SOFTWARE');
    expect(await namedPlace(files, '/disks/a', undefined)).toBe('/disks/a');
  });

  it('is where a link on the examined disk leads within its volume, and nowhere else', async () => {
    const files = twoPcs();
    files.putLink('/mnt/a/WINNT', 'Windows');
    files.putLink('/mnt/a/Other', '/mnt/b/Windows');
    files.putLink('/mnt/a/Host', '/');
    files.putLink('/mnt/a/hive', '/mnt/b/Windows/System32/config/SOFTWARE');
    expect(await namedPlace(files, '/mnt/a/WINNT', undefined)).toBe('/mnt/a/Windows');
    for (const [path, link, target] of [
      ['/mnt/a/Other', '/mnt/a/Other', '/mnt/b/Windows'],
      ['/mnt/a/Other/System32', '/mnt/a/Other', '/mnt/b/Windows'],
      ['/mnt/a/Host/mnt/b', '/mnt/a/Host', '/'],
      ['/mnt/a/hive', '/mnt/a/hive', '/mnt/b/Windows/System32/config/SOFTWARE'],
    ] as const)
      await expect(namedPlace(files, path, undefined)).rejects.toMatchObject({
        code: 'path-diverted',
        details: { path: link, target },
      });
  });

  it('is no volume that a folder of the examined disk mounts on Windows', async () => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    files.mount('X:\\');
    files.mount('D:\\');
    files.mount('D:\\Windows');
    files.put('D:\\Windows\\System32\\config\\SOFTWARE', some);
    files.mount('X:\\mount');
    files.put('X:\\mount\\Windows\\System32\\config\\SOFTWARE', some);
    await expect(namedPlace(files, 'D:\\Windows', 'X:\\Windows')).rejects.toMatchObject({
      code: 'path-diverted',
      details: { path: 'D:\\Windows' },
    });
    // A folder of the running system is the user's to mount a volume at.
    expect(await namedPlace(files, 'X:\\mount\\Windows', 'X:\\')).toBe('X:\\mount\\Windows');
  });
});
