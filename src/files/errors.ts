import type { FilePath } from '../ground/brand.ts';

/** What files, volumes and other programs refuse. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    'file-missing': FileDetails;
    'file-exists': FileDetails;
    'not-a-file': FileDetails;
    'not-a-folder': FileDetails;
    'access-denied': FileDetails;
    'file-in-use': FileDetails;
    'read-only': FileDetails;
    'file-write': FileDetails;
    'no-hard-links': FileDetails;
    'disk-full': FileDetails & { readonly needed?: number; readonly available?: number };
    'volume-locked': FileDetails;
    /** A link or a mount point where there should be none; `target` as the link says it. See bound-to-volume.ts. */
    'path-diverted': { readonly path: FilePath; readonly target?: FilePath };

    'command-missing': { readonly program: string };
    'command-failed': { readonly program: string; readonly exitCode?: number; readonly cause?: string };
    /** What the program does takes an administrator. */
    'not-administrator': { readonly path: FilePath };
  }
}
