import type { Moment } from '../jobs/results.ts';

/** When something happened, for people. */

/** `2026-11-20 02:30 UTC (11:30 +09:00)`; with the PC's own day where that is another. */
export function momentText({ utc, local }: Moment): string {
  if (local === undefined) return `${minute(utc)} UTC`;
  const own = minute(local);
  const shown = own.slice(0, 10) === utc.slice(0, 10) ? own.slice(11) : own.slice(5);
  return `${minute(utc)} UTC (${shown} ${local.slice(-6)})`;
}

/** The same without the distance from UTC, which stands beside other times. */
export function shortMomentText(moment: Moment): string {
  return momentText(moment).replace(/ [+-]\d\d:\d\d\)$/, ')');
}

/** To the minute, as the zone has it that the text is in. */
export function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
