/**
 * Sequence numbers are 32 bits and wrap around, so "later" means: less than half the circle ahead.
 */

export const nextSequenceNumber = (number: number): number => (number + 1) >>> 0;

/** Whether `number` lies before `other` on the circle. */
export const isBefore = (number: number, other: number): boolean => (number - other) >>> 0 > 0x7fff_ffff;

export const later = (number: number, other: number): number => (isBefore(number, other) ? other : number);
