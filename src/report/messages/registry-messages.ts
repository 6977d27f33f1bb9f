import type { ErrorCode } from '../../ground/errors.ts';
import type { ChangeResult, ComparedField, ExportResult, SkippedPart } from '../../jobs/registry-results.ts';

/** Errors about key paths. */
export type RegistryErrorCode = Extract<
  ErrorCode,
  | `key-path-${string}`
  | `data-${string}`
  | 'profile-missing'
  | 'control-set-unknown'
  | 'key-missing'
  | 'value-missing'
  | 'nothing-found'
>;

/** Words of the verbs for any key. */
export interface RegistryMessages {
  /** Stands where a value has no name. */
  readonly defaultValue: string;
  readonly exported: (result: ExportResult) => string;
  /** Of a comparison without differences. */
  readonly same: string;
  /** Of a .reg file. */
  readonly skipped: (count: number) => string;
  readonly moreSkipped: (count: number) => string;
  readonly skippedPart: (part: SkippedPart) => string;
  readonly notCompared: (hives: readonly string[]) => string;
  readonly field: Readonly<Record<ComparedField, string>>;
  readonly leftOut: (count: number) => string;
  /** How `add`, `delete` and `import` ended. */
  readonly changeVerdict: (result: Pick<ChangeResult, 'alreadyRight' | 'dryRun' | 'skipped'>) => string;
  /** That the data of a value are shown in part. @param letters that are left out. */
  readonly moreLetters: (letters: number) => string;
  /** That differences are not shown. */
  readonly moreDifferences: (count: number) => string;
}
