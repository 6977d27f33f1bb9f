import type { InstallEvent, JobName, TargetEnd, TargetOutcome, TargetRow } from '../../jobs/results.ts';
import { LINES_SCHEMA } from '../../jobs/results.ts';
import { errorLineText } from '../../report/json.ts';
import type { LineContent, OutputLine, TargetResult } from '../../report/json-lines.ts';
import { loadMessages } from '../../report/messages/messages.ts';
import { rowOfTarget } from '../../report/person/summary-lines.ts';
import { linesOf } from '../../report/printed.ts';
import { wrap } from '../../report/text-layout.ts';
import type { OptionValues } from '../argv/options.ts';
import type { Context } from '../context.ts';

/** How many targets are told while they are worked on: as lines of JSON, as rows of a table, or not before the end. */
export interface Teller {
  begin(target: string): void;
  event(row: Pick<TargetRow, 'target' | 'image'>, event: InstallEvent): void;
  end(end: TargetEnd<TargetResult>, outcome: TargetOutcome): void;
}

export async function tellerFor(context: Context, command: JobName, options: OptionValues): Promise<Teller> {
  if (options['json-lines'] === true) {
    return linesTeller(context, command, options);
  }
  return options.json === true ? SILENT : rowsTeller(context);
}

/** Told whole, in the one document. */
const SILENT: Teller = {
  begin: () => undefined,
  event: () => undefined,
  end: () => undefined,
};

async function linesTeller(
  { surroundings }: Context,
  command: JobName,
  options: OptionValues,
): Promise<Teller> {
  const english = await loadMessages('en');
  const { stdout, clock } = surroundings;
  const write = (line: LineContent): void => {
    const whole: OutputLine = { schema: LINES_SCHEMA, time: clock().toISOString(), command, ...line };
    stdout.write(errorLineText(whole, english));
  };
  return {
    begin: (target) => write({ event: 'begin', target }),
    event: (row, event) => {
      if (event.event !== 'progress') write({ ...row, ...event });
    },
    end: (end, outcome) => write({ event: 'result', outcome, dryRun: options['dry-run'] === true, ...end }),
  };
}

function rowsTeller({ surroundings, words, style, resultStyle }: Context): Teller {
  return {
    ...SILENT,
    event: ({ target }, event) => {
      if (event.event !== 'warning') return;
      const text = `${target}: ${words.results.warning(event.warning)}`;
      surroundings.stderr.write(linesOf(wrap(text, style.width)));
    },
    end: (end, outcome) =>
      surroundings.stdout.write(linesOf(rowOfTarget({ ...end, outcome }, words, resultStyle))),
  };
}
