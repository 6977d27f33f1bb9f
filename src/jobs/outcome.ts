import type { FilePath } from '../ground/brand.ts';
import type {
  BackupSummary,
  ChangedValue,
  InstallWarning,
  Method,
  Recovery,
  ReplaceReason,
} from '../install/outcome.ts';
import type { ReplayAccount } from '../replay/account.ts';
import type { OtherCause } from '../windows/other-causes.ts';
import type { SignInSetting } from '../windows/setting.ts';

/** What a repair or an undo tells when it is done. `report/` turns it into words. */

/** The intended and proven change. */
export interface SettingChange {
  readonly before: SignInSetting;
  readonly after: SignInSetting;
}

/** How a change was proven. */
export interface Verification {
  /** Bytes of the new hive that were gone through: its whole structure, and whose every changed byte is. */
  readonly bytesChecked: number;
  /** Stretches of bytes that differ, in file order. */
  readonly changedRanges: readonly { readonly offset: number; readonly length: number }[];
  /** Keys whose values, subkeys or timestamp changed, as paths from the hive's root. */
  readonly changedKeys: readonly (readonly string[])[];
}

/** How the new bytes got into the hive's place; 'none' when nothing was to be written. */
export interface WriteMethod {
  readonly method: Method | 'none';
  /** Why the hive was replaced. */
  readonly because?: ReplaceReason;
}

/** What became of one hive that was to be changed. */
export interface HiveOutcome extends WriteMethod {
  readonly disk: 'unchanged' | 'changed';
  /** True when all was right already and nothing was written. */
  readonly alreadyRight: boolean;
  /** The write was only played through. */
  readonly dryRun: boolean;
  readonly hive: FilePath;
  /** Bytes. */
  readonly hiveSize: number;
  readonly replay?: ReplayAccount;
  readonly backup?: BackupSummary;
  readonly verification?: Verification;
  readonly recovery?: Recovery;
  readonly warnings: readonly InstallWarning[];
}

export interface RepairOutcome extends HiveOutcome {
  readonly change: SettingChange;
  /** Those that were named; missing where none was. */
  readonly remedies?: readonly RemedyEnd[];
}

export interface RemedyEnd {
  readonly name: string;
  readonly cause: OtherCause['cause'];
  /** 'not-needed': what it takes away is not there. */
  readonly state: 'applied' | 'not-needed';
  readonly change: readonly ChangedValue[];
}

export interface UndoOutcome extends WriteMethod {
  readonly disk: 'unchanged' | 'restored';
  /** True when the hive was the backup's already and nothing was written. */
  readonly alreadyRestored: boolean;
  readonly dryRun: boolean;
  readonly hive: FilePath;
  /** The backup that was put back. Missing where a run that was interrupted was taken back: that was what there was to undo. */
  readonly restored?: BackupSummary;
  /** The backup of what was there before. */
  readonly backup?: BackupSummary;
  /** Other hives that were changed together with this one, and are put back together. Missing when there are none. */
  readonly alongside?: readonly UndoOutcome[];
  /** What the undo changed: the values of the run that made the backup, the other way round. */
  readonly change: readonly ChangedValue[];
  readonly recovery?: Recovery;
  readonly warnings: readonly InstallWarning[];
}
