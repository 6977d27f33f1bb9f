import type { FilePath } from '../ground/brand.ts';
import type { KeyPathObstacle } from './key-path.ts';

/** Bytes that are no hive, or a damaged one. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    'hive-signature': FormatDetails;
    'hive-version': FormatDetails;
    'hive-truncated': FormatDetails;
    'hive-structure': FormatDetails;
    /** hive-check found damage; `count` findings, the first of which is told. */
    'hive-damaged': FormatDetails & { readonly finding: string; readonly count: number };
    /** A key path does not mean the key that stands there: see key-path.ts. `path` is the hive's. */
    'key-diverted': KeyPathObstacle & { readonly path: FilePath };
  }
}
