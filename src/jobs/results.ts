import type { FoundWindows } from '../disk/find-windows.ts';
import type { Hibernation } from '../disk/hibernation.ts';
import type { ScannedVolume } from '../disk/volumes.ts';
import type { FilePath } from '../ground/brand.ts';
import type { DiskState, HiveError } from '../ground/errors.ts';
import type { FoundImage } from '../imaging/find-image.ts';
import type { WimWindows } from '../imaging/wim/wim-file.ts';
import type { BackupSummary } from '../install/outcome.ts';
import type { Snapshot } from '../install/snapshot-record.ts';
import type { OnlineOutcome } from '../online/running-windows.ts';
import type { ReplayAccount } from '../replay/account.ts';
import type { Accounts } from '../windows/accounts.ts';
import type { WindowsDescription } from '../windows/description.ts';
import type { OtherCause } from '../windows/other-causes.ts';
import type { SettingWritten } from '../windows/read-setting.ts';
import type { SignInSetting } from '../windows/setting.ts';
import type { DiagnosisResult } from './diagnosis-result.ts';
import type { LogSummary, ToldEvent } from './events.ts';
import type { LastRepair } from './last-repair.ts';
import type { CopiedFile } from './make-media.ts';
import type { Summary } from './many/summary.ts';
import type { RepairOutcome, UndoOutcome } from './outcome.ts';
import type { PreventionResult } from './prevention-result.ts';
import type { ChangeResult, DiffResult, ExportResult, QueryResult } from './registry-results.ts';
import type { RemediesResult } from './remedies.ts';
import type { SelfTestPart } from './self-test.ts';
import type { SnapshotOutcome } from './snapshot.ts';
import type { StartedFrom } from './started-from.ts';
import type { SnapshotUndo } from './undo-snapshot.ts';

/** Below `jobs/` the reports look at nothing else than these types. */
export type { Hibernation } from '../disk/hibernation.ts';
export type { WimWindows } from '../imaging/wim/wim-file.ts';
export type {
  BackupSummary,
  ChangedValue,
  InstallEvent,
  InstallWarning,
  Recovery,
  ReplaceReason,
  Step,
  StoredValue,
} from '../install/outcome.ts';
export type { Snapshot } from '../install/snapshot-record.ts';
export type { LiveFacts } from '../online/live-facts.ts';
export type { DirtyReason, LogRefusal, LogStop, ReplayAccount } from '../replay/account.ts';
export type { Account } from '../windows/accounts.ts';
export type { WindowsDescription } from '../windows/description.ts';
export type { ConditionName, DeviceEncryption } from '../windows/incident/device-encryption.ts';
export type { FindingCode } from '../windows/incident/findings.ts';
export type { Grade, RuleName } from '../windows/incident/grade-rules.ts';
export type { EventKind } from '../windows/incident/incident-events.ts';
export type { Sensor } from '../windows/incident/sensors.ts';
export type { OtherCause } from '../windows/other-causes.ts';
export type { SettingWritten } from '../windows/read-setting.ts';
export type { SignInSetting } from '../windows/setting.ts';
export type {
  DiagnosisResult,
  Moment,
  StepCode,
  ToldFinding,
  ToldIncident,
  ToldSource,
} from './diagnosis-result.ts';
export type { LogSummary, ToldEvent } from './events.ts';
export type { LastRepair } from './last-repair.ts';
export type { Summary, TargetOutcome, TargetRow, ToldError } from './many/summary.ts';
export type {
  HiveOutcome,
  RemedyEnd,
  RepairOutcome,
  SettingChange,
  UndoOutcome,
  Verification,
  WriteMethod,
} from './outcome.ts';
export type { KeyMeasure, Measure, PreventionResult, Proposal } from './prevention-result.ts';
export type { ChangeResult } from './registry-results.ts';
export type { RemediesResult, RemedyAccount } from './remedies.ts';
export type { SnapshotOutcome } from './snapshot.ts';
export type { StartedFrom } from './started-from.ts';
export type { SnapshotUndo } from './undo-snapshot.ts';

