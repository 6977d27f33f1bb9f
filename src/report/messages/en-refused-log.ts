import type { LogRefusal } from '../../jobs/results.ts';

/** Why a transaction log was not used. */
export const enRefusedLog: Readonly<Record<LogRefusal, string>> = {
  empty: 'empty',
  'too-small': 'too small',
  'too-large': 'larger than any log that Windows writes',
  'base-block-wrong': 'damaged base block',
  'other-hive': 'belongs to another hive',
  superseded: 'nothing newer in it',
  'sequence-gap': 'does not continue the log before it',
  'predecessor-damaged': 'not used, since the log before it is damaged',
  'no-valid-entry': 'no valid entry',
};
