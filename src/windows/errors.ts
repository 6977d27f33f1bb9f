import type { FilePath } from '../ground/brand.ts';
import type { HiveKind } from '../regf/hive-kind.ts';

/** Key paths that mean nothing, or nothing here. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    'key-path-malformed': { readonly given: string; readonly problem: 'name-empty' | 'name-too-long' };
    /** No hive on a disk has such a key. */
    'key-path-unmapped': { readonly key: string };
    /** A hive file was named, and the path leads to another hive. `kind`: what the file holds. */
    'key-path-of-other-hive': { readonly path: FilePath; readonly kind: HiveKind; readonly key: string };
    /** `name` undefined: the user who is signed in, of whom there is none on a disk. `known`: names of profiles. */
    'profile-missing': {
      readonly path: FilePath;
      readonly name?: string;
      readonly known: readonly string[];
    };
    /** Of a value on the command line. */
    'data-type-unknown': { readonly given: string };
    'data-malformed': {
      /** As Windows names it; hexadecimal where it has no name. */
      readonly type: string;
      readonly given: string;
      readonly problem: 'empty-string' | 'no-number' | 'number-too-large' | 'no-bytes';
    };
    /** `CurrentControlSet`, and the SYSTEM hive does not say which one that is. */
    'control-set-unknown': { readonly path: FilePath };
  }
}
