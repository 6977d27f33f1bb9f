import type { Edit, KeyPath } from '../change/edits.ts';
import type { RegSection } from '../change/reg-file/reg-file.ts';
import type { FilePath } from '../ground/brand.ts';
import type { RegistryPath } from '../windows/registry-path.ts';

/** A section of a .reg file. */
export interface PlacedSection {
  readonly file: FilePath;
  readonly section: RegSection;
  /** Of its key. */
  readonly path: RegistryPath;
}

/** An edit, and where it stands. Lines and columns from 1. */
export interface PlacedEdit {
  readonly edit: Edit;
  readonly placed: PlacedSection;
  readonly line: number;
  readonly column: number;
}

/** What a section says, as edits. @param key from the hive's root. */
export function* editsOfSection(placed: PlacedSection, key: KeyPath): Generator<PlacedEdit, void, void> {
  const { section } = placed;
  const { line, column, action, values } = section;
  if (action === 'delete') {
    yield { edit: { edit: 'delete-key', key }, placed, line, column };
    return;
  }
  yield { edit: { edit: 'create-key', key }, placed, line, column };
  for (const { name, content, ...at } of values) {
    const edit: Edit =
      content === undefined
        ? { edit: 'delete-value', key, value: name }
        : { edit: 'set-value', key, value: name, ...content };
    yield { edit, placed, line: at.line, column: at.column };
  }
}
