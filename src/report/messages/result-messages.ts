import type { HiveError } from '../../ground/errors.ts';
import type {
  Account,
  BackupSummary,
  Hibernation,
  InstallWarning,
  LogRefusal,
  LogStop,
  MediaResult,
  OtherCause,
  Recovery,
  ReplaceReason,
  ReplayAccount,
  SelfTestResult,
  SignInSetting,
  StartedFrom,
  Step,
  StoredValue,
  UndoOutcome,
  VersionResult,
} from '../../jobs/results.ts';
import type { Offer } from './command-line.ts';

export type LostTrait = Extract<InstallWarning, { readonly code: 'traits-lost' }>['traits'][number];

/** Words for what commands found and did. */
export interface ResultMessages {
  readonly labels: Readonly<Record<Label, string>>;
  /** Between the items of a list in one sentence. */
  readonly listSeparator: string;

  // What was found.
  readonly repairNeeded: string;
  readonly nothingToRepair: string;
  /** Of several targets, the one that failed. */
  readonly notDone: string;
  readonly windowsUnknown: string;
  readonly preinstallation: string;
  readonly setting: (setting: SignInSetting) => string;
  readonly replay: (account: ReplayAccount) => string;
  readonly refusedLog: Readonly<Record<LogRefusal, string>>;
  readonly logStop: Readonly<Record<LogStop, string>>;
  readonly hibernation: (finding: Hibernation) => string | undefined;
  readonly interruptedRun: (startedAt: string | undefined) => string;
  readonly account: (account: Account) => string;
  readonly noAccounts: string;
  readonly unassignedIdentities: (names: readonly string[]) => string;
  readonly otherCause: (cause: OtherCause) => string;
  /** Of the Windows that runs. */
  readonly otherCausesUnchanged: string;
  /** Of one on a disk. @param names of remedies */
  readonly takeAway: (target: string, names: string) => Offer;
  readonly fixCommand: (target: string) => Offer;

  // What was done.
  readonly repaired: string;
  readonly valueSet: (value: number) => string;
  readonly alreadyRight: string;
  /** The setting was right, and what else hides the password was taken away. */
  readonly remedied: string;
  readonly wouldChange: string;
  readonly wouldRestore: string;
  readonly restored: string;
  readonly alreadyRestored: string;
  /** Of an undo that took a run back which was interrupted, or that had changed nothing yet. */
  readonly interruptedUndone: (outcome: Pick<UndoOutcome, 'alreadyRestored' | 'dryRun'>) => string;
  readonly change: (name: string, before: string, after: string) => string;
  readonly settingValue: (setting: SignInSetting) => string;
  readonly verified: (bytesChecked: number, changedBytes: number, places: number) => string;
  readonly recovery: Readonly<Record<Recovery['kind'], string>>;
  readonly warning: (warning: InstallWarning) => string;
  readonly replaced: Readonly<Record<ReplaceReason, string>>;
  readonly step: Readonly<Record<Step, string>>;
  /** Another run's lock lies there, and it is watched for some seconds. */
  readonly watchingLock: string;
  readonly storedValue: (value: StoredValue | null) => string;
  /** Stands for a key that is there. */
  readonly storedKey: string;

  /** Of `--report` or `--log`. `cause` is the system's name of the error. */
  readonly fileNotWritten: (path: string, cause: string) => string;
  readonly nextHeading: string;
  readonly nextAfterRepair: (startedFrom: StartedFrom, hasOtherCauses: boolean) => readonly string[];
  readonly nextAfterOnline: readonly string[];
  readonly nextUndoOnline: Offer;
  readonly nextUndo: (target: string) => Offer;
  readonly nextAfterUndo: readonly string[];

  readonly noBackups: string;
  readonly backup: (backup: BackupSummary) => string;
  readonly version: (result: VersionResult) => readonly string[];
  readonly media: (result: MediaResult) => readonly string[];
  /** `describe`: what went wrong, in a sentence. */
  readonly selfTest: (result: SelfTestResult, describe: (error: HiveError) => string) => readonly string[];
}

/** Why nobody can tell whether Windows is hibernated. */
export type HibernationDoubt = Pick<
  Extract<Hibernation, { readonly state: 'unknown' }>,
  'path' | 'because' | 'cause'
>;

export type Label =
  | 'windows'
  | 'edition'
  | 'computer'
  | 'dates'
  | 'hive'
  | 'setting'
  | 'dirty'
  | 'log'
  | 'hibernation'
  | 'interrupted'
  | 'repaired'
  | 'lastSet'
  | 'accounts'
  | 'also'
  | 'result'
  | 'change'
  | 'verified'
  | 'remedy'
  | 'backup'
  | 'restored'
  | 'note'
  | 'next';