/** What each job hands to the reports, by its name. The JSON document shows these as they are: see docs/json.md. */
export interface Results {
  readonly check: TargetEnds<CheckResult>;
  readonly repair: TargetEnds<RepairResult>;
  readonly undo: UndoOutcome | ManyEnds<UndoOutcome> | SnapshotUndo;
  readonly snapshot: SnapshotOutcome;
  readonly 'list-backups': BackupsResult;
  readonly list: ListResult;
  readonly diagnose: { readonly targets: readonly TargetEnd<DiagnosisResult>[] };
  readonly prevent: PreventionResult;
  readonly remedies: RemediesResult;
  readonly events: EventsResult;
  readonly unlock: UnlockResult;
  readonly version: VersionResult;
  readonly 'make-media': MediaResult;
  readonly 'self-test': SelfTestResult;
  readonly query: QueryResult;
  readonly export: ExportResult;
  readonly diff: DiffResult;
  readonly add: ChangeResult;
  readonly delete: ChangeResult;
  readonly import: ChangeResult;
  readonly summary: Summary;
}

export interface BackupsResult {
  readonly hive: FilePath;
  readonly backups: readonly BackupSummary[];
  /** Of the Windows that it belongs to; newest first, as the backups are. */
  readonly snapshots: readonly Snapshot[];
}

/** The one place where jobs are named: commands, help and the JSON document take their names from here. */
export type JobName = keyof Results;

/**
 * Whose hive it is, and what else it says about signing in. No repair changes any of it. Of the Windows that is running nobody tells when
 * the setting was written.
 */
export interface Findings extends SettingWritten {
  readonly windows: WindowsDescription;
  readonly accounts: Accounts;
  readonly otherCauses: readonly OtherCause[];
  /** Names of the remedies that take these away from a Windows on a disk. */
  readonly remedies: readonly string[];
}

/** What a hive says, in its newest state. */
export interface CheckResult extends Findings {
  /** The hive's file; for the Windows that is running, the key. */
  readonly hive: FilePath;
  /** Bytes of the primary file. */
  readonly hiveSize?: number;
  readonly needsRepair: boolean;
  readonly setting: SignInSetting;
  /** Present when the hive is dirty: what its logs gave, in memory. */
  readonly replay?: ReplayAccount;
  /** Missing where the hive lies outside a Windows folder. */
  readonly hibernation?: Hibernation;
  /** An earlier repair or undo did not come to its end; the next one takes care of it. */
  readonly interruptedRun?: { readonly startedAt?: string; readonly backup?: FilePath };
  /** hivemend repaired it before, and nothing was put back since. */
  readonly lastRepair?: LastRepair;
}

/** Of a hive on a disk. */
export interface OfflineRepairResult {
  readonly online: false;
  /** Tells how the PC is started again. */
  readonly startedFrom: StartedFrom;
  readonly outcome: RepairOutcome;
  /** Missing when the hive could not be looked at before it was found to need nothing. */
  readonly found?: Findings;
  /** Of a hive that needed nothing: that hivemend repaired it before. */
  readonly lastRepair?: LastRepair;
}

/** Of the Windows that is running. */
export interface OnlineRepairResult {
  readonly online: true;
  readonly outcome: OnlineOutcome;
  readonly found: Findings;
}

export type RepairResult = OfflineRepairResult | OnlineRepairResult;

export interface ListResult {
  readonly volumes: readonly ListedVolume[];
  /** From which the boot menu starts a Windows. Missing when there are none. */
  readonly virtualDisks?: readonly ListedVirtualDisk[];
  /** People want more of each than a line. */
  readonly withDetails?: true;
  /** Images that were named. Missing when there are none. */
  readonly images?: readonly ListedImage[];
}

export interface ListedImage {
  readonly path: FilePath;
  readonly kind: FoundImage['kind'];
  readonly parts: readonly ListedPart[];
}

/** One of a WIM's images, or a partition of a disk; with neither `found` nor `error` it holds no Windows. */
export interface ListedPart extends TargetImage {
  /** What a WIM notes of it. */
  readonly noted?: WimWindows;
  readonly found?: CheckResult;
  /** Why it could not be read. */
  readonly error?: HiveError;
}

