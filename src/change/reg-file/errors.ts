import type { FilePath } from '../../ground/brand.ts';
import type { RegFileProblem } from './reg-file.ts';

/** A file that is no .reg file, or can't be taken as one. Lines and columns count from 1. */
declare module '../../ground/errors.ts' {
  interface ErrorDetails {
    /** The first line is none of the two that a .reg file begins with. `found`: that line, cut to what a screen shows. */
    'reg-file-header': { readonly path: FilePath; readonly found: string };
    /** Bytes that are no text in the encoding that the file has by its beginning. */
    'reg-file-undecodable': Place & { readonly encoding: string };
    /** Letters beyond ASCII in a REGEDIT4 file, whose code page is not known or not one that can be read. */
    'reg-file-code-page': Place & { readonly codePage?: number };
    'reg-file-too-large': {
      readonly path: FilePath;
      readonly counted: 'bytes' | 'letters-in-a-line' | 'entries';
      readonly limit: number;
    };
    /** Something would be skipped, and it was asked for that nothing is. `count`: of such places, the first of which is told. */
    'reg-file-unclear': Place & { readonly problem: RegFileProblem; readonly count: number };
  }
}

interface Place {
  readonly path: FilePath;
  readonly line: number;
  readonly column: number;
}
