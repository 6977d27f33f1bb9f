import { describe, expect, it } from 'vitest';
import { system } from '../../fixtures/recipes/system.ts';
import { fileTimeOf } from '../../src/ground/file-time.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, text } from '../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { localTimeText, readTimeZone, type TimeZone } from '../../src/windows/time-zone.ts';
import { withValues } from '../support/incident-pc.ts';

const KEY = 'ControlSet001/Control/TimeZoneInformation';

/** Year, month, week, hour, minute, second, millisecond, weekday. */
const change = (month: number, week: number, hour: number, weekday = 0): Uint8Array =>
  new Uint8Array(Uint16Array.of(0, month, week, hour, 0, 0, 0, weekday).buffer);

function zoneOf(values: Parameters<typeof withValues>[1][string]): TimeZone | undefined {
  const { bytes } = buildHive(withValues(system(), { [KEY]: values }));
  return readTimeZone(new HiveReader(bytes, 'SYSTEM'), 'ControlSet001');
}

const minutes = (bias: number): number => bias >>> 0;
const TOKYO = [
  dword('Bias', minutes(-540)),
  text('TimeZoneKeyName', 'Tokyo Standard Time\0rest of a buffer'),
];
const PACIFIC = [
  dword('Bias', 480),
  dword('StandardBias', 0),
  dword('DaylightBias', minutes(-60)),
  binary('StandardStart', change(11, 1, 2)),
  binary('DaylightStart', change(3, 2, 2)),
  text('TimeZoneKeyName', 'Pacific Standard Time'),
];
const SYDNEY = [
  dword('Bias', minutes(-600)),
  dword('StandardBias', 0),
  dword('DaylightBias', minutes(-60)),
  binary('StandardStart', change(4, 1, 3)),
  binary('DaylightStart', change(10, 1, 2)),
];
const BERLIN = [
  dword('Bias', minutes(-60)),
  dword('DaylightBias', minutes(-60)),
  binary('StandardStart', change(10, 5, 3)),
  binary('DaylightStart', change(3, 5, 2)),
];

describe('the PC’s clock', () => {
  it('has the name that Windows gives its zone', () => {
    expect(zoneOf(TOKYO)?.name).toBe('Tokyo Standard Time');
    expect(zoneOf(SYDNEY)?.name).toBeUndefined();
  });

  it.each([
    ['Tokyo', TOKYO, '2026-11-27T22:38:59.999Z', '2026-11-28T07:38:59+09:00'],
    ['Pacific', PACIFIC, '2026-01-15T12:00:00Z', '2026-01-15T04:00:00-08:00'],
    ['Pacific', PACIFIC, '2026-03-08T09:59:59Z', '2026-03-08T01:59:59-08:00'],
    ['Pacific', PACIFIC, '2026-03-08T10:00:00Z', '2026-03-08T03:00:00-07:00'],
    ['Pacific', PACIFIC, '2026-11-01T08:59:59Z', '2026-11-01T01:59:59-07:00'],
    ['Pacific', PACIFIC, '2026-11-01T09:00:00Z', '2026-11-01T01:00:00-08:00'],
    ['Sydney', SYDNEY, '2026-01-15T00:00:00Z', '2026-01-15T11:00:00+11:00'],
    ['Sydney', SYDNEY, '2026-07-15T00:00:00Z', '2026-07-15T10:00:00+10:00'],
    ['Berlin', BERLIN, '2026-03-29T00:59:59Z', '2026-03-29T01:59:59+01:00'],
    ['Berlin', BERLIN, '2026-03-29T01:00:00Z', '2026-03-29T03:00:00+02:00'],
    ['Berlin', BERLIN, '2026-10-25T01:00:00Z', '2026-10-25T02:00:00+01:00'],
  ])('in %s is right at %s', (_name, values, utc, local) => {
    const zone = zoneOf(values as Parameters<typeof zoneOf>[0]);
    expect(zone && localTimeText(zone, fileTimeOf(new Date(utc as string)))).toBe(local);
  });

  it('is not changed where that is turned off, or where it is nonsense', () => {
    const off = zoneOf([...PACIFIC, dword('DynamicDaylightTimeDisabled', 1)]);
    const nonsense = zoneOf([
      dword('Bias', 480),
      binary('StandardStart', change(13, 1, 2)),
      binary('DaylightStart', change(3, 2, 2)),
    ]);
    for (const zone of [off, nonsense])
      expect(zone && localTimeText(zone, fileTimeOf(new Date('2026-07-01T00:00:00Z')))).toBe(
        '2026-06-30T16:00:00-08:00',
      );
  });

  it('is unknown where the hive does not say', () => {
    expect(zoneOf([])).toBeUndefined();
    expect(readTimeZone({ find: () => undefined }, 'ControlSet001')).toBeUndefined();
  });
});
