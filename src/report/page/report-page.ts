import type { HiveError } from '../../ground/errors.ts';
import type {
  BackupSummary,
  CheckResult,
  DiagnosisResult,
  RepairOutcome,
  RepairResult,
  ReplayAccount,
  Summary,
  TargetEnd,
  UndoOutcome,
  Verification,
} from '../../jobs/results.ts';
import { describeError } from '../error-text.ts';
import { fileSize } from '../figures.ts';
import { heading, type Named, nameOf } from '../heading.ts';
import type { Messages } from '../messages/messages.ts';
import { foundRows } from '../person/check-lines.ts';
import { nextSteps, repairRows, verdict } from '../person/repair-lines.ts';
import type { Row } from '../person/rows.ts';
import { summaryText, whatWentWrong } from '../person/summary-lines.ts';
import { undoRows, undoVerdict } from '../person/undo-lines.ts';
import type { RunRecord } from '../run-record.ts';
import { diagnosisParts } from './diagnosis-section.ts';
import { Html, html } from './html.ts';
import { preventionPart } from './prevention-section.ts';
import { STYLE } from './style.ts';

/** One self-contained page about a run, for a ticket or a folder of paper. */
export function reportPage(record: RunRecord, words: Messages): string {
  const { page } = words;
  const body = html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} ${record.startedAt}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header><h1>${page.title}</h1><p>${minute(record.startedAt)} UTC</p></header>
