import type { KeyPath } from '../change/edits.ts';
import type { EditRefusal } from '../change/errors.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { isSameName } from '../regf/names.ts';
import { registryPathText } from '../windows/registry-path.ts';
import type { PlacedEdit, PlacedSection } from './reg-file-edits.ts';
import type { SkippedPart } from './registry-results.ts';

/** Errors about a change, told by the lines of the .reg files that it was made of. */

export function skippedSection(
  { file, section: { line, column, values } }: PlacedSection,
  problem: SkippedPart['problem'],
): SkippedPart {
  return { file, line, column, problem, first: line, last: values.at(-1)?.line ?? line };
}

/** Where it was asked for that nothing is skipped. */
export function refusedSection(
  { file, section: { line, column }, path }: PlacedSection,
  problem: 'key-path-unmapped' | 'key-path-of-other-hive' | 'hive-root-deleted',
): HiveError {
  const key = registryPathText(path);
  return new HiveError('reg-file-refused', { path: file, line, column, key, problem });
}

/** A hive that the target lacks; other errors are what they are. */
export function refusedPlace(
  { file, section: { line, column }, path }: PlacedSection,
  error: HiveError,
): HiveError {
  const codes = ['hive-missing', 'profile-missing', 'control-set-unknown'] as const;
  const reason = codes.find((code) => isHiveError(error, code));
  if (reason === undefined) return error;
  const key = registryPathText(path);
  return new HiveError('reg-file-hive-missing', { path: file, line, column, key, reason }, { cause: error });
}

/** What the hive is, and not what the file says, is the reason. */
const UNFIT: readonly EditRefusal[] = ['key-not-deletable', 'key-volatile', 'layered-hive'];

export function refusedEdit(error: HiveError, edits: readonly PlacedEdit[]): HiveError {
  if (isHiveError(error, 'edits-contradict')) {
    const { index, earlier } = error.details;
    const [found, before] = [edits[index], edits[earlier]];
    if (found === undefined || before === undefined) return error;
    const at = { path: before.placed.file, line: before.line };
    return new HiveError(
      'reg-file-refused',
      { ...placeOf(found), problem: 'contradicts', earlier: at },
      { cause: error },
    );
  }
  if (isHiveError(error, 'edit-refused')) {
    const { index, reason } = error.details;
    const found = edits[index];
    if (found === undefined) return error;
    const code = UNFIT.includes(reason) ? 'reg-file-unfit' : 'reg-file-refused';
    return new HiveError(code, { ...placeOf(found), problem: reason }, { cause: error });
  }
  if (isHiveError(error, 'key-diverted')) {
    const { key, obstacle } = error.details;
    const found = edits.find(({ edit }) => isAtOrBelow(edit.key, key));
    if (found === undefined) return error;
    return new HiveError('reg-file-unfit', { ...placeOf(found), problem: obstacle }, { cause: error });
  }
  return error;
}

function isAtOrBelow(key: KeyPath, above: KeyPath): boolean {
  return above.every((name, depth) => isSameName(key[depth] ?? '', name));
}

function placeOf({ edit, placed: { file, path }, line, column }: PlacedEdit) {
  const key = registryPathText(path);
  return { path: file, line, column, key, ...('value' in edit ? { value: edit.value } : {}) };
}
