import { resolve } from 'node:path';
import { makeWinePrefix, type WinePrefix } from '../../scripts/packaging/wine.ts';

const { VITEST_POOL_ID: worker = '0' } = process.env;

const BASE = resolve(import.meta.dirname, '../../build/wine');

let made: WinePrefix | undefined;

/** A prefix for one test worker, so that no other worker's drives are seen. */
export function makeWorkerPrefix(): WinePrefix {
  made ??= makeWinePrefix(BASE, `${BASE}-worker-${worker}`);
  return made;
}
