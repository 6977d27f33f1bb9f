import type { FilePath } from '../ground/brand.ts';
import type { FileKind } from './file-kind.ts';
import type { ScannedVolume } from './volumes.ts';

/** A drive, and whether what is on it could be seen. */
export interface LookedAtDrive {
  readonly root: FilePath;
  readonly state: ScannedVolume['access']['state'];
}

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
    /** Nor on any drive that was looked at. */
    'windows-nowhere': { readonly drives: readonly LookedAtDrive[] };
    /** The key of a drive that may hold the Windows was not to be had. */
    'still-locked': { readonly drives: readonly FilePath[] };
    /** `isInterrupted`: a hivemend that was replacing it left its lock, or the new file, beside where it was. */
    'hive-missing': { readonly path: FilePath; readonly isInterrupted?: true };
    /** Windows runs from this installation; its registry is loaded. */
    'hive-in-use': FileDetails;
    'windows-hibernated': { readonly path: FilePath; readonly signature: string };
  }
}
