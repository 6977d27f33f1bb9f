import type { DiagnosisResult, Results, ToldFinding, ToldSource } from '../../jobs/results.ts';
import { findingPlace, findingText, moreRows, sourceText } from '../diagnosis-text.ts';
import { heading, type Named } from '../heading.ts';
import type { Messages } from '../messages/messages.ts';
import { momentText } from '../moment-text.ts';
import { BLANK, type Printed, printable, printed } from '../printed.ts';
import { hang, padEnd, textWidth, wrap } from '../text-layout.ts';
import { failedLines, typedAgain, windowsName } from './check-lines.ts';
import type { Style } from './console.ts';
import { diagnosisScreen } from './diagnosis-screen.ts';
import { stepLines } from './rows.ts';

export function diagnosisLines(
  { targets }: Results['diagnose'],
  words: Messages,
  style: Style,
  detail: 'brief' | 'full',
): readonly Printed[] {
  const told = detail === 'full' ? diagnosedLines : diagnosisScreen;
  return targets.flatMap((end, index) => [
    ...(index === 0 ? [] : [BLANK]),
    ...(end.ok ? told(end, end.result, words, style) : failedLines(end, words, style)),
  ]);
}

/** One line for the guided repair. */
export function verdictLine({ verdict }: DiagnosisResult, { diagnosis }: Messages): string {
  return diagnosis.oneLine(diagnosis.grade[verdict.grade], diagnosis.because[verdict.because]);
}

/** A verdict, what speaks for and against it with the place of each, which period the logs cover, and what to do. */
export function diagnosedLines(
  named: Named,
  result: DiagnosisResult,
  words: Messages,
  style: Style,
): Printed[] {
  const { diagnosis } = words;
  const { verdict, findings, steps, sources } = result;
  const { headings } = diagnosis;
  return [
    printed`${style.bold(heading(named))} ${style.bold(diagnosis.grade[verdict.grade])}`,
    ...wrap(diagnosis.because[verdict.because], style.width),
    ...columns(factRows(result, words), style),
    ...findingLines(headings.for, '+ ', findings, 'for', words, style),
    ...findingLines(headings.against, '- ', findings, 'against', words, style),
    ...findingLines(headings.besides, '* ', findings, 'besides', words, style),
    printable(headings.more),
    ...columns(moreRows(result, words, true), style),
    printable(headings.sources),
    ...columns(
      sources.filter(isToldOf).map((source) => sourceText(source, words)),
      style,
    ),
    ...(steps.length === 0
      ? []
      : [
          printable(headings.next),
          ...stepLines(
            steps.map((step) => diagnosis.step[step](typedAgain(named))),
            style,
          ),
        ]),
    ...wrap(diagnosis.limits, style.width).map((line) => style.dim(line)),
  ];
}

/** A hive that was read needs no line of its own; the page has all. */
function isToldOf({ what, state, error }: ToldSource): boolean {
  return what === 'log' || (state !== 'read' && state !== 'missing') || error !== undefined;
}

function factRows(result: DiagnosisResult, words: Messages): readonly (readonly [string, string])[] {
  const { labels } = words.diagnosis;
  const { check, lastGood, firstFailure, timeZone } = result;
  const rows: (readonly [string, string] | undefined)[] = [
    check === undefined
      ? undefined
      : [
          words.results.labels.windows,
          [windowsName(check.windows, words), check.windows.computerName]
            .filter((part) => part !== undefined)
            .join(words.results.listSeparator),
        ],
    check === undefined ? undefined : [words.results.labels.setting, words.results.setting(check.setting)],
    timeZone === undefined ? undefined : [labels.timeZone, timeZone],
    lastGood === undefined ? undefined : [labels.lastGood, momentText(lastGood)],
    firstFailure === undefined ? undefined : [labels.firstFailure, momentText(firstFailure)],
    ...(check?.otherCauses ?? []).map(
      (cause) => [words.results.labels.also, words.results.otherCause(cause)] as const,
    ),
  ];
  return rows.filter((row) => row !== undefined);
}

function findingLines(
  title: string,
  mark: string,
  findings: readonly ToldFinding[],
  weight: ToldFinding['weight'],
  words: Messages,
  style: Style,
): Printed[] {
  const weighing = findings.filter((finding) => finding.weight === weight);
  if (weighing.length === 0) return [];
  return [
    printable(title),
    ...weighing.flatMap((finding) => {
      const place = findingPlace(finding, words);
      const text = findingText(finding, words);
      return hang(`  ${mark}`, place === undefined ? text : `${text} [${place}]`, style.width);
    }),
  ];
}

/** Two columns; a left side that repeats is shown once, and one that is long keeps to its line. */
function columns(rows: readonly (readonly [string, string])[], style: Style): Printed[] {
  const width = Math.min(Math.max(0, ...rows.map(([left]) => textWidth(left))), 30);
  return rows.flatMap(([left, right], index) => {
    const shown = rows[index - 1]?.[0] === left ? '' : left;
    if (textWidth(shown) <= width) return hang(`  ${padEnd(shown, width)}  `, right, style.width);
    return [...hang('  ', shown, style.width), ...hang(`  ${' '.repeat(width)}  `, right, style.width)];
  });
}
