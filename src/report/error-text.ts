import type { ErrorCode, HiveError } from '../ground/errors.ts';
import { isHiveError } from '../ground/errors.ts';
import type { Advice, Messages, UsageProblem } from './messages/messages.ts';

/** What is wrong and what to do, in words. */
export function describeError<Code extends ErrorCode>(error: HiveError<Code>, words: Messages): Advice {
  const advice = words.errors[error.code](error.details);
  return isHiveError(error, 'usage') ? { ...advice, what: describeProblem(error.details, words) } : advice;
}

function describeProblem<Kind extends UsageProblem['kind']>(
  problem: Extract<UsageProblem, { readonly kind: Kind }>,
  words: Messages,
): string {
  const kind: Kind = problem.kind;
  return words.usage[kind](problem);
}
