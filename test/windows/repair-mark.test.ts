import { expect, it } from 'vitest';
import { dateOfFileTime, fileTimeOf } from '../../src/ground/file-time.ts';
import { isRepairTime, repairTimeOf } from '../../src/windows/repair-mark.ts';

it('marks the time of a repair, which stays the time that it is', () => {
  const now = new Date('2026-11-28T03:36:09.123Z');
  expect(isRepairTime(repairTimeOf(now))).toBe(true);
  expect(dateOfFileTime(repairTimeOf(now))).toEqual(now);
});

it('takes no other time for one', () => {
  const time = fileTimeOf(new Date('2026-11-28T03:36:09.123Z'));
  for (const units of [0n, 1n, 4856n, 4858n, 9999n]) expect(isRepairTime(time + units)).toBe(false);
  // Clocks of Windows that were never set go by 15.625 ms from a whole second.
  const ticks = Array.from({ length: 640 }, (_, tick) => time + BigInt(tick) * 156_250n);
  expect(ticks.filter(isRepairTime)).toEqual([]);
});
