import type { ErrorCode } from '../ground/errors.ts';
import { HiveError } from '../ground/errors.ts';
import { ERROR_EXAMPLES } from './error-examples.ts';
import { describeError } from './error-text.ts';
import type { Messages } from './messages/messages.ts';
import { BLANK, type Printed, printable, printed } from './printed.ts';
import { hang, wrap } from './text-layout.ts';

/** Every error for people who look one up, made from its words: `hivemend help errors`, and docs/errors.md. */

/** One error, as it is told in an example. */
export interface ErrorRow {
  readonly code: ErrorCode;
  readonly exitCode: number;
  readonly cause: string;
  readonly remedy: string;
}

export function errorRow<Code extends ErrorCode>(code: Code, exitCode: number, words: Messages): ErrorRow {
  const { what, next, commands = [] } = describeError(new HiveError(code, ERROR_EXAMPLES[code]), words);
  return { code, exitCode, cause: what, remedy: [next, ...commands].join(' ') };
}

export function errorTableLines(rows: readonly ErrorRow[], { help }: Messages, width: number): Printed[] {
  return [
    ...wrap(help.errorsIntroduction, width),
    ...rows.flatMap(({ code, exitCode, cause, remedy }) => [
      BLANK,
      printed`${printable(code)} (${printable(help.exitCodeOf(exitCode))})`,
      ...hang('  ', cause, width),
      ...hang('  ', remedy, width),
    ]),
  ];
}

/** As a table in Markdown. */
export function errorTableText(rows: readonly ErrorRow[], { help }: Messages): string {
  const { code, exit, cause, remedy } = help.errorColumns;
  return `${[
    `# ${help.errorsHeading}`,
    '',
    help.errorsIntroduction,
    '',
    `| ${[code, exit, cause, remedy].join(' | ')} |`,
    '| --- | --- | --- | --- |',
    ...rows.map(
      (row) =>
        `| \`${row.code}\` | ${[String(row.exitCode), row.cause, row.remedy].map(escaped).join(' | ')} |`,
    ),
  ].join('\n')}\n`;
}

/** What Markdown would take for its own. */
const escaped = (text: string): string => text.replaceAll(/[\\|<>*_`[\]]/g, '\\$&');
