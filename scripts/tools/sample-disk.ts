import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeSampleDisk } from './sample-disk/files.ts';

/** `node scripts/building/run-ts.mjs scripts/tools/sample-disk.ts [FOLDER]`: the Windows volume of a locked-out PC, as a folder. */

const folder = process.argv[2] ?? join('build', 'sample-disk');
rmSync(folder, { recursive: true, force: true });
for (const [path, contents] of makeSampleDisk()) {
  const file = join(folder, ...path.split('/'));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, contents);
}
console.log(folder);
