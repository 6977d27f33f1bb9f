import type { RegFileProblem, SkippedLines } from '../change/reg-file/reg-file.ts';
import type { FilePath } from '../ground/brand.ts';
import type { LazyList } from '../ground/lazy-list.ts';
import type { InstallWarning } from '../install/outcome.ts';
import type { ReplayAccount } from '../replay/account.ts';
import type { HiveOutcome } from './outcome.ts';

/** What the registry verbs hand to the reports. */

/** A hive that was read. */
export interface HiveRead {
  readonly hive: FilePath;
  /** Present when the hive is dirty: what its logs gave, in memory. */
  readonly replay?: ReplayAccount;
}

export interface QueryResult extends HiveRead {
  /** From a root key on, as the hive spells the names. */
  readonly key: string;
  /** The key itself, and those below it that were asked for. */
  readonly keys: LazyList<QueriedKey>;
  /** The same as the lines of a .reg file, where that was asked for. */
  readonly reg?: LazyList<string>;
}

export interface QueriedKey {
  /** From a root key on. */
  readonly path: string;
  /** ISO 8601 in UTC with 100 ns. */
  readonly lastWritten: string;
  readonly subkeyCount: number;
  readonly valueCount: number;
  readonly className?: string;
  /** Present where the key is a symbolic link. */
  readonly isLink?: true;
  /** Missing where only names were asked for. */
  readonly values?: readonly QueriedValue[];
}

export interface QueriedValue {
  /** '' for the default value. */
  readonly name: string;
  readonly type: number;
  /** Missing for a number that has none. */
  readonly typeName?: string;
  /** The bytes, in lower-case hexadecimal. */
  readonly data: string;
  /** What they mean: the text up to its null, the strings, the number (64 bits as decimal digits). Missing for bytes. */
  readonly value?: string | number | readonly string[];
}

export interface ExportResult extends HiveRead {
  /** From a root key on, as the hive spells the names. */
  readonly key: string;
  readonly file: FilePath;
  /** Bytes. */
  readonly size: number;
  readonly keys: number;
  readonly values: number;
  /** What a .reg file can't hold: a key with all below it, or a value, whose name has a line's end in it or is empty. */
  readonly leftOut: readonly { readonly key: string; readonly value?: string }[];
}

export type ComparedField = 'flags' | 'class-name' | 'security';

/** `key` is a path from a root key on. */
export type RegistryDifference =
  | { readonly kind: 'key-added' | 'key-removed'; readonly key: string }
  | {
      readonly kind: 'key-changed';
      readonly key: string;
      readonly field: ComparedField;
      /** Bytes in hexadecimal, flags as a number; missing where there is none. */
      readonly before?: string;
      readonly after?: string;
    }
  | { readonly kind: 'value-added'; readonly key: string; readonly after: QueriedValue }
  | { readonly kind: 'value-removed'; readonly key: string; readonly before: QueriedValue }
  | {
      readonly kind: 'value-changed';
      readonly key: string;
      readonly before: QueriedValue;
      readonly after: QueriedValue;
    };

export interface ComparedHives {
  /** The key that was compared, with all below it. */
  readonly key: string;
  readonly before: HiveRead;
  /** A .reg file, or a hive. */
  readonly after: HiveRead;
}

/** Lines of a .reg file that say nothing here: what is wrong with them, or that no hive of the target has the key. */
export interface SkippedPart extends Omit<SkippedLines, 'problem'> {
  /** Where there may be several. */
  readonly file?: FilePath;
  readonly problem: RegFileProblem | 'key-path-unmapped' | 'key-path-of-other-hive' | 'hive-root-deleted';
}

export interface DiffResult {
  /** Of the .reg file, where the second is one. */
  readonly skipped?: readonly SkippedPart[];
  /** Where very much was skipped: so much more than is listed. Missing where all of it is. */
  readonly skippedLeftOut?: number;
  readonly hives: readonly ComparedHives[];
  /** Hives of a Windows that one of the two lacks. */
  readonly notCompared: readonly string[];
  readonly areSame: boolean;
  readonly differences: LazyList<RegistryDifference>;
  /** A .reg file that leads from the first to the second, in lines, where that was asked for. */
  readonly reg?: LazyList<string>;
}

/** What became of a hive of a target. */
export interface ChangedHive extends HiveOutcome {
  /** Where Windows has its root, from a root key on. */
  readonly key: string;
}

/** Of `add`, `delete` and `import`. */
export interface ChangeResult {
  /** As it was named. */
  readonly target: string;
  /** Options that a command about the same target has to be given again. Missing when there are none. */
  readonly carriedOptions?: readonly string[];
  readonly dryRun: boolean;
  /** True when all was so already and nothing was written. */
  readonly alreadyRight: boolean;
  /** Those that the change is about, each with its own backup. */
  readonly hives: readonly ChangedHive[];
  /** Of .reg files. */
  readonly skipped?: readonly SkippedPart[];
  /** Of a file of which very much was skipped: so much more than is listed. Missing where all of it is. */
  readonly skippedLeftOut?: number;
  readonly differences: LazyList<RegistryDifference>;
  /** About the whole target. */
  readonly warnings: readonly InstallWarning[];
}
