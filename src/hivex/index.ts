/**
 * hivex, the C library, in WebAssembly, with the module inside: calls with types, brackets in place of handles to close. Names pass
 * through UTF-8, times are FILETIMEs (`bigint`, 100 ns since 1601-01-01 UTC), data are bytes.
 *
 * hivex knows no transaction logs: it takes a {@link CleanHive}, which `hivemend/replay` makes. To change a hive use
 * `hivemend/change`, which also proves what hivex made; {@link editHive} is what it stands on.
 *
 * Failures are {@link HiveError}s: `hivex-call` (hivex refused, with its errno), `hivex-trap` (it aborted), `hivex-module` (what
 * was loaded is not hivex).
 *
 * hivex is LGPL-2.1, by its authors (https://libguestfs.org/hivex.3.html); {@link loadHivex} takes any other build of it.
 *
 * @module hivemend/hivex
 */
import { type Hivex, loadHivex } from './load.ts';

/** hivex as it comes with this package. @throws HiveError 'hivex-module' when its file is damaged. */
export async function loadBundledHivex(): Promise<Hivex> {
  return loadHivex((await import('../../build/hivex.wasm')).default);
}

export * from '../ground/index.ts';
export type { HiveHandle, NodeHandle, ValueHandle } from './calls.ts';
export type * from './errors.ts';
export type { Hive, NewValue, ValueData } from './hive.ts';
export { type Hivex, loadHivex } from './load.ts';
export type { PlacedBytes, ShownHive } from './skeleton.ts';
export { type EditedHive, editHive, type HiveOptions, readHive } from './with-hive.ts';
