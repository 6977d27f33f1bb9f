import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileStructureCheck, type StructureModule } from '../../src/regf/structure-check.ts';

/** As scripts/building/build-wasm left it. A bundled test program lies elsewhere, so it is told. */
const { HIVEMEND_BUILD: BUILD = join(import.meta.dirname, '../../build') } = process.env;

export function structureModuleBytes(): Uint8Array {
  const path = join(BUILD, 'hive-check.wasm');
  if (!existsSync(path)) throw new Error('build/hive-check.wasm is missing: run scripts/building/build-wasm');
  return readFileSync(path);
}

let compiled: StructureModule | undefined;

export function structureModule(): StructureModule {
  compiled ??= compileStructureCheck(structureModuleBytes());
  return compiled;
}