<main>
${endSections(record, words)}
<section><h2>${page.headings.run}</h2>${table(runRows(record, words))}</section>
</main>
<footer>${page.footer}</footer>
</body>
</html>
`;
  return body.text;
}

type TextRow = readonly [label: string, text: string];

function runRows(
  { startedAt, finishedAt, program, host, ticket, technician, arguments: args, end }: RunRecord,
  { page }: Messages,
): TextRow[] {
  const { labels } = page;
  return [
    [labels.started, startedAt],
    [labels.finished, finishedAt],
    ...(ticket === undefined ? [] : [[labels.ticket, ticket] satisfies TextRow]),
    ...(technician === undefined ? [] : [[labels.technician, technician] satisfies TextRow]),
    [labels.computer, host],
    [
      labels.program,
      `hivemend ${program.version} (${program.architecture}, ${program.commit}), hivex ${program.hivex}, Node.js ${program.node}`,
    ],
    [labels.commandLine, ['hivemend', ...args].join(' ')],
    [labels.disk, page.disk[end.disk]],
  ];
}

function endSections({ end }: RunRecord, words: Messages): readonly Html[] {
  if ('error' in end) {
    return [section(words.page.failed, false, errorParagraphs(end.error, words))];
  }
  if (end.command === 'summary') return [summarySection(end.result, words)];
  if ('summary' in end.result && end.result.summary !== undefined) {
    return [summarySection(end.result.summary, words)];
  }
  switch (end.command) {
    case 'check':
      return end.result.targets.map((target) => targetSection(target, words, checkedSection));
    case 'repair':
      return end.result.targets.map((target) => targetSection(target, words, repairedSection));
    case 'diagnose':
      return end.result.targets.map((target) => targetSection(target, words, diagnosedSection));
    case 'prevent': {
      const { title, isGood, rows } = preventionPart(end.result, words);
      return [section(title, isGood, [table(rows)])];
    }
    case 'undo':
      if ('targets' in end.result) return [];
      return 'snapshot' in end.result
        ? end.result.restored.map((outcome) => undoneSection(outcome, words))
        : [undoneSection(end.result, words)];
    default:
      return [];
  }
}

/** Of many targets: which ended how. */
function summarySection(summary: Summary, words: Messages): Html {
  const rows = summary.targets.map((row): TextRow => {
    const what = row.error === undefined ? '' : ` ${whatWentWrong(row.error, words)}`;
    return [nameOf(row), `${words.many.outcomes[row.outcome]}${what}`];
  });
  const isGood = summary.notBegun === 0 && (summary.counts['not-done'] ?? 0) === 0;
  return section(summaryText(summary, words), isGood, rows.length === 0 ? [] : [table(rows)]);
}

function targetSection<Result>(
  end: TargetEnd<Result>,
  words: Messages,
  render: (named: Named, result: Result, words: Messages) => Html,
): Html {
  if (end.ok) {
    return render(end, end.result, words);
  }
  return section(`${heading(end)} ${words.page.failed}`, false, errorParagraphs(end.error, words));
}

function errorParagraphs(error: HiveError, words: Messages): readonly Html[] {
  const { what, next, commands = [] } = describeError(error, words);
  return [
    html`<p>${what}</p><p>${next}</p>`,
    ...commands.map((command) => html`<p><code>${command}</code></p>`),
  ];
}

function checkedSection(named: Named, found: CheckResult, words: Messages): Html {
  const { repairNeeded, nothingToRepair } = words.results;
  return section(
    `${heading(named)} ${found.needsRepair ? repairNeeded : nothingToRepair}`,
    !found.needsRepair,
    [labelledTable(foundRows(found, words), words), ...replaySection(found.replay, words)],
  );
}

function repairedSection(named: Named, result: RepairResult, words: Messages): Html {
  return section(`${heading(named)} ${verdict(result, words)}`, true, [
    labelledTable(repairRows(result, words), words),
    ...(result.online ? [] : replaySection(result.outcome.replay, words)),
    ...(result.online ? [] : proofSection(result.outcome, words)),
    ...nextSection(named, result, words),
  ]);
}

function diagnosedSection(named: Named, result: DiagnosisResult, words: Messages): Html {
  const { check, verdict } = result;
  const isGood = verdict.grade === 'unlikely';
  const found = check === undefined ? [] : [labelledTable(foundRows(check, words), words)];
  return section(`${heading(named)} ${words.diagnosis.grade[verdict.grade]}`, isGood, [
    ...diagnosisParts(named, result, words),
    ...found,
  ]);
}

function nextSection(named: Named, result: RepairResult, words: Messages): readonly Html[] {
  const steps = nextSteps(named, result, words);
  return steps.length === 0
    ? []
    : [html`<h3>${words.results.nextHeading}</h3><ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>`];
}

function undoneSection(outcome: UndoOutcome, words: Messages): Html {
  return section(undoVerdict(outcome, words), true, [
    labelledTable(undoRows(outcome, words), words),
    ...(outcome.restored === undefined ? [] : [table(backupRows(outcome.restored, words))]),
  ]);
}

function replaySection(replay: ReplayAccount | undefined, { page, results }: Messages): readonly Html[] {
  if (replay === undefined || replay.applied.length + replay.refused.length === 0) {
    return [];
  }
  const applied = replay.applied.map(
    (log): TextRow => [
      log.file,
      `${page.log({
        entries: log.entries,
        first: log.firstSequenceNumber,
        last: log.lastSequenceNumber,
        pages: log.pages,
        bytes: log.bytes,
      })}${results.listSeparator}${results.logStop[log.stop]}`,
    ],
  );
  const refused = replay.refused.map(({ file, reason }): TextRow => [file, results.refusedLog[reason]]);
  return [html`<h3>${page.headings.replay}</h3>${table([...applied, ...refused])}`];
}

function proofSection({ verification, backup }: RepairOutcome, words: Messages): readonly Html[] {
  const rows = [
    ...(verification === undefined ? [] : verificationRows(verification, words)),
    ...(backup === undefined ? [] : backupRows(backup, words)),
  ];
  return rows.length === 0 ? [] : [html`<h3>${words.page.headings.proof}</h3>${table(rows)}`];
}

/** More would not fit on a page, and the JSON report has them all. */
const MOST_RANGES = 12;

function verificationRows(verification: Verification, { page, results }: Messages): TextRow[] {
  const { labels } = page;
  const ranges = verification.changedRanges
    .slice(0, MOST_RANGES)
    .map(({ offset, length }) => page.range(offset, length));
  const more = verification.changedRanges.length > MOST_RANGES ? ['...'] : [];
  return [
    [labels.changedRanges, [...ranges, ...more].join(results.listSeparator)],
    ...verification.changedKeys.map(
      (path): TextRow => [labels.changedKeys, ['HKLM', 'SOFTWARE', ...path].join('\\')],
    ),
  ];
}

function backupRows({ files }: BackupSummary, { page }: Messages): TextRow[] {
  return files.map(
    ({ name, size, checksum }): TextRow => [
      page.labels.backupFiles,
      `${name} (${fileSize(size)}) ${checksum}`,
    ],
  );
}

function section(heading: string, isGood: boolean, parts: readonly Html[]): Html {
  return html`<section class="${isGood ? 'good' : 'bad'}"><h2>${heading}</h2>${parts}</section>
`;
}

function labelledTable(rows: readonly Row[], { results }: Messages): Html {
  return table(rows.map(([label, text]) => [results.labels[label], text]));
}

function table(rows: readonly TextRow[]): Html {
  return html`<table>${rows.map(([label, text]) => html`<tr><th>${label}</th><td>${text}</td></tr>`)}</table>`;
}

function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
