import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CleanHive } from '../../src/ground/brand.ts';
import type { Hive } from '../../src/hivex/hive.ts';
import { type Hivex, loadHivex } from '../../src/hivex/load.ts';
import { withHive } from '../../src/hivex/with-hive.ts';

/** A bundled test program lies elsewhere, so it is told. */
const { HIVEMEND_BUILD: BUILD = join(import.meta.dirname, '../../build') } = process.env;

/** The module as scripts/building/build-wasm left it. */
export function moduleBytes(): Uint8Array {
  const path = join(BUILD, 'hivex.wasm');
  if (!existsSync(path)) throw new Error('build/hivex.wasm is missing: run scripts/building/build-wasm');
  return readFileSync(path);
}

export const freshHivex = (): Hivex => loadHivex(moduleBytes());

/** One of the hives that hivex is released with. */
export const upstreamPath = (name: string): string => join(BUILD, 'hivex-source/images', name);
export const upstreamHive = (name: string): Uint8Array => readFileSync(upstreamPath(name));

/** Bytes that the test knows to be a hive with nothing left in a log. */
export function cleanHive(bytes: Uint8Array): CleanHive {
  const source = {
    length: bytes.length,
    async read(target: Uint8Array, position: number) {
      target.set(bytes.subarray(position, position + target.length));
    },
  };
  return source as CleanHive;
}

/** A bracket without a look at the hive before it. */
export const editHive = <Edited, Result>(
  hivex: Hivex,
  source: CleanHive,
  edit: (hive: Hive) => Edited | Promise<Edited>,
  use: (image: Uint8Array, edited: Edited) => Result | Promise<Result>,
): Promise<Result> => withHive(hivex, source, { look: () => undefined, edit, use });
