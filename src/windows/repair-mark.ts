import { fileTimeOf } from '../ground/file-time.ts';

/**
 * The mark of a repair, by which a later visit knows it wherever the backup went. Clocks of programs give milliseconds, and a FILETIME
 * has units of 100 ns: what a repair writes below the millisecond is free. Of 21,000 times in hives of Windows XP to 11 five end like
 * the mark, as many as chance lets, and hundreds like 0: those of clocks that were never set.
 */
const MARK = 4857n;

const UNITS_PER_MILLISECOND = 10_000n;

/** The FILETIME for keys that a repair writes at that time. */
export const repairTimeOf = (now: Date): bigint => fileTimeOf(now) + MARK;

/** Whether a key that was last written at that FILETIME was written by a repair. */
export const isRepairTime = (lastWritten: bigint): boolean => lastWritten % UNITS_PER_MILLISECOND === MARK;
