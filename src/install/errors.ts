import type { FilePath } from '../ground/brand.ts';

/** Bytes that did not get into a file, or not out of it again. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    'file-changed': FileDetails;
    /** The file has a second name, so that writing into it would change that one too. */
    'shared-file': { readonly path: FilePath; readonly links: number };
    /** Another hivemend works on this hive. */
    'hive-locked': { readonly path: FilePath; readonly processId: number; readonly since: string };
    'backup-damaged': { readonly path: FilePath; readonly expected: string; readonly actual: string };
    /** The original was replaced, reading back failed, and the backup was put back. */
    'write-undone': { readonly path: FilePath; readonly reason: string };
    /** Putting the backup back failed as well. Of a write in place, the backup holds only the pages that it changed. */
    'restore-failed': {
      readonly path: FilePath;
      readonly backup: FilePath;
      readonly holds: 'files' | 'pages';
      readonly reason: string;
    };
    /** An earlier run was interrupted and what is needed to finish or take it back can't be reached. */
    'interrupted-run': { readonly path: FilePath; readonly backup: FilePath; readonly reason: string };
  }
}
