import type { PreventionResult } from '../../jobs/results.ts';
import { heading } from '../heading.ts';
import type { Messages } from '../messages/messages.ts';
import { isLeft, preventionRows } from '../person/prevention-lines.ts';

/** What of `prevent` stands on the page. */
export function preventionPart(result: PreventionResult, words: Messages) {
  const { measures, windowsFolder } = result;
  const left = measures.filter(isLeft).length;
  const failed = measures.filter(({ state }) => state === 'failed').length;
  return {
    title: `${heading({ target: windowsFolder })} ${words.prevention.verdict(left, failed)}`,
    isGood: left + failed === 0,
    rows: preventionRows(result, words),
  };
}
