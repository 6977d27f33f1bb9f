import { figure } from '../figures.ts';
import type { ManyMessages } from './many-messages.ts';

const COUNTED: Readonly<Record<string, string>> = {
  repaired: 'repaired',
  'right-already': 'right already',
  'would-change': 'would be repaired (dry run)',
  'repair-needed': 'in need of a repair',
  'nothing-to-repair': 'with nothing to repair',
  'put-back': 'put back',
  'as-before': 'as before already',
  'would-put-back': 'would be put back (dry run)',
  'not-done': 'not done',
};

export const enMany: ManyMessages = {
  outcomes: {
    repaired: 'REPAIRED',
    'right-already': 'right already',
    'would-change': 'would be repaired',
    'repair-needed': 'REPAIR NEEDED',
    'nothing-to-repair': 'nothing to repair',
    'put-back': 'PUT BACK',
    'as-before': 'as before already',
    'would-put-back': 'would be put back',
    'not-done': 'NOT DONE',
  },
  counted: (outcome, count) => `${figure(count)} ${COUNTED[outcome] ?? outcome}`,
  nothing: 'nothing was to be done',
  skipped: (count) => `${figure(count)} done by an earlier run`,
  notBegun: (count) => `${figure(count)} not begun`,
  andMore: (count) => `${figure(count)} more were not done: --json and --report have all of them.`,
  target: 'Target',
  outcome: 'Outcome',
};
