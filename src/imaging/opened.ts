import type { FilePath } from '../ground/brand.ts';
import type { ImagePart } from './part.ts';

/** How a part is opened. */
export type Access = {
  /**
   * What will be looked at, or changed: paths below the image's root with `/`, in any case; `*` and `?` stand for parts of names, a
   * folder for all that is in it. Where opening costs by the file, nothing else is there.
   */
  readonly reads: readonly string[];
} & (
  | {
      readonly access: 'read';
      /** Whether writing is played through: then what can't be written to is refused, too. */
      readonly isDryRun?: true;
    }
  | { readonly access: 'write' }
);

/** Which parts are opened, and how. */
export type PartRequest = Access & {
  /** A part's number or name, or 'all'. */
  readonly wanted?: string;
  /** Whether those that hold no Windows are not passed over where none was named. */
  readonly isEveryPartTold?: true;
};

/** How the work on one part ended. */
export type PartEnd<Result> =
  | { readonly part: ImagePart; readonly ok: true; readonly result: Result }
  | { readonly part: ImagePart; readonly ok: false; readonly thrown: unknown };

/** What is done with a part while it is open. Only what is told as changed is kept; what throws leaves it as it was. */
export type PartWork<Result> = (
  part: ImagePart,
  folder: FilePath,
) => Promise<{ readonly result: Result; readonly isChanged: boolean }>;
