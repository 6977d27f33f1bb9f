import type { EditRefusal } from '../change/errors.ts';
import type { FilePath } from '../ground/brand.ts';
import type { HiveKind } from '../regf/hive-kind.ts';
import type { KeyPathObstacle } from '../regf/key-path.ts';

/** A job that can not be done with what is there. */
declare module '../ground/errors.ts' {
  interface ErrorDetails {
    'not-a-software-hive': { readonly path: FilePath; readonly kind: Exclude<HiveKind, 'SOFTWARE'> };
    /** `key`: its path as it was asked for. */
    'key-missing': { readonly path: FilePath; readonly key: string };
    /** `value`: '' for the default value. */
    'value-missing': { readonly path: FilePath; readonly key: string; readonly value: string };
    /** What a .reg file says can't be done at all; nothing of it was. */
    'reg-file-refused': RegFilePlace & {
      readonly problem:
        | EditRefusal
        | 'contradicts'
        | 'key-path-unmapped'
        | 'key-path-of-other-hive'
        | 'hive-root-deleted';
      /** Of two lines that contradict each other, the first. */
      readonly earlier?: { readonly path: FilePath; readonly line: number };
    };
    /** What a .reg file says can't be done to this hive. */
    'reg-file-unfit': RegFilePlace & { readonly problem: EditRefusal | KeyPathObstacle['obstacle'] };
    /** A .reg file names a key of a hive that the target lacks. */
    'reg-file-hive-missing': RegFilePlace & {
      readonly reason: 'hive-missing' | 'profile-missing' | 'control-set-unknown';
    };
    'nothing-found': { readonly path: FilePath; readonly key: string; readonly text: string };
    /** `candidates`: backups that may be another PC's, so that one has to be named. */
    'backup-missing': {
      readonly target: FilePath;
      readonly id?: string;
      readonly candidates?: number;
    };
    /** Of a folder that may hold those of several PCs. `computerName` is what the snapshot says. */
    'snapshot-of-other-windows': {
      readonly path: FilePath;
      readonly snapshot: string;
      readonly computerName?: string;
    };
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

/** Lines and columns count from 1. */
interface RegFilePlace {
  readonly path: FilePath;
  readonly line: number;
  readonly column: number;
  readonly key: string;
  readonly value?: string;
}
