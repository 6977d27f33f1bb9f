import type { FilePath } from '../ground/brand.ts';
import type { HiveKind } from '../regf/hive-kind.ts';

/** A job that can not be done with what is there. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    'not-a-software-hive': { readonly path: FilePath; readonly kind: Exclude<HiveKind, 'SOFTWARE'> };
    /** `key`: its path as it was asked for. */
    'key-missing': { readonly path: FilePath; readonly key: string };
    /** `value`: '' for the default value. */
    'value-missing': { readonly path: FilePath; readonly key: string; readonly value: string };
    'nothing-found': { readonly path: FilePath; readonly key: string; readonly text: string };
    /** `candidates`: backups that may be another PC's, so that one has to be named. */
    'backup-missing': { readonly target: FilePath; readonly id?: string; readonly candidates?: number };
    'hive-not-as-left': { readonly path: FilePath; readonly backup: string };
    /** A file of that name is there, and not one that hivemend put there. */
    'file-not-ours': { readonly path: FilePath };
    /** A list of targets that can't be understood; `line` counts from 1. */
    'target-list': {
      readonly path: FilePath;
      readonly line?: number;
      readonly problem: 'not-json' | 'target-missing' | 'unknown-option' | 'option-value';
      readonly option?: string;
    };
    /** A file in which results of an earlier run were expected. */
    'not-result-lines': { readonly path: FilePath };
    /** Nothing to work on in the places that were named. */
    'targets-nowhere': { readonly places: readonly string[] };
    /** A file that was handed out with the program, or its copy, lacks the checksum it was handed out with. */
    'media-damaged': { readonly path: FilePath; readonly expected: string; readonly actual: string };
  }
}
