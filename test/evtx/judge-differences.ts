import type { JudgeName } from './judges.ts';

/**
 * Where our reader and another one differ over the logs of real machines, and who is right. The test finds each of these
 * and no other.
 */

export type DifferenceName =
  | 'time-rounded'
  | 'negative-number'
  | 'white-space-cut'
  | 'control-characters-cut'
  | 'array-in-one-element'
  | 'element-of-nothing';

export const DIFFERENCES: Readonly<
  Record<DifferenceName, { readonly judge: JudgeName; readonly right: string; readonly why: string }>
> = {
  'time-rounded': {
    judge: 'python-evtx',
    right: 'ours and evtxexport',
    why: 'A FILETIME has seven digits; python-evtx makes a float of it and is up to 3 microseconds off.',
  },
  'negative-number': {
    judge: 'evtxexport',
    right: 'ours and python-evtx',
    why: 'Int32 and Int64 are in two’s complement (MinimumPasswordLengthAudit -1 is "not set"); evtxexport prints the bits below the sign as a magnitude.',
  },
  'white-space-cut': {
    judge: 'evtxexport',
    right: 'ours and python-evtx',
    why: 'A text that is only a line feed is a text; evtxexport prints an empty element.',
  },
  'control-characters-cut': {
    judge: 'python-evtx',
    right: 'ours and evtxexport',
    why: 'The password policy of event 4739 comes as characters (U+0003 for 3 days); python-evtx drops what XML forbids.',
  },
  'array-in-one-element': {
    judge: 'python-evtx',
    right: 'ours and evtxexport',
    why: 'Windows shows an element for each string of an array; python-evtx puts them all, with tags of its own, into the text of one, in another order where some are empty.',
  },
  'element-of-nothing': {
    judge: 'python-evtx',
    right: 'ours and evtxexport',
    why: 'An element that depends on a value that is not there is left out ([MS-EVEN6] 2.2.12, DependencyID); python-evtx does not know dependencies.',
  },
};

/** Events that only our reader has, by log. */
export const OURS_ALONE: Readonly<Record<string, { readonly events: number; readonly why: string }>> = {
  'omer_MSExchange_Management_wec.evtx': {
    events: 1,
    why: 'An event without a template, as collectors write them; its elements name no dependency. Both others give up on it.',
  },
  'omer_issue_201.evtx': { events: 1, why: 'The same log under another name.' },
  'omer_sample-with-zero-data-size-event.evtx': {
    events: 114,
    why: 'Record 3 has the size 0. Both others leave the chunk there; the records behind it are whole.',
  },
  'omer_sample_with_a_bad_chunk_magic.evtx': {
    events: 113,
    why: 'Two chunks lost their headers, and records after a broken one are left by the others. Template definitions that were lost with the headers are taken from other chunks of the log, by their identifier.',
  },
};

/** Events that a judge has and our reader has not, by log. */
export const JUDGES_ALONE: Readonly<
  Record<string, { readonly judge: JudgeName; readonly events: number; readonly why: string }>
> = {
  'omer_Microsoft-Windows-HelloForBusiness%4Operational.evtx': {
    judge: 'python-evtx',
    events: 1,
    why: 'python-evtx makes an event of nothing, number 0 of provider "", of the zeros behind the last record.',
  },
  'omer_sample_with_a_bad_chunk_magic.evtx': {
    judge: 'python-evtx',
    events: 3,
    why: 'Two records end in zeros where their chunk was overwritten; python-evtx tells half a value ("Microsoft.Wi"). The third is of nothing, as above.',
  },
};
