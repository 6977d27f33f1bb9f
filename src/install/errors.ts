import type { FilePath } from '../ground/brand.ts';

/** Bytes that did not get into a file, or not out of it again. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    'file-changed': FileDetails;
    /** Another hivemend works on this hive. */
    'hive-locked': { readonly path: FilePath; readonly processId: number; readonly since: string };
    /** A folder lies where the hive's lock would have to be. */
    'lock-name-taken': { readonly path: FilePath; readonly hive: FilePath };
    'backup-damaged': { readonly path: FilePath; readonly expected: string; readonly actual: string };
    /** The hive was written, something failed then, and it was made again what it was. */
    'write-undone': { readonly path: FilePath; readonly reason: string };
    /** Putting the old state back failed as well. By Windows' own rules the hive is whole, in one state or the other. */
    'restore-failed': { readonly path: FilePath; readonly backup: FilePath; readonly reason: string };
    /** An earlier run was interrupted and what is needed to finish or take it back can't be reached. */
    'interrupted-run': { readonly path: FilePath; readonly backup: FilePath; readonly reason: string };
  }
}
