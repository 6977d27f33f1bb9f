import type { FilePath } from '../../ground/brand.ts';

/** Words of the conversation with a person at a terminal. */
export interface GuidedMessages {
  /** Greeting, before the drives are looked through. */
  readonly looking: string;
  readonly whichOne: string;
  /** What can be typed. They stand behind every question. */
  readonly answers: {
    readonly yesNo: string;
    /** What Enter alone means. */
    readonly yesNoByDefault: (isYes: boolean) => string;
    readonly textOrNothing: string;
    /** Details: what locked the owner out. */
    readonly yesNoDetails: string;
    readonly number: (count: number) => string;
    readonly numberDetails: (count: number) => string;
  };
  readonly willChange: (hive: FilePath, before: string) => string;
  readonly willBackUp: string;
  readonly repairQuestion: string;
  /** Of a Windows that can't be read as an earlier run left it. */
  readonly finishQuestion: string;
  readonly dirtyNote: string;
  /** A log and a report, in this folder. */
  readonly keepRecords: (folder: FilePath) => string;
  readonly ticket: string;
  readonly technician: string;
  readonly recordsKept: (report: FilePath) => string;
  /** @param why a sentence */
  readonly recordsNotKept: (why: string) => string;
  readonly lockedQuestion: (volume: string) => string;
  readonly keyWanted: (volume: string, keyIds: readonly string[]) => readonly string[];
  readonly keyQuestion: string;
  /** From 1. Those groups are to be typed again. */
  readonly groupsMistyped: (groups: readonly number[]) => string;
  readonly groupsUnfinished: (groups: readonly number[]) => string;
  readonly unlocked: (volume: string) => string;
  readonly alreadyOpen: (volume: string) => string;
}
