import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileStructureCheck, type StructureModule } from '../../src/regf/structure-check.ts';

/** The module as scripts/building/build-wasm left it. */
export function structureModule(): StructureModule {
  const path = join(import.meta.dirname, '../../build/hive-check.wasm');
  if (!existsSync(path)) throw new Error('build/hive-check.wasm is missing: run scripts/building/build-wasm');
  return compileStructureCheck(readFileSync(path));
}
