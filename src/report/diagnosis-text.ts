import type { DiagnosisResult, ToldFinding, ToldSource } from '../jobs/results.ts';
import { encryptionText, knownFacts } from './diagnosis-facts.ts';
import { describeError } from './error-text.ts';
import type { Messages } from './messages/messages.ts';
import { minute, momentText } from './moment-text.ts';

/** Parts of a diagnosis in words, for the console and for the page. */

export function findingText({ code, details }: ToldFinding, { diagnosis }: Messages): string {
  return diagnosis.finding[code](details);
}

/** When and where: the time, and the record or the key. */
export function findingPlace({ time, source }: ToldFinding, words: Messages): string | undefined {
  const place =
    source === undefined
      ? undefined
      : 'file' in source
        ? words.diagnosis.record(logName(source.file), String(source.recordId))
        : [source.key, ...(source.value === undefined ? [] : [source.value])].join('\\');
  const when = time === undefined ? undefined : momentText(time);
  const parts = [when, place].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(words.results.listSeparator);
}

/** `HelloForBusiness/Operational`, as the event viewer has it: the file's name without what all have in common. */
export function logName(path: string): string {
  return path
    .replace(/^.*[\\/]/, '')
    .replace(/^Microsoft-Windows-/i, '')
    .replace(/\.evtx$/i, '')
    .replaceAll('%4', '/');
}

/** What a source is, and what became of it. */
export function sourceText(source: ToldSource, words: Messages): readonly [what: string, state: string] {
  const { diagnosis } = words;
  const what = source.what === 'log' ? logName(source.path) : diagnosis.source[source.what];
  return [what, stateText(source, words)];
}

function stateText({ state, period, error, problem, log }: ToldSource, words: Messages): string {
  const { sourceState } = words.diagnosis;
  if (problem === 'no-control-set') return sourceState.noControlSet;
  if (error !== undefined) return sourceState.unreadable(describeError(error, words).what);
  if (state === 'unreadable') return sourceState.unreadable('');
  if (state === 'missing' || state === 'empty') return sourceState[state];
  if (period === undefined) return 'OK';
  const text = sourceState.period(minute(period.from.utc), minute(period.to.utc));
  const chunks = log?.damagedChunks.count ?? 0;
  const records = log?.damagedRecords.count ?? 0;
  return chunks + records === 0 ? text : `${text} (${sourceState.damaged(chunks, records)})`;
}

/**
 * What is known besides: sensors, BitLocker, tasks, what runs now.
 * @param isBrief without what the findings tell.
 */
export function moreRows(
  result: DiagnosisResult,
  words: Messages,
  isBrief: boolean,
): readonly (readonly [string, string])[] {
  const { diagnosis } = words;
  const { labels } = diagnosis;
  return [
    ...knownFacts(result, words),
    ...result.sensors
      .filter((sensor) => !isBrief || sensor.ess !== 'capable')
      .map((sensor) => [labels.sensors, diagnosis.sensor(sensor)] as const),
    [labels.encryption, encryptionText(result, words)],
    ...taskTexts(result, words).map((text) => [labels.tasks, text] as const),
    ...liveTexts(result, diagnosis.live).map((text) => [labels.live, text] as const),
  ];
}

function taskTexts({ tasks }: DiagnosisResult, words: Messages): readonly string[] {
  const { diagnosis } = words;
  const { unreadable } = tasks;
  const [first] = unreadable.first;
  return [
    ...tasks.withPassword.map(({ name, account, failure }) =>
      diagnosis.task(name, account, failure === undefined ? undefined : momentText(failure)),
    ),
    ...(first === undefined ? [] : [diagnosis.tasksUnreadable(unreadable.count, first.file)]),
    ...(tasks.isCut ? [diagnosis.tasksCut(tasks.count)] : []),
  ];
}

/** What runs now, as far as it is known. */
export function liveTexts(
  { live }: DiagnosisResult,
  words: Messages['diagnosis']['live'],
): readonly string[] {
  if (live === undefined) return [];
  const { vbsStatus, ...states } = live;
  const texts = vbsStatus === undefined ? [] : [words.vbsStatus(vbsStatus)];
  for (const [fact, value] of Object.entries(states)) {
    const say = Object.entries(words).find(([name]) => name === fact)?.[1];
    if (say !== undefined && value !== undefined) texts.push(say(value));
  }
  return texts;
}
