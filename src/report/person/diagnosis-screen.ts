import type { DiagnosisResult, FindingCode, ToldFinding, ToldSource } from '../../jobs/results.ts';
import { liveTexts } from '../diagnosis-text.ts';
import { heading, type Named } from '../heading.ts';
import type { Messages } from '../messages/messages.ts';
import { momentText, shortMomentText } from '../moment-text.ts';
import { type Printed, printable } from '../printed.ts';
import { hang, padEnd, textWidth, wrap } from '../text-layout.ts';
import { typedAgain, windowsName } from './check-lines.ts';
import type { Style } from './console.ts';
import { offerLines } from './offer-lines.ts';

/**
 * A diagnosis on one screen of 25 lines, with the prompt below it: the verdict, when Hello worked and failed, what weighs most,
 * what to do. What has no room is counted; `--verbose` has it, with the place of each.
 */

const MOST_LINES = 24;
/** Of one thing that is told: a name out of a hive may be as long as it likes. */
const MOST_LINES_OF_ONE = 2;

/** What weighs most comes first. */
const RANKS: readonly FindingCode[] = [
  'tpm-cleared',
  'dbx-applied',
  'firmware-changed',
  'no-failure',
  'no-dbx',
  'no-firmware',
  'ess-off',
  'vbs-off',
  'sensors-not-isolated',
  'sensor-isolated',
  'vbs-on',
  'isolation-lost',
  'service-missing',
  'service-off',
  'worked-again',
  'secure-boot-off',
  'ess-configured',
];

/** They are the rows above the findings. */
const IN_ROWS: readonly FindingCode[] = ['container-failed', 'task-sign-in-failed', 'updates-near'];

export function diagnosisScreen(
  named: Named,
  result: DiagnosisResult,
  words: Messages,
  style: Style,
): Printed[] {
  const { diagnosis } = words;
  const { brief, grade, because, headings } = diagnosis;
  const { verdict } = result;
  const verdictLine = printable(`${heading(named)} ${grade[verdict.grade]}`);
  const top = [
    verdictLine,
    ...wrap(because[verdict.because], style.width),
    ...rowLines(rows(result, words), style),
  ];
  const steps = result.steps.flatMap((step, index) =>
    hang(`  ${index + 1}. `, brief.step[step](typedAgain(named)), style.width),
  );
  const bottom = [
    ...wrap(brief.limits, style.width),
    ...(steps.length === 0 ? [] : [printable(headings.next), ...steps]),
    ...offerLines(brief.more(typedAgain(named)), style.width),
  ];
  const told = items(result, words);
  const room = MOST_LINES - screenLines([...top, ...bottom], style) - 1;
  return [style.bold(verdictLine), ...top.slice(1), ...itemLines(told, room, words, style), ...bottom];
}

type Row = readonly [label: string, text: string];

function rows(result: DiagnosisResult, words: Messages): readonly Row[] {
  const { results } = words;
  const { labels, brief } = words.diagnosis;
  const { check, lastGood, firstFailure } = result;
  const live = liveTexts(result, brief.live);
  const unread = unreadTexts(result, words);
  const windows = check === undefined ? undefined : windowsName(check.windows, words);
  const name = [windows, check?.windows.computerName].filter((part) => part !== undefined);
  return [
    ...(name.length === 0 ? [] : [[results.labels.windows, name.join(results.listSeparator)] as const]),
    ...(lastGood === undefined ? [] : [[labels.lastGood, momentText(lastGood)] as const]),
    ...(firstFailure === undefined ? [] : [[labels.firstFailure, momentText(firstFailure)] as const]),
    [brief.logsLabel, logsText(result, brief)],
    ...(unread.length === 0 ? [] : [[brief.unreadLabel, unread.join(results.listSeparator)] as const]),
    ...(live.length === 0 ? [] : [[labels.live, live.join(results.listSeparator)] as const]),
  ];
}

/** What was looked for besides the logs and was not read: it says neither yes nor no. */
function unreadTexts({ sources, tasks }: DiagnosisResult, { diagnosis }: Messages): readonly string[] {
  const { count } = tasks.unreadable;
  return [
    ...sources.filter(isUnread).map(({ what }) => diagnosis.source[what]),
    ...(count === 0 ? [] : [diagnosis.brief.unreadTasks(count)]),
    ...(tasks.isCut ? [diagnosis.brief.tasksBeyond(tasks.count)] : []),
  ];
}

