import type { LostTrait } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import type { DirtyReason, ReplayAccount } from '../replay/account.ts';
import type { SignInSetting } from '../windows/setting.ts';

/** What a repair or an undo tells while it works and when it is done. `report/` turns both into words. */

/** A step that may take over a second on a big hive. Order: as listed. */
export type Step =
  | 'read'
  | 'replay'
  | 'back-up'
  | 'edit'
  | 'stage'
  | 'flush'
  | 'verify'
  | 'replace'
  | 'read-back';

export type RepairEvent =
  | { readonly event: 'step'; readonly step: Step }
  /** Bytes of the running step. */
  | { readonly event: 'progress'; readonly step: Step; readonly done: number; readonly total: number }
  /** An earlier run was interrupted; what was made of what it left. */
  | { readonly event: 'recovered'; readonly recovery: Recovery }
  /** Something the user should know that does not stop the repair. */
  | { readonly event: 'warning'; readonly warning: RepairWarning };

export type RepairWarning =
  /** The system offered no way to flush the volume; Windows or the medium may still hold names in its cache. */
  | { readonly code: 'volume-not-flushed'; readonly path: FilePath }
  /** Bytes behind the hive bins data are kept as they are. */
  | { readonly code: 'trailing-bytes'; readonly path: FilePath; readonly bytes: number }
  /** Whether Windows was shut down fully can't be told; `cause` is the error's name or what the file begins with. */
  | {
      readonly code: 'hibernation-unknown';
      readonly path: FilePath;
      readonly because: 'unreadable' | 'other-signature';
      readonly cause: string;
    }
  | { readonly code: 'dirty-accepted'; readonly path: FilePath; readonly reasons: readonly DirtyReason[] }
  /** The hive is done, but the lock beside it could not be removed; the next run will. */
  | { readonly code: 'lock-left'; readonly path: FilePath; readonly reason: string }
  /** The accounts and groups of these SIDs can open the backup, and could not open the hive. */
  | { readonly code: 'backup-open-to-others'; readonly path: FilePath; readonly openTo: readonly string[] }
  /** The volume has security descriptors, and the system no program to read them with. */
  | { readonly code: 'backup-protection-unknown'; readonly path: FilePath }
  /** The hive was replaced by a new file, which lacks these of the old one. */
  | { readonly code: 'traits-lost'; readonly path: FilePath; readonly traits: readonly LostTrait[] }
  /** hive-check found something that Windows lives with. */
  | { readonly code: 'hive-oddities'; readonly path: FilePath; readonly count: number };

/** What was done about an interrupted run. */
export interface Recovery {
  /**
   * 'finished': the hive is the new one. 'taken-back': it is the old one again. 'cleaned-up': it was never touched.
   * 'left-alone': something else changed it since; the backup was kept.
   */
  readonly kind: 'finished' | 'taken-back' | 'cleaned-up' | 'left-alone';
  readonly hive: FilePath;
  /** The interrupted run's backup folder, when it had come that far. */
  readonly backup?: FilePath;
}

/** A backup as `list-backups` shows it. */
export interface BackupSummary {
  /** Names the backup for `undo --backup ID`; the folder's name. */
  readonly id: string;
  readonly folder: FilePath;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly command: 'repair' | 'undo';
  /** 'whole': the files of the hive set. 'pages': the logs, and the pages that an in-place write changed. */
  readonly kind: 'whole' | 'pages';
  readonly toolVersion: string;
  /** Path of the primary file, as that run saw it. */
  readonly hive: FilePath;
  /** The primary file first, then its logs: names as beside the hive, sizes and hashes as they were. */
  readonly files: readonly BackupFile[];
  readonly change: ValueChange;
  /** SHA-256 of the primary file that the repair left. */
  readonly sha256After: string;
}

export interface BackupFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** The intended and proven change. */
export interface ValueChange {
  readonly before: SignInSetting;
  readonly after: SignInSetting;
}

/** How a change was proven. */
export interface Verification {
  /** Bytes of the hive compared with the original. */
  readonly bytesCompared: number;
  /** Stretches of bytes that differ, in file order. */
  readonly changedRanges: readonly { readonly offset: number; readonly length: number }[];
  /** Keys whose values, subkeys or timestamp changed, as paths from the hive's root. */
  readonly changedKeys: readonly (readonly string[])[];
  readonly sha256Before: string;
  readonly sha256After: string;
}

export interface RepairOutcome {
  readonly disk: 'unchanged' | 'changed';
  /** True when the value was right already and nothing was written. */
  readonly alreadyRight: boolean;
  /** The write was only played through. */
  readonly dryRun: boolean;
  readonly hive: FilePath;
  /** Bytes. */
  readonly hiveSize: number;
  readonly change: ValueChange;
  readonly method: 'replace' | 'in-place' | 'none';
  readonly replay?: ReplayAccount;
  readonly backup?: BackupSummary;
  readonly verification?: Verification;
  readonly recovery?: Recovery;
  readonly warnings: readonly RepairWarning[];
}

export interface UndoOutcome {
  readonly disk: 'unchanged' | 'restored';
  /** True when the hive was the backup's already and nothing was written. */
  readonly alreadyRestored: boolean;
  readonly dryRun: boolean;
  readonly hive: FilePath;
  /** The backup that was put back. */
  readonly restored: BackupSummary;
  /** The backup of what was there before. */
  readonly backup?: BackupSummary;
  readonly change: ValueChange;
  readonly recovery?: Recovery;
  readonly warnings: readonly RepairWarning[];
}
