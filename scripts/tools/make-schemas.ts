import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { schemaFiles } from './schema/schema-files.ts';

/** Writes docs/schema anew from the types of what hivemend writes as JSON. Run it after a change of them: `npm run schemas`. */

const folder = join('docs', 'schema');
mkdirSync(folder, { recursive: true });
for (const [name, text] of schemaFiles(resolve('.'))) {
  writeFileSync(join(folder, name), text);
  console.log(`docs/schema/${name}: ${text.length} characters`);
}
