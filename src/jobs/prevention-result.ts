import type { FilePath } from '../ground/brand.ts';
import type { HiveError } from '../ground/errors.ts';
import type { WindowsDescription } from '../windows/description.ts';
import type { DeviceEncryption } from '../windows/incident/device-encryption.ts';
import type { OtherCause } from '../windows/other-causes.ts';
import type { SignInSetting } from '../windows/setting.ts';
import type { RepairOutcome } from './outcome.ts';

/** What `prevent` hands to the reports. A recovery password is no part of it. */
export interface PreventionResult {
  /** Whether it is the Windows that is running; another one lies on a disk. */
  readonly online: boolean;
  readonly windowsFolder: FilePath;
  readonly windows: WindowsDescription;
  /** Whether nothing was to be changed. */
  readonly isCheck: boolean;
  /** In the order in which they were looked at. */
  readonly measures: readonly Measure[];
  /** Told, and left as they are. */
  readonly otherCauses: readonly OtherCause[];
  /** Names of the remedies that take these away from a Windows on a disk. */
  readonly remedies: readonly string[];
}

export type MeasureState =
  /** As it should be. */
  | 'in-order'
  /** Something is to be done. */
  | 'needed'
  | 'done'
  /** A person said no. */
  | 'declined'
  /** There is nothing that it would prevent. */
  | 'not-needed'
  | 'cannot-be-told'
  | 'failed';

interface MeasureEnd {
  readonly state: MeasureState;
  /** What it failed with. */
  readonly error?: HiveError;
}

/** The password is accepted besides Windows Hello. */
export interface PasswordMeasure extends MeasureEnd {
  readonly measure: 'password-allowed';
  /** As it is now. */
  readonly setting: SignInSetting;
  /** Of a hive on a disk. */
  readonly outcome?: RepairOutcome;
}

/** Whatever the TPM refuses can still be opened. */
export interface KeyMeasure extends MeasureEnd {
  readonly measure: 'recovery-key';
  /** Letter and colon; missing where the disk has no letter here. */
  readonly volume?: string;
  readonly isProtected?: boolean;
  /** Of the recovery passwords that open it, without braces. */
  readonly keyIds: readonly string[];
  /** The one that was made now. */
  readonly newKeyId?: string;
  /** Where its recovery password was written. */
  readonly savedTo?: FilePath;
  /** A new one would be seen by nobody. */
  readonly because?: 'nowhere-to-show';
  /** Of a Windows on a disk: whether it encrypts itself. */
  readonly encryption?: DeviceEncryption['likelihood'];
}

/** BitLocker does not mind what an update of the firmware or of Secure Boot changes. */
export interface SuspensionMeasure extends MeasureEnd {
  readonly measure: 'update-suspension';
  readonly volume: string;
  readonly restarts: number;
}

export type Measure = PasswordMeasure | KeyMeasure | SuspensionMeasure;

/** What a person is asked about before it is done. */
export type Proposal =
  | { readonly measure: 'password-allowed'; readonly setting: SignInSetting; readonly place: string }
  | { readonly measure: 'recovery-key'; readonly volume: string }
  | { readonly measure: 'update-suspension'; readonly volume: string; readonly restarts: number };
