import type { ListedVolume, ListedWindows, Results } from '../../jobs/results.ts';
import type { Messages } from '../messages/messages.ts';
import { type Printed, printable, printed } from '../printed.ts';
import { padEnd, textWidth, wrap } from '../text-layout.ts';
import type { Style } from './console.ts';
import { accessLines, hasOtherName, nothingFoundLines, virtualDiskLines } from './list-lines.ts';

/** What is on this PC as a table: a line for each Windows, so that five of them leave room on a screen of 25 lines. */

interface TableRow {
  /** What a person types to choose it. */
  readonly mark: string;
  readonly where: string;
  readonly windows: string;
  readonly computer: string;
  readonly state: string;
  readonly mood: 'good' | 'bad' | 'none';
}

export function listTable(
  { volumes, virtualDisks = [] }: Results['list'],
  words: Messages,
  style: Style,
): readonly Printed[] {
  const { columns } = words.list;
  let number = 0;
  const parts = volumes.flatMap((volume): (TableRow | ListedVolume)[] => [
    volume,
    ...volume.windows.map((windows) => {
      number += windows.kind === 'installed' ? 1 : 0;
      return rowOf(windows, number, words);
    }),
  ]);
  const rows = parts.filter((part): part is TableRow => 'where' in part);
  const widths = columnWidths([{ ...columns, mark: '', mood: 'none' }, ...rows], style.width);
  const layOut = (row: TableRow): Printed[] => rowLines(row, widths, style);
  return [
    ...(rows.length === 0 ? [] : layOut({ ...columns, mark: '', mood: 'none' })),
    ...parts.flatMap((part) =>
      'where' in part ? layOut(part) : accessLines(part, words, style.width, widths.where),
    ),
    ...virtualDiskLines(virtualDisks, words, style),
    ...nothingFoundLines(volumes, words, style),
  ];
}

function rowOf(
  { kind, windowsFolder, found, error, missing }: ListedWindows,
  number: number,
  { list, results }: Messages,
): TableRow {
  const mark = kind === 'installed' ? `${number}.` : '';
  const row = { mark, where: windowsFolder, windows: '', computer: '', mood: 'none' } as const;
  if (found === undefined) {
    if (error !== undefined) return { ...row, state: list.unreadable, mood: 'bad' };
    const lack = missing.length === 0 ? '' : ` (${list.missing(missing)})`;
    return { ...row, windows: list.kind[kind], state: lack.trim() };
  }
  const { product, version, computerName } = found.windows;
  const need = found.needsRepair ? list.needsRepair : list.nothingToRepair;
  const notes = [
    ...(found.hibernation?.state === 'hibernated' ? [list.notShutDown] : []),
    ...(hasOtherName(windowsFolder) ? [list.otherName] : []),
  ];
  return {
    ...row,
    windows: [product, version].filter((part) => part !== undefined).join(' '),
    computer: computerName ?? '',
    ...(kind === 'installed'
      ? { state: [need, ...notes].join(results.listSeparator), mood: found.needsRepair ? 'bad' : 'good' }
      : { state: list.kind[kind] }),
  };
}

const MARK = '   ';
const GAP = 2;
/**
 * No wider, where the console ends: longer names are broken into lines. A computer's name has 15 letters at most, and its
 * heading in Japanese takes 16 columns.
 */
const WIDEST = { where: 22, windows: 20, computer: 16 } as const;

type Widths = Readonly<Record<keyof typeof WIDEST | 'state', number>>;

function columnWidths(rows: readonly TableRow[], width: number): Widths {
  const natural = (name: keyof Widths) => Math.max(...rows.map((row) => textWidth(row[name])));
  const capped = (name: keyof typeof WIDEST) =>
    Number.isFinite(width) ? Math.min(natural(name), WIDEST[name]) : natural(name);
  const [where, windows, computer] = [capped('where'), capped('windows'), capped('computer')];
  const rest = width - textWidth(MARK) - where - windows - computer - 3 * GAP;
  return { where, windows, computer, state: Math.max(rest, WIDEST.computer) };
}

function rowLines(row: TableRow, widths: Widths, style: Style): Printed[] {
  const cells = {
    where: wrap(row.where, widths.where),
    windows: wrap(row.windows, widths.windows),
    computer: wrap(row.computer, widths.computer),
    state: wrap(row.state, widths.state),
  };
  const height = Math.max(...Object.values(cells).map((lines) => lines.length));
  const paint = row.mood === 'none' ? printable : style[row.mood];
  return Array.from({ length: height }, (_, line) => {
    const left = (['where', 'windows', 'computer'] as const).map((name) =>
      padEnd(cells[name][line] ?? '', widths[name] + GAP),
    );
    const state = cells.state[line] ?? '';
    const before = `${padEnd(line === 0 ? row.mark : '', MARK.length)}${left.join('')}`;
    return state === '' ? printable(before.trimEnd()) : printed`${printable(before)}${paint(state)}`;
  });
}
