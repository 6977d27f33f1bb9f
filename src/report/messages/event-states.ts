import type { Details } from './diagnosis-messages.ts';

/** What the fields of an event come to, for the words of both languages. */

export function startedWithVbs({ VsmPolicy = '0', Status = '0' }: Details): boolean {
  return Number(VsmPolicy) !== 0 && Number(Status) === 0;
}

export function ranIsolated({ IsolationLevel = '', IsolationEngineAdapter = '' }: Details): boolean {
  return Number(IsolationLevel) !== 0 || (IsolationEngineAdapter !== '' && IsolationEngineAdapter !== '-');
}
