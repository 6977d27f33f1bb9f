/**
 * How far the sweeps go. `scripts/test full`, which continuous integration runs, sets HIVEMEND_SWEEPS=full: every place and
 * every seed. Otherwise each sweep takes so few that one waits for them, and the corners are always among those.
 */
const { HIVEMEND_SWEEPS } = process.env;
const isFull = HIVEMEND_SWEEPS === 'full';

/** A number of rounds, cases, seeds or seconds, or the distance from one place to the next. */
export function sweepSize(short: number, full: number): number {
  return isFull ? full : short;
}

/** Seeds from 0 on. */
export function sweepSeeds(short: number, full: number): readonly number[] {
  return Array.from({ length: sweepSize(short, full) }, (_, seed) => seed);
}
