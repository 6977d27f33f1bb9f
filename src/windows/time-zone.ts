import { dateOfFileTime } from '../ground/file-time.ts';
import type { RegistryKey, RegistryView } from '../regf/registry-view.ts';

/** The clock that a PC shows its people. Microsoft: "TIME_ZONE_INFORMATION structure"; times of change as in the kernel. */
export interface TimeZone {
  /** Such as `Tokyo Standard Time`; Windows' own name, not translated. */
  readonly name: string | undefined;
  /** Minutes by which UTC is ahead of it. */
  readonly bias: number;
  readonly standard: Season;
  readonly daylight: Season;
}

interface Season {
  /** Minutes that are added to the bias while it lasts. */
  readonly bias: number;
  /** Undefined where the clock is not changed. */
  readonly starts: Change | undefined;
}

interface Change {
  /** 1 to 12. */
  readonly month: number;
  /** Which of that weekday in the month; 5 is the last. */
  readonly week: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly minutes: number;
}

/** @param controlSet such as `ControlSet001` */
export function readTimeZone(system: RegistryView, controlSet: string): TimeZone | undefined {
  const key = system.find([controlSet, 'Control', 'TimeZoneInformation']);
  const bias = signed(key?.value('Bias')?.asDword());
  if (key === undefined || bias === undefined) return undefined;
  const isChanged = key.value('DynamicDaylightTimeDisabled')?.asDword() !== 1;
  // The buffer behind the name is not cleared.
  const name = key.value('TimeZoneKeyName')?.asString()?.replace(/\0.*$/s, '');
  return {
    name: name === '' ? undefined : name,
    bias,
    standard: {
      bias: signed(key.value('StandardBias')?.asDword()) ?? 0,
      starts: changeAt(key, 'StandardStart'),
    },
    daylight: {
      bias: signed(key.value('DaylightBias')?.asDword()) ?? 0,
      starts: isChanged ? changeAt(key, 'DaylightStart') : undefined,
    },
  };
}

function signed(dword: number | undefined): number | undefined {
  return dword === undefined ? undefined : dword | 0;
}

/** Eight numbers of two bytes: year, month, week, hour, minute, second, millisecond, weekday. */
function changeAt(key: RegistryKey, name: string): Change | undefined {
  const data = key.value(name)?.data();
  if (data === undefined || data.length !== 16) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, 16);
  const [month, week, hour, minute, weekday] = [2, 4, 6, 8, 14].map((at) => view.getUint16(at, true));
  if (month === undefined || month < 1 || month > 12 || weekday === undefined || weekday > 6)
    return undefined;
  return { month, week: week ?? 1, weekday, minutes: (hour ?? 0) * 60 + (minute ?? 0) };
}

/** ISO 8601 on that clock with its distance from UTC, in whole seconds: `2026-11-28T07:38:00+09:00`. */
export function localTimeText(zone: TimeZone, fileTime: bigint): string {
  const utc = dateOfFileTime(fileTime);
  const offset = -(zone.bias + seasonAt(zone, utc).bias);
  const local = new Date(utc.getTime() + offset * 60_000);
  const size = Math.abs(offset);
  const clock = `${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${local.toISOString().slice(0, -5)}${offset < 0 ? '-' : '+'}${clock}`;
}

const two = (number: number): string => String(number).padStart(2, '0');

function seasonAt({ bias, standard, daylight }: TimeZone, utc: Date): Season {
  if (standard.starts === undefined || daylight.starts === undefined) return standard;
  const year = new Date(utc.getTime() - bias * 60_000).getUTCFullYear();
  // Each change happens by the clock of the season before it.
  const toDaylight = momentOf(daylight.starts, year) + (bias + standard.bias) * 60_000;
  const toStandard = momentOf(standard.starts, year) + (bias + daylight.bias) * 60_000;
  const time = utc.getTime();
  const isDaylight =
    toDaylight < toStandard
      ? time >= toDaylight && time < toStandard
      : time >= toDaylight || time < toStandard;
  return isDaylight ? daylight : standard;
}

/** Milliseconds since 1970 on the local clock. */
function momentOf({ month, week, weekday, minutes }: Change, year: number): number {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  let day = 1 + ((weekday - first + 7) % 7) + (week - 1) * 7;
  while (day > days) day -= 7;
  return Date.UTC(year, month - 1, day) + minutes * 60_000;
}
