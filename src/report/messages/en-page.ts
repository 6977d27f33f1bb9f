import { figure } from '../figures.ts';
import type { PageMessages } from './page-messages.ts';

export const enPage: PageMessages = {
  title: 'hivemend report',
  labels: {
    started: 'Started',
    finished: 'Finished',
    ticket: 'Ticket',
    technician: 'Technician',
    computer: 'Run on',
    program: 'Program',
    commandLine: 'Command line',
    disk: 'Disk afterwards',
    changedRanges: 'Bytes that differ',
    changedKeys: 'Changed keys',
    backupFiles: 'Files in the backup',
  },
  headings: {
    run: 'This run',
    replay: 'Transaction logs',
    proof: 'Proof',
  },
  disk: {
    unchanged: 'unchanged',
    changed: 'changed',
    restored: 'restored from the backup',
    uncertain: 'UNCERTAIN',
  },
  failed: 'NOT DONE',
  range: (offset, length) => `${figure(length)} at ${figure(offset)}`,
  log: ({ entries, first, last, pages, bytes }) =>
    `${figure(entries)} entries (sequence numbers ${first} to ${last}), ${figure(pages)} pages, ${figure(bytes)} bytes`,
  footer: 'Times are in UTC. This page was made by hivemend and loads nothing from elsewhere.',
};
