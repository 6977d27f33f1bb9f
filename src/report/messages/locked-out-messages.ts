import type { Offer } from './command-line.ts';

/** A step of somebody whose Windows was repaired, and who can't sign in all the same. */
export type LockedOutStep = Pick<Offer, 'says'> & Partial<Pick<Offer, 'command'>>;

/** Words for the second visit: on the screen, as a page of the help, and in README.txt of the stick. */
export interface LockedOutMessages {
  readonly heading: string;
  /** @param target as it is typed */
  readonly steps: (target: string) => readonly LockedOutStep[];
  /** Of the page, whose commands name C:. */
  readonly driveNote: string;
  /** Leads to the page. */
  readonly hint: Offer;
  /** @param day in UTC */
  readonly repairedOn: (day: string, backup: string) => string;
  /** The setting tells it, and no backup. @param day in UTC */
  readonly repairedElsewhere: (day: string) => string;
  /** When somebody else set it. @param day in UTC */
  readonly lastSetOn: (day: string) => string;
  /** hivemend repaired it, and the setting is on again. */
  readonly enforcedAgain: (day: string) => string;
  /** Of several Windows one was chosen that needs nothing. */
  readonly otherNeedsRepair: (chosen: string, other: string) => string;
  readonly takeOther: string;
}
