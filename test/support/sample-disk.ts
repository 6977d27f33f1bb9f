import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { makeSampleDisk } from '../../scripts/tools/sample-disk/files.ts';

/** The Windows volume of a locked-out PC, on a real file system. */

/** From the volume's root, with `/`. */
export const SOFTWARE = 'Windows/System32/config/SOFTWARE';

/** `replacing` puts other contents, or further files, in their places. */
export function fillSampleDisk(folder: string, replacing: ReadonlyMap<string, Uint8Array> = new Map()): void {
  for (const [path, contents] of new Map([...makeSampleDisk(), ...replacing])) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }
}

/** Every file with the SHA-256 of its contents. */
export function snapshotOf(folder: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return [
          relative(folder, file),
          createHash('sha256').update(readFileSync(file)).digest('hex'),
        ] as const;
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