/** A VHD or VHDX file that holds a whole disk. */
export interface ListedVirtualDisk {
  /** Where it lies; only its path on some volume, `\vhd\win11.vhdx`, where it was not found. */
  readonly path: FilePath;
  readonly isFound: boolean;
  /** As the boot menu shows it. */
  readonly title?: string;
}

export interface ListedVolume {
  readonly root: FilePath;
  readonly origin: ScannedVolume['origin'];
  readonly access: ScannedVolume['access'];
  readonly windows: readonly ListedWindows[];
}

export interface ListedWindows {
  readonly kind: FoundWindows['kind'];
  readonly windowsFolder: FilePath;
  /** What an incomplete one lacks, below its folder. */
  readonly missing: readonly string[];
  readonly found?: CheckResult;
  /** Why it could not be read. */
  readonly error?: HiveError;
}

export interface EventsResult {
  readonly log: LogSummary;
  /** How many were asked for and are there. */
  readonly count: number;
  /** Missing where they were told one by one. */
  readonly events?: readonly ToldEvent[];
  /** The oldest ones, of which the document has no room. */
  readonly leftOut?: number;
}

export interface UnlockResult {
  /** Letter and colon. */
  readonly volume: string;
  readonly state: 'unlocked' | 'already-open';
}

export interface VersionResult {
  readonly hivemend: string;
  readonly commit: string;
  readonly hivex: string;
  readonly emscripten: string;
  readonly node: string;
  readonly architecture: string;
  /** Whether V8 used the code that it was given with the executable: see `BuildFacts`. */
  readonly codeCache: 'used' | 'refused' | 'none';
}

export interface MediaResult {
  readonly folder: FilePath;
  /** Whether the folder lies on another volume than the running system. */
  readonly isOnStick: boolean;
  /** What starts hivemend at a recovery prompt, when the stick's letter is E and, where it is on none, the folder 'hivemend'. */
  readonly start: string;
  readonly files: readonly CopiedFile[];
}

/** What a technician sends when something is odd. */
export interface SelfTestResult {
  readonly folder: FilePath;
  readonly parts: readonly SelfTestPart[];
  readonly hivemend: string;
  readonly commit: string;
  readonly hivex: string;
  readonly node: string;
  readonly architecture: string;
  /** Windows PE, of which recovery and installation media are made. */
  readonly isPreinstallation: boolean;
  readonly hasManageBde: boolean;
  readonly console: { readonly isTerminal: boolean; readonly columns?: number };
  /** As hivemend.cmd handed it over. */
  readonly codePage: string | null;
  readonly locale: string;
  /** Bytes. */
  readonly freeMemory: number;
  readonly volumes: readonly {
    readonly root: FilePath;
    readonly access: ScannedVolume['access']['state'];
    /** How many were found there. */
    readonly windows: number;
  }[];
}

/** How each of a command's targets ended. */
export interface TargetEnds<Result> {
  readonly targets: readonly TargetEnd<Result>[];
  /** Of many targets, as `--recursive` and the like find them. */
  readonly summary?: Summary;
}

/** Of many targets. Where each end was told as it came (a line of JSON, a row on the screen), `targets` is empty. */
export interface ManyEnds<Result> extends TargetEnds<Result> {
  readonly summary: Summary;
}

/** One of the Windows that a WIM or a disk image holds: an image's index or a partition's number, and its name. */
export interface TargetImage {
  readonly index: number;
  readonly name: string;
}

/** How one of a command's targets ended. */
export type TargetEnd<Result> = {
  /** As it was named. */
  readonly target: string;
  /** Missing where the target is no image. */
  readonly image?: TargetImage;
  readonly exitCode: number;
  readonly disk: DiskState;
  /** Options that a command about the same target has to be given again. Missing when there are none. */
  readonly carriedOptions?: readonly string[];
} & ({ readonly ok: true; readonly result: Result } | { readonly ok: false; readonly error: HiveError });

/** Of the lines that `--json-lines` writes; it changes when a reader would have to change. */
export const LINES_SCHEMA = 'hivemend-lines/1';
