import type { DiskState, HiveError } from '../errors.ts';

/** What each command hands to the reports. */
export interface Results {
  readonly version: VersionResult;
}

export interface VersionResult {
  readonly hivemend: string;
  readonly commit: string;
  readonly node: string;
  readonly architecture: string;
}

/** How one of a command's targets ended. */
export type TargetEnd<Result> =
  | {
      readonly target: string;
      readonly ok: true;
      readonly exitCode: number;
      readonly disk: DiskState;
      readonly result: Result;
    }
  | {
      readonly target: string;
      readonly ok: false;
      readonly exitCode: number;
      readonly disk: DiskState;
      readonly error: HiveError;
    };
