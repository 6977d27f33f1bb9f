import type { LostTrait } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import type { DirtyReason } from '../replay/account.ts';

/** What whoever writes a hive tells while it works and when it is done. `report/` turns both into words. */

/** A step that may take over a second on a big hive. Order: as listed. */
export type Step =
  | 'read'
  | 'replay'
  | 'back-up'
  | 'edit'
  | 'verify'
  | 'stage'
  | 'flush'
  | 'write'
  | 'replace'
  | 'read-back';

export type InstallEvent =
  | { readonly event: 'step'; readonly step: Step }
  /** Bytes of the running step. */
  | { readonly event: 'progress'; readonly step: Step; readonly done: number; readonly total: number }
  /** An earlier run was interrupted; what was made of what it left. */
  | { readonly event: 'recovered'; readonly recovery: Recovery }
  /** Something the user should know that does not stop the run. */
  | { readonly event: 'warning'; readonly warning: InstallWarning }
  /** Whether the run that took the lock is still at work is not known yet: it is watched for a sign of life. */
  | { readonly event: 'watching-lock'; readonly path: FilePath };

export type InstallWarning =
  /** What a run that was killed had opened of an image was closed, without keeping anything of it. */
  | { readonly code: 'left-image-closed'; readonly path: FilePath; readonly image: FilePath }
  /** The system offered no way to flush the volume; Windows or the medium may still hold names in its cache. */
  | { readonly code: 'volume-not-flushed'; readonly path: FilePath }
  /** Whether Windows was shut down fully can't be told; `cause` is the error's name or what the file begins with. */
  | {
      readonly code: 'hibernation-unknown';
      readonly path: FilePath;
      readonly because: 'unreadable' | 'other-signature';
      readonly cause: string;
    }
  | { readonly code: 'dirty-accepted'; readonly path: FilePath; readonly reasons: readonly DirtyReason[] }
  /** The lock beside the hive could not be removed; the next run will. */
  | { readonly code: 'lock-left'; readonly path: FilePath; readonly reason: string }
  /** The accounts and groups of these SIDs can open the backup, and could not open the hive. */
  | { readonly code: 'backup-open-to-others'; readonly path: FilePath; readonly openTo: readonly string[] }
  /** The volume has security descriptors, and the system no program to read them with. */
  | { readonly code: 'backup-protection-unknown'; readonly path: FilePath }
  /** The hive was replaced by a new file, which lacks these of the old one. */
  | { readonly code: 'traits-lost'; readonly path: FilePath; readonly traits: readonly LostTrait[] }
  /** `--in-place` was asked for, which is what always happens. */
  | { readonly code: 'always-in-place' }
  /** No room for a copy of the whole hive: the backup holds the changed pages as they were. */
  | {
      readonly code: 'backup-of-pages-only';
      readonly path: FilePath;
      readonly needed: number;
      readonly available: number;
    };

/** How the new bytes got into the hive's place. 'log': written through its transaction log. 'replace': a new file, renamed. */
export type Method = 'log' | 'replace';

/** Why a hive is replaced instead of being written through its log. */
export type ReplaceReason =
  /** Its logs have the format of Windows before 8.1. */
  | 'old-logs'
  /** There are no logs, and the hive does not say which Windows wrote it. */
  | 'log-format-unknown'
  /** The file has a second name, under which it must not change. */
  | 'second-name'
  /** More changes than a transaction log may hold. */
  | 'change-too-large'
  /** What is there can't be opened as a hive; a backup takes its place. */
  | 'damaged';

export type MethodChoice =
  | { readonly method: 'log' }
  | { readonly method: 'replace'; readonly because: ReplaceReason };

/** How a hive was given its new contents. */
export interface Installed {
  readonly method: MethodChoice;
  readonly backup: BackupSummary;
  readonly warnings: readonly InstallWarning[];
}

/** What was done about an interrupted run. */
export interface Recovery {
  /**
   * 'finished': the hive is the new one. 'taken-back': it is the old one again. 'cleaned-up': it was never touched.
   * 'left-alone': something else changed it since; the backup was kept. 'out-of-reach': nobody can tell here which of these, since
   * its backup lies elsewhere; the hive is whole.
   */
  readonly kind: 'finished' | 'taken-back' | 'cleaned-up' | 'left-alone' | 'out-of-reach';
  readonly hive: FilePath;
  /** The interrupted run's; missing where its lock does not say. */
  readonly command?: string;
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
  /** The job that made it, such as 'repair'. */
  readonly command: string;
  /** 'whole': the files of the hive set. 'pages': the logs, and the pages of the primary file that were changed. */
  readonly kind: 'whole' | 'pages';
  readonly toolVersion: string;
  /** Path of the primary file, as that run saw it. */
  readonly hive: FilePath;
  /** The primary file first, then its logs: names as beside the hive, sizes and checksums as they were. */
  readonly files: readonly BackupFile[];
  readonly change: readonly ChangedValue[];
  /** How many more there are, of a large change. */
  readonly changesLeftOut?: number;
  /** Its run was interrupted, or is at work: the hive may still be what it was before. */
  readonly isUnfinished?: true;
}

export interface BackupFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** 'crc32:' or 'sha256:' and the checksum in lower-case hexadecimal. */
  readonly checksum: string;
}

/** A value, or a key where `value` is null, before and after a change. Null where it was not there. */
export interface ChangedValue {
  /** Names from the hive's root, separated by `\`. */
  readonly key: string;
  readonly value: string | null;
  readonly before: StoredValue | null;
  readonly after: StoredValue | null;
}

export interface StoredValue {
  /** REG_* number; 0 for a key. */
  readonly type: number;
  /** The data's bytes in lower-case hexadecimal. */
  readonly data: string;
}
