/** FILETIME: 100 ns since 1601-01-01 UTC. */

const UNITS_PER_MILLISECOND = 10_000n;
const UNITS_PER_SECOND = 10_000_000n;
const SECONDS_TO_1970 = 11_644_473_600n;

/** The FILETIME of a date. */
export function fileTimeOf(date: Date): bigint {
  return BigInt(date.getTime()) * UNITS_PER_MILLISECOND + SECONDS_TO_1970 * UNITS_PER_SECOND;
}

/** ISO 8601 in UTC with all seven digits, such as `2026-11-27T22:38:00.1234567Z`. */
export function fileTimeText(fileTime: bigint): string {
  const fraction = String(fileTime % UNITS_PER_SECOND).padStart(7, '0');
  return `${dateOfFileTime(fileTime).toISOString().slice(0, -5)}.${fraction}Z`;
}

/** In milliseconds, rounded down. */
export function dateOfFileTime(fileTime: bigint): Date {
  return new Date(Number(fileTime / UNITS_PER_MILLISECOND - SECONDS_TO_1970 * 1000n));
}

/** Date and time of ISO 8601 in UTC; digits beyond 100 ns are cut. Undefined for any other text. */
export function fileTimeOfText(text: string): bigint | undefined {
  const [, seconds, fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text) ?? [];
  const date = new Date(`${seconds}Z`);
  if (seconds === undefined || Number.isNaN(date.getTime())) return undefined;
  return fileTimeOf(date) + BigInt(fraction.padEnd(7, '0').slice(0, 7));
}
