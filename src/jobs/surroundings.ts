import type { WritableFileSystem } from '../files/file-system.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import type { Hivex } from '../hivex/load.ts';
import type { RepairEvent } from '../install/outcome.ts';
import type { RegistryView } from '../regf/registry-view.ts';

/** What a repair or an undo is handed by whoever wires it: nothing below `cli/` reaches for these itself. */
export interface RepairSurroundings {
  readonly files: WritableFileSystem;
  /** Loads the WebAssembly module; called only when there is something to edit. */
  readonly loadHivex: () => Promise<Hivex>;
  readonly clock: () => Date;
  readonly process: ProcessIdentity;
  /** Whether a process of this number runs on this machine now. */
  readonly isAlive: (processId: number) => boolean;
  /** Turns true when the user asked to stop. Honoured until the original is about to be replaced. */
  readonly isCancelled: () => boolean;
  readonly tell: (event: RepairEvent) => void;
  readonly toolVersion: string;
}

/** Tells the process that took a lock from one that took the same number after a restart. */
export interface ProcessIdentity {
  readonly id: number;
  readonly host: string;
  /** Start of the running system, ISO 8601. */
  readonly bootedAt: string;
}

export interface RepairRequest {
  readonly hiveSet: HiveSet;
  /** REG_DWORD to set, 0 to 0xFFFFFFFF. */
  readonly value: number;
  /** Where backups go; beside the hive when not given. */
  readonly backupFolder?: FilePath;
  /** Write only the changed pages into the hive, for a volume without room for a second copy. */
  readonly inPlace: boolean;
  /** Take a dirty hive whose logs can't be applied as it stands. */
  readonly acceptDirty: boolean;
  /** Shown the hive in its newest state before it is edited, so that a report need not read it a second time. */
  readonly onHive?: (software: RegistryView) => void;
}

export interface UndoRequest {
  readonly hiveSet: HiveSet;
  /** Which backup; the newest one of a repair when not given. */
  readonly backupId?: string;
  readonly backupFolder?: FilePath;
  readonly inPlace: boolean;
  /** Put the backup back although the hive is no longer the one that the repair left. */
  readonly force: boolean;
}
