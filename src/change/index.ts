/**
 * Edits as data, carried out in memory and proven: hivex changes what it changes as Windows would, a writer of our own the rest, and
 * the reader of `hivemend/regf`, which shares no code with either, finds exactly the differences that were asked for, or the change is
 * refused (`verification-failed`).
 *
 * - {@link applyEdits} takes a {@link CleanHive} of `hivemend/replay` and a list of {@link Edit}s, and gives the new primary file.
 *   {@link changeHive} is the same for hives that are too large to be held, and for who wants to look, or to be told of steps.
 * - Key paths are arrays of names from the root downwards, without the root's own name. A value's `type` is its number (`REG_SZ` is
 *   1), its `data` the bytes as they lie in the hive: texts in UTF-16LE with their null. The time is a FILETIME ({@link fileTimeOf}).
 * - Failures are {@link HiveError}s: `edits-contradict` and `edit-refused` (with the edit's index), `key-diverted`, `hive-damaged`,
 *   `hive-too-large`, `verification-failed`.
 *
 * To have a hive changed on a disk, with a backup, its logs and an undo, use the jobs of `hivemend`, or the command line.
 *
 * Sources of what Windows would write: `src/change/README.md`.
 *
 * @module hivemend/change
 */
import { compileStructureCheck } from '../regf/structure-check.ts';
import type { ChangeTools } from './apply.ts';

/** What changes are made with, as it comes with this package. Loaded when it is first needed, and kept: make it once. */
export function bundledTools(): ChangeTools {
  let hivex: ReturnType<ChangeTools['loadHivex']> | undefined;
  let structure: ReturnType<ChangeTools['loadStructureCheck']> | undefined;
  return {
    loadHivex() {
      hivex ??= import('../hivex/index.ts').then(({ loadBundledHivex }) => loadBundledHivex());
      return hivex;
    },
    loadStructureCheck() {
      structure ??= import('../../build/hive-check.wasm').then(({ default: bytes }) =>
        compileStructureCheck(bytes),
      );
      return structure;
    },
  };
}

export * from '../ground/index.ts';
export type * from '../hivex/errors.ts';
export type * from '../regf/errors.ts';
export {
  type Change,
  type ChangeStory,
  type ChangeTools,
  changeHive,
  type MadeChange,
} from './apply.ts';
export { type AppliedEdits, applyEdits } from './apply-edits.ts';
export type {
  CreateKey,
  DeleteKey,
  DeleteValue,
  Difference,
  Edit,
  KeyPath,
  SetValue,
  ValueContent,
} from './edits.ts';
export type * from './errors.ts';
