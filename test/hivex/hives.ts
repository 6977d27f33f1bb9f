import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EditedFile } from '../../src/change/edited-hive.ts';
import type { CleanHive } from '../../src/ground/brand.ts';
import type { Hive } from '../../src/hivex/hive.ts';
import { type Hivex, loadHivex } from '../../src/hivex/load.ts';
import type { ShownHive } from '../../src/hivex/skeleton.ts';
import { editHive } from '../../src/hivex/with-hive.ts';
import { readAll } from '../support/hive-file.ts';

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

/** All of a hive that hivex can be shown. */
export function wholeHive(bytes: Uint8Array): ShownHive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = 4096 + view.getUint32(40, true);
  const cells: { start: number; bytes: Uint8Array }[] = [];
  for (let bin = 4096, size = 0; bin < length; bin += size) {
    size = view.getUint32(bin + 8, true);
    for (let at = bin + 32; at < bin + size; ) {
      const cell = view.getInt32(at, true);
      if (cell < 0) cells.push({ start: at, bytes: bytes.subarray(at, at - cell) });
      at += Math.abs(cell);
    }
  }
  return { length, baseBlock: bytes.subarray(0, 4096), cells };
}

/** Edits a hive all of which is shown, and hands over the whole file afterwards. */
export async function editWhole<Edited, Result>(
  hivex: Hivex,
  source: CleanHive,
  edit: (hive: Hive) => Edited,
  use: (image: Uint8Array, edited: Edited) => Result | Promise<Result>,
): Promise<Result> {
  const bytes = await readAll(source);
  const shown = wholeHive(bytes);
  const results: Edited[] = [];
  const edited = editHive(hivex, shown, (hive) => void results.push(edit(hive)));
  const image = await readAll(new EditedFile(source, shown.length, edited));
  const [result] = results;
  return await use(image, result as Edited);
}
