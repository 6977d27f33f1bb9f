import type { FilePath } from '../ground/brand.ts';

/** A place where no Windows can be changed. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    'ambiguous-target': { readonly candidates: readonly FilePath[] };
    'hive-missing': { readonly path: FilePath };
    /** Windows runs from this installation; its registry is loaded. */
    'hive-in-use': FileDetails;
    'windows-hibernated': { readonly path: FilePath; readonly signature: string };
  }
}
