import type { FilePath } from '../ground/brand.ts';

/** A dirty hive that can not be brought to its newest state. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    'hive-checksum': FormatDetails;
    'logs-missing': { readonly path: FilePath };
    'logs-unusable': { readonly path: FilePath; readonly reasons: readonly string[] };
  }
}
