import type {
  CheckResult,
  ListedVirtualDisk,
  ListedVolume,
  ListedWindows,
  Results,
} from '../../jobs/results.ts';
import { describeError } from '../error-text.ts';
import { fileSize } from '../figures.ts';
import { asTyped } from '../messages/command-line.ts';
import type { Messages } from '../messages/messages.ts';
import { BLANK, type Printed, printable, printed } from '../printed.ts';
import { hang, padEnd, wrap } from '../text-layout.ts';
import { windowsName } from './check-lines.ts';
import type { Style } from './console.ts';
import { offerLines } from './offer-lines.ts';
import { type Row, rowLines } from './rows.ts';

/** What is on this PC with all that tells one Windows from another. Installed ones are numbered. */
export function listLines(
  { volumes, virtualDisks = [] }: Results['list'],
  words: Messages,
  style: Style,
): readonly Printed[] {
  let number = 0;
  const found = volumes.flatMap((volume) => {
    return [
      ...accessLines(volume, words, style.width),
      ...volume.windows.flatMap((windows) => {
        number += windows.kind === 'installed' ? 1 : 0;
        return windowsLines(windows, number, words, style);
      }),
    ];
  });
  return [
    ...found,
    ...virtualDiskLines(virtualDisks, words, style),
    ...nothingFoundLines(volumes, words, style),
  ];
}

/** Of what can be typed about a line above. */
const INDENT = printable('     ');

/**
 * About a volume that nobody can look into, and what opens it.
 * @param column columns that the volume's name takes, where it stands in a table.
 */
export function accessLines(
  volume: ListedVolume,
  { list }: Messages,
  width: number,
  column = 0,
): readonly Printed[] {
  const access = list.access(volume);
  if (access === undefined) return [];
  const offer =
    volume.access.state === 'locked'
      ? offerLines(list.unlock(volume.root.replace(/[\\/]+$/, '')), width - INDENT.length)
      : [];
  return [
    ...hang(`   ${padEnd(volume.root, column)}  `, access, width),
    ...offer.map((line) => printed`${INDENT}${line}`),
  ];
}

/** Each with what repairs it: no drive letter leads there. */
export function virtualDiskLines(
  disks: readonly ListedVirtualDisk[],
  { list }: Messages,
  { width }: Style,
): readonly Printed[] {
  return disks.flatMap((disk) => {
    const offer = disk.isFound ? offerLines(list.repairDisk(asTyped(disk.path)), width - INDENT.length) : [];
    return [
      ...hang(`   ${disk.path}  `, list.virtualDisk(disk), width),
      ...offer.map((line) => printed`${INDENT}${line}`),
    ];
  });
}

/** Of a folder that was named, and of drives without a single Windows: nobody should take silence for an answer. */
export function nothingFoundLines(
  volumes: readonly ListedVolume[],
  { list }: Messages,
  { width }: Style,
): readonly Printed[] {
  if (volumes.length === 0) return wrap(list.nothing, width);
  const empty = volumes.filter(({ access, windows }) => access.state === 'open' && windows.length === 0);
  const named = empty.filter(({ origin }) => origin === 'named-folder');
  const isAnyFound = volumes.some(({ windows }) => windows.length > 0);
  const told = isAnyFound ? named : empty;
  return told.length === 0 ? [] : wrap(list.noWindows(told.map(({ root }) => root)), width);
}

/** Volumes that hold nothing to choose from, for the guided repair. */
export function hasSomethingToSay({ access, windows }: ListedVolume): boolean {
  return access.state === 'locked' || windows.some(({ kind }) => kind === 'installed');
}

/** As old upgrades and PCs with several Windows have it. */
export const hasOtherName = (windowsFolder: string): boolean => !/[\\/]windows$/i.test(windowsFolder);

function windowsLines(windows: ListedWindows, number: number, words: Messages, style: Style): Printed[] {
  const { list } = words;
  const { kind, windowsFolder, found, error, missing } = windows;
  const mark = printable(kind === 'installed' ? `${number}. ` : '   ');
  const heading = printed`${mark}${style.bold(windowsFolder)}`;
  if (found !== undefined) {
    const need = found.needsRepair ? style.bad(list.needsRepair) : style.good(list.nothingToRepair);
    const separator = printable(words.results.listSeparator);
    const notes = hasOtherName(windowsFolder) ? printed`${separator}${printable(list.otherName)}` : BLANK;
    const state = kind === 'installed' ? printed`${need}${notes}` : printable(list.kind[kind]);
    return [printed`${heading}  ${state}`, ...rowLines(listRows(found, words), words, style)];
  }
  if (error !== undefined) {
    const { what } = describeError(error, words);
    return [printed`${heading}  ${style.bad(list.unreadable)}`, ...hang('   ', what, style.width)];
  }
  const lack = missing.length === 0 ? '' : ` (${list.missing(missing)})`;
  return hang(`${mark}${windowsFolder}  `, `${list.kind[kind]}${lack}`, style.width);
}

export function listRows(found: CheckResult, words: Messages): Row[] {
  const { list, results } = words;
  const { windows, accounts, replay } = found;
  const dates = list.dates(windows.installedAt, windows.lastShutdownAt);
  const hibernation = found.hibernation === undefined ? undefined : results.hibernation(found.hibernation);
  const people = accounts.accounts.map(({ profileName }) => profileName).join(results.listSeparator);
  const rows: (Row | undefined)[] = [
    ['windows', windowsName(windows, words)],
    windows.computerName === undefined ? undefined : ['computer', windows.computerName],
    dates === undefined ? undefined : ['dates', dates],
    people === '' ? undefined : ['accounts', people],
    ['setting', list.setting(found.needsRepair, results.settingValue(found.setting))],
    found.hiveSize === undefined ? undefined : ['hive', `SOFTWARE, ${fileSize(found.hiveSize)}`],
    replay === undefined ? undefined : ['dirty', list.dirty],
    hibernation === undefined ? undefined : ['hibernation', hibernation],
    ...found.otherCauses.map((cause): Row => ['also', results.otherCause(cause)]),
  ];
  return rows.filter((row) => row !== undefined);
}