function isUnread({ what, state, error }: ToldSource): boolean {
  if (what === 'log') return false;
  return state === 'unreadable' || error !== undefined || (what === 'system' && state === 'missing');
}

function logsText({ sources }: DiagnosisResult, { logs }: Messages['diagnosis']['brief']): string {
  const all = sources.filter(({ what }) => what === 'log');
  const begins = all.flatMap(({ period }) => period?.from ?? []);
  const latest = begins.toSorted((one, other) => one.utc.localeCompare(other.utc)).at(-1);
  const count = (state: string): number => all.filter((source) => source.state === state).length;
  return logs(latest === undefined ? undefined : shortMomentText(latest), {
    missing: count('missing'),
    empty: count('empty'),
    unreadable: count('unreadable'),
  });
}

/** Everything that might be told besides, the weightiest first. */
function items(result: DiagnosisResult, words: Messages): readonly (readonly [mark: string, text: string])[] {
  const { findings, check, tasks } = result;
  const { brief } = words.diagnosis;
  const weigh = ({ code }: ToldFinding): number =>
    RANKS.includes(code) ? RANKS.indexOf(code) : RANKS.length;
  const told = findings
    .filter(({ code }) => !IN_ROWS.includes(code))
    .toSorted((one, other) => weigh(one) - weigh(other))
    .map((finding) => [MARKS[finding.weight], findingText(finding, words)] as const);
  const failed = tasks.withPassword.filter(({ failure }) => failure !== undefined).map(({ name }) => name);
  // The steps speak of the tasks.
  const most = told.slice(0, 2);
  return [
    ...most,
    ...(failed.length === 0
      ? []
      : [[MARKS.besides, brief.tasks(failed.join(words.results.listSeparator))] as const]),
    ...(check?.otherCauses ?? []).map((cause) => [MARKS.besides, words.results.otherCause(cause)] as const),
    ...told.slice(most.length),
  ];
}

const MARKS = { for: '+ ', against: '- ', besides: '* ' } as const;

function findingText({ code, details, time }: ToldFinding, { diagnosis }: Messages): string {
  const text = (diagnosis.brief.finding[code] ?? diagnosis.finding[code])(details);
  return time === undefined ? text : `${text} [${shortMomentText(time)}]`;
}

function itemLines(
  told: readonly (readonly [mark: string, text: string])[],
  room: number,
  { diagnosis }: Messages,
  style: Style,
): Printed[] {
  const { brief } = diagnosis;
  const lines: Printed[] = [];
  let left = told.length;
  for (const [mark, text] of told) {
    const own = shortened(hang(`  ${mark}`, text, style.width), style);
    // The last line of the room may be needed to say how much is left.
    const isRoom = lines.length + own.length + (left > 1 ? 1 : 0) <= room;
    if (!isRoom) break;
    lines.push(...own);
    left -= 1;
  }
  if (told.length === 0) return [];
  return [
    printable(brief.weighing),
    ...lines,
    ...(left === 0 ? [] : [style.dim(printable(`  ${brief.left(left)}`))]),
  ];
}

function rowLines(told: readonly Row[], style: Style): Printed[] {
  const width = Math.max(...told.map(([label]) => textWidth(label)));
  return told.flatMap(([label, text]) =>
    shortened(hang(`  ${padEnd(label, width)}  `, text, style.width), style),
  );
}

function shortened(lines: readonly Printed[], { width }: Style): readonly Printed[] {
  if (lines.length <= MOST_LINES_OF_ONE) return lines;
  const last = lines[MOST_LINES_OF_ONE - 1] ?? printable('');
  const cut = textWidth(last) + 4 > width ? [...last].slice(0, -4).join('') : last;
  return [...lines.slice(0, MOST_LINES_OF_ONE - 1), printable(`${cut} ...`)];
}

/** How many lines of the screen they take: a command is never broken, and may be wider. */
function screenLines(lines: readonly Printed[], { width }: Style): number {
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / width)), 0);
}
