import type { DiagnosisResult, ToldFinding, ToldIncident } from '../../jobs/results.ts';
import { findingPlace, findingText, logName, moreRows, sourceText } from '../diagnosis-text.ts';
import type { Named } from '../heading.ts';
import type { Messages } from '../messages/messages.ts';
import { momentText } from '../moment-text.ts';
import { typedAgain } from '../person/check-lines.ts';
import { type Html, html } from './html.ts';

/** The parts of a diagnosis on the page: the verdict, the time line, findings, sources, steps. */
export function diagnosisParts(named: Named, result: DiagnosisResult, words: Messages): readonly Html[] {
  const { diagnosis } = words;
  const { verdict, findings, steps } = result;
  const { headings } = diagnosis;
  return [
    html`<p class="verdict"><b class="grade ${verdict.grade}">${diagnosis.grade[verdict.grade]}</b> ${diagnosis.because[verdict.because]}</p>`,
    timeLineOf(result, words),
    ...findingList(headings.for, 'for', findings, words),
    ...findingList(headings.against, 'against', findings, words),
    ...findingList(headings.besides, 'besides', findings, words),
    html`<h3>${headings.more}</h3>${rows(moreRows(result, words, false))}`,
    html`<h3>${headings.sources}</h3><div class="wide">${rows(result.sources.map((source) => sourceText(source, words)))}</div>`,
    ...(steps.length === 0
      ? []
      : [
          html`<h3>${headings.next}</h3><ol>${steps.map((step) => html`<li>${diagnosis.step[step](typedAgain(named))}</li>`)}</ol>`,
        ]),
    html`<p class="limits">${diagnosis.limits}</p>`,
  ];
}

/** A line with a mark for each event, the oldest on top; from the last good sign-in to the first failure it is red. */
function timeLineOf(result: DiagnosisResult, words: Messages): Html {
  const { diagnosis } = words;
  const items = result.timeLine.map((event, index) => {
    const isInWindow = isLater(event, result.lastGood) && !isLater(event, result.firstFailure);
    const gap = gapBefore(result.timeLine[index - 1], event);
    return html`<li class="${classOf(event, result)}${isInWindow ? ' window' : ''}" style="--gap:${gap}"><time datetime="${event.utc}">${momentText(event)}</time><span class="what">${diagnosis.event[event.kind](event.fields)}</span><span class="where">${diagnosis.record(logName(event.file), String(event.recordId))}</span></li>`;
  });
  return items.length === 0
    ? html``
    : html`<h3>${diagnosis.headings.timeLine}</h3><ol class="time-line">${items}</ol>`;
}

function isLater(event: ToldIncident, other: ToldIncident | undefined): boolean {
  return other !== undefined && event.utc > other.utc;
}

/** The events that carry the verdict stand out; the last good sign-in is good, failures are bad. */
function classOf(event: ToldIncident, { lastGood, firstFailure }: DiagnosisResult): string {
  const isSame = (other: ToldIncident | undefined): boolean =>
    other?.file === event.file && other.recordId === event.recordId;
  if (isSame(lastGood)) return 'last-good';
  if (isSame(firstFailure)) return 'failure';
  return ACCENTS[event.kind] ?? 'plain';
}

const ACCENTS: { readonly [Kind in ToldIncident['kind']]?: string } = {
  'dbx-applied': 'update',
  'firmware-changed': 'update',
  'secure-boot-updated': 'update',
  'tpm-cleared': 'failure',
  'container-failed': 'failure',
  'task-sign-in-failed': 'failure',
  'hello-sign-in': 'last-good',
  'container-loaded': 'last-good',
};

/** Rough distance to the event above, 0 to 4: minutes, hours, a day, a week, more. */
function gapBefore(before: ToldIncident | undefined, { utc }: ToldIncident): number {
  if (before === undefined) return 0;
  const hours = (Date.parse(utc.slice(0, 19)) - Date.parse(before.utc.slice(0, 19))) / 3_600_000;
  return [1, 24, 7 * 24, 30 * 24].filter((limit) => hours >= limit).length;
}

function findingList(
  title: string,
  weight: ToldFinding['weight'],
  findings: readonly ToldFinding[],
  words: Messages,
): readonly Html[] {
  const weighing = findings.filter((finding) => finding.weight === weight);
  if (weighing.length === 0) return [];
  const items = weighing.map((finding) => {
    const place = findingPlace(finding, words);
    const shown = place === undefined ? html`` : html` <span class="where">${place}</span>`;
    return html`<li>${findingText(finding, words)}${shown}</li>`;
  });
  return [html`<h3>${title}</h3><ul class="${weight}">${items}</ul>`];
}

function rows(pairs: readonly (readonly [string, string])[]): Html {
  return html`<table>${pairs.map(([label, text]) => html`<tr><th>${label}</th><td>${text}</td></tr>`)}</table>`;
}
