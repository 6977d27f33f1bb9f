import type { ErrorCode, HiveError } from '../ground/errors.ts';
import { isHiveError } from '../ground/errors.ts';
import type { JobName } from '../jobs/results.ts';
import type { Advice, Messages, UsageProblem } from './messages/messages.ts';

/**
 * What is wrong and what to do, in words.
 * @param command that was called wrongly, whose own help says more
 */
export function describeError<Code extends ErrorCode>(
  error: HiveError<Code>,
  words: Messages,
  command: JobName | null = null,
): Advice {
  const advice = words.errors[error.code](error.details);
  if (!isHiveError(error, 'usage')) return advice;
  const what = describeProblem(error.details, words);
  return command === null ? { ...advice, what } : { ...advice, what, next: words.help.commandHint(command) };
}

/** What is wrong, and the code by which more can be found: `hivemend help CODE`. A cancelled run is no error. */
export function whatAndCode({ code }: Pick<HiveError, 'code'>, what: string): string {
  return code === 'cancelled' ? what : `${what} [${code}]`;
}

function describeProblem<Kind extends UsageProblem['kind']>(
  problem: Extract<UsageProblem, { readonly kind: Kind }>,
  words: Messages,
): string {
  const kind: Kind = problem.kind;
  return words.usage[kind](problem);
}
