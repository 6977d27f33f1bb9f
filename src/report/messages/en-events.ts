import { figure } from '../figures.ts';
import type { EventMessages } from './event-messages.ts';

const LEVELS = ['information', 'critical', 'error', 'warning', 'information', 'verbose'];
const DAMAGE = {
  'header-missing': 'its header is gone',
  'header-checksum': "its header's checksum is wrong",
  'records-checksum': "its records' checksum is wrong",
  cut: 'the file ends within it',
};

export const enEvents: EventMessages = {
  level: (number) => LEVELS[number ?? 0] ?? `level ${number}`,
  record: (number) => `record ${number}`,
  noName: '(no name)',
  count: (count, records) =>
    `${figure(count)} of ${figure(records)} ${records === 1 ? 'record' : 'records'} shown.`,
  leftOut: (count) =>
    `The oldest ${figure(count)} are left out: ask for fewer, or use --json-lines, which shows all.`,
  period: (from, to) => `The log goes from ${from} to ${to}.`,
  noPeriod: 'The log holds no records.',
  headerDamaged: "The file's header is damaged; chunks were found without it.",
  moreChunks: (found, declared) =>
    `The log was not closed: ${figure(found)} chunks were found where its header counts ${figure(declared)}.`,
  damagedChunk: (offset, what) =>
    `The chunk at byte ${offset} is damaged (${what.map((each) => DAMAGE[each]).join(', ')}). What could be read is shown.`,
  damagedRecords: (count, first) =>
    count === 1
      ? `A record could not be read, at byte ${first}.`
      : `${figure(count)} records could not be read, the first at byte ${first}.`,
  andMore: (count) => `${figure(count)} more chunks are damaged.`,
};
