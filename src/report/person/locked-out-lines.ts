import type { LastRepair, SettingWritten, SignInSetting } from '../../jobs/results.ts';
import type { Messages } from '../messages/messages.ts';
import { type Printed, printable, printed } from '../printed.ts';
import { hang, textWidth, wrap } from '../text-layout.ts';
import type { Row } from './rows.ts';

/** For somebody whose Windows was repaired, and who can't sign in all the same. */

/** Where to look next, in order. @param target as it is typed */
export function lockedOutLines({ lockedOut }: Messages, target: string, width: number): Printed[] {
  return [
    ...wrap(lockedOut.heading, width),
    ...lockedOut.steps(target).flatMap(({ says, command }, index) => {
      const lines = hang(`  ${index + 1}. `, says, width);
      return command === undefined ? lines : withCommand(lines, printable(command), width);
    }),
  ];
}

/** The same for any PC: `hivemend help still-locked-out`, and in README.txt of the stick. */
export function lockedOutPage(words: Messages, width: number): Printed[] {
  return [...lockedOutLines(words, 'C:', width), ...hang('     ', words.lockedOut.driveNote, width)];
}

/** The command stays in one piece: behind the last line, or below it. */
function withCommand(lines: readonly Printed[], command: Printed, width: number): Printed[] {
  const last = lines.at(-1) ?? command;
  const joined = printed`${last} ${command}`;
  return textWidth(joined) <= width
    ? [...lines.slice(0, -1), joined]
    : [...lines, printed`       ${command}`];
}

/** That hivemend repaired it before; where it did not, when the setting was set last. */
export function lastRepairRows(
  last: LastRepair | undefined,
  { settingWrittenAt: at, settingWrittenBy: by }: SettingWritten,
  { lockedOut }: Messages,
): Row[] {
  if (last !== undefined) return [['repaired', lockedOut.repairedOn(minuteOf(last.at), last.backup.folder)]];
  if (at === undefined) return [];
  return by === 'hivemend'
    ? [['repaired', lockedOut.repairedElsewhere(minuteOf(at))]]
    : [['lastSet', lockedOut.lastSetOn(minuteOf(at))]];
}

/** Where the value is there and says so: a setting that was never on was never turned off. */
export function lastSet(setting: SignInSetting, found: SettingWritten | undefined): SettingWritten {
  return (setting.state === 'off' && setting.because === 'value' ? found : undefined) ?? {};
}

/** Such as '2026-11-23 09:15'. */
export function minuteOf(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
