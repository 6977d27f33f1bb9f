import type { FilePath } from '../ground/brand.ts';
import type { FileKind } from './file-kind.ts';

/** A place where no Windows can be changed. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    'ambiguous-target': { readonly candidates: readonly FilePath[] };
    /** The file is something else, or nothing is left of it. */
    'not-a-hive': {
      readonly path: FilePath;
      readonly kind: FileKind;
      readonly copies?: readonly WholeCopy[];
    };
    'hive-missing': { readonly path: FilePath };
    /** Windows runs from this installation; its registry is loaded. */
    'hive-in-use': FileDetails;
    'windows-hibernated': { readonly path: FilePath; readonly signature: string };
  }
}
