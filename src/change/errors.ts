import type { FilePath } from '../ground/brand.ts';
import type { KeyPath } from './edits.ts';

/** Why an edit can't be made, whatever the hive is good for. */
export type EditRefusal =
  /** The root of a hive can't be deleted. */
  | 'root'
  | 'key-name-empty'
  | 'key-name-has-backslash'
  /** Longer than 255 characters; a value's, than 16,383. Source: Microsoft, "Registry Element Size Limits". */
  | 'key-name-too-long'
  | 'value-name-too-long'
  /** More than 512 keys one below the other. Same source. */
  | 'too-deep'
  | 'data-too-long'
  /** Windows lets nobody delete the key, or one below it. */
  | 'key-not-deletable'
  /** The key above is one that does not outlive a restart, so that neither would this one. */
  | 'key-volatile'
  /** In a hive that lies over another one, what is deleted would show what lies below. */
  | 'layered-hive';

declare module '../ground/errors.ts' {
  interface ErrorDetails {
    /** Edits are counted from 0. `earlier` made what `index` would take back. */
    'edits-contradict': {
      readonly path: FilePath;
      readonly index: number;
      readonly earlier: number;
      readonly key: KeyPath;
      readonly value?: string;
    };
    'edit-refused': {
      readonly path: FilePath;
      readonly index: number;
      readonly key: KeyPath;
      readonly reason: EditRefusal;
    };
    /** The edits make the hive larger than Windows loads. Bytes. */
    'hive-too-large': { readonly path: FilePath; readonly size: number };
  }
}
