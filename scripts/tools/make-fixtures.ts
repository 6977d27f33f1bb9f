import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtures } from '../../fixtures/recipes/all.ts';
import { fixturesReadme } from './fixtures/readme.ts';

/** Writes fixtures/hives and fixtures/README.md anew from fixtures/recipes. Run it after a change of the recipes or the builder: `npm run fixtures`. */

const folder = join('fixtures', 'hives');
mkdirSync(folder, { recursive: true });
const written = new Set<string>();
let bytes = 0;
for (const { name, make } of fixtures) {
  for (const [suffix, contents] of make()) {
    writeFileSync(join(folder, name + suffix), contents);
    written.add(name + suffix);
    bytes += contents.length;
  }
}
for (const name of readdirSync(folder)) if (!written.has(name)) rmSync(join(folder, name));
writeFileSync(join('fixtures', 'README.md'), fixturesReadme());
console.log(`fixtures/hives: ${written.size} files, ${bytes} bytes`);
