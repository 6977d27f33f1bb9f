import type { FilePath } from '../ground/brand.ts';
import type { ImagePart } from './part.ts';
import type { ProgramName } from './programs.ts';

/** What is wrong with an image, or with the programs that open it. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    'image-signature': FormatDetails;
    'image-truncated': FormatDetails;
    'image-structure': FormatDetails;
    /** No such image or partition; `parts` are those that are there. */
    'image-part-missing': {
      readonly path: FilePath;
      readonly part: string;
      readonly parts: readonly ImagePart[];
    };
    /** Several hold a Windows, and one is meant. */
    'image-part-unnamed': { readonly path: FilePath; readonly parts: readonly ImagePart[] };
    /** It can be read, and never be written. */
    'image-not-writable': {
      readonly path: FilePath;
      readonly because:
        | 'split'
        | 'pipable'
        | 'solid'
        | 'marked-read-only'
        | 'left-half-written'
        | 'compressed'
        | 'wants-check';
    };
    /** Another file holds what would be seen, or part of it. */
    'image-not-readable': {
      readonly path: FilePath;
      /** `no-windows-format`: Windows attaches VHD and VHDX. */
      readonly because: 'external-data' | 'differencing' | 'no-windows-format';
    };
    /** Its own structures are wrong. */
    'image-damaged': { readonly path: FilePath; readonly said?: string };
    /** BitLocker keeps a partition locked. */
    'image-part-locked': { readonly path: FilePath; readonly part: string };
    /** Mounting it is left to root here. */
    'image-takes-root': { readonly path: FilePath; readonly said?: string };
    /** A program that hivemend needs for this is not installed. */
    'program-missing': { readonly program: ProgramName; readonly package: string; readonly minimum: string };
    'program-too-old': {
      readonly program: ProgramName;
      readonly package: string;
      readonly minimum: string;
      readonly version: string;
    };
    /** `said`: the last of what it wrote to standard error. Nothing of the image was changed. */
    'program-failed': {
      readonly program: string;
      readonly path: FilePath;
      readonly exitCode?: number;
      readonly cause?: string;
      readonly said?: string;
    };
    /** The changed image could not be written; it is what it was. */
    'image-not-written': { readonly path: FilePath; readonly program: string; readonly said?: string };
    /** Nobody can say what is in the image now. */
    'image-uncertain': { readonly path: FilePath; readonly program: string; readonly said?: string };
    /** Of what was mounted something could not be unmounted. */
    'image-left-mounted': { readonly path: FilePath; readonly mount: FilePath };
  }
}
