import type { FilePath } from '../ground/brand.ts';

/** What was wrong with the command line. Names of options and operands are as they are typed. */
export type UsageProblem =
  | { readonly kind: 'unknown-command'; readonly given: string; readonly nearest?: string }
  /** `hivemend D:` */
  | { readonly kind: 'target-without-command'; readonly given: string }
  | { readonly kind: 'command-missing'; readonly option: string }
  | { readonly kind: 'unknown-option'; readonly given: string; readonly nearest?: string }
  | { readonly kind: 'option-of-other-command'; readonly option: string; readonly command: string }
  | { readonly kind: 'option-repeated'; readonly option: string }
  | { readonly kind: 'option-takes-no-value'; readonly option: string; readonly given: string }
  | { readonly kind: 'option-needs-value'; readonly option: string; readonly argument: string }
  | {
      readonly kind: 'option-value';
      readonly option: string;
      readonly given: string;
      readonly expected: string;
    }
  | { readonly kind: 'options-exclude'; readonly options: readonly [string, string] }
  | { readonly kind: 'drive-expected'; readonly given: string }
  | { readonly kind: 'target-missing'; readonly operand: string }
  | { readonly kind: 'too-many-targets'; readonly given: string; readonly atMost: number }
  /** `"E:\"` on Windows: the backslash keeps the quotation mark from ending the word. */
  | { readonly kind: 'quote-in-target'; readonly given: string }
  | { readonly kind: 'unreadable'; readonly text: string };

declare module '../ground/errors.ts' {
  interface ErrorDetails {
    usage: UsageProblem;
    /** `instead`: a command line that asks nothing. */
    'terminal-needed': { readonly command: string; readonly instead?: string };
    /** A recovery key would be kept on the drive that it opens. */
    'key-on-same-drive': { readonly path: FilePath; readonly volume: string };
    /** Of `--log` or `--report`. */
    'output-folder-missing': { readonly path: FilePath; readonly folder: FilePath };
    /** `--log` adds to what is there, and that is something else. `isHivesLog`: the transaction log, there or not, of the hive beside it. */
    'not-a-log': { readonly path: FilePath; readonly isHivesLog: boolean };
  }
}
