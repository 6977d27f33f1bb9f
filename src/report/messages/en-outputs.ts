import type { ErrorMessages } from './messages.ts';

/** Files that hivemend was asked to write. */
export const enOutputs: Pick<ErrorMessages, 'output-folder-missing' | 'not-a-log' | 'file-not-ours'> = {
  'output-folder-missing': ({ folder, path }) => ({
    what: `${path} can't be written: there is no folder ${folder}.`,
    next: 'Make the folder first ("mkdir"), or name another file.',
  }),
  'not-a-log': ({ path }) => ({
    what: `${path} is there already and is no log of hivemend; nothing was added to it.`,
    next: 'Give --log the name of a new file, or of a log that hivemend wrote.',
  }),
  'file-not-ours': ({ path }) => ({
    what: `${path} is there already and is not hivemend's; nothing was copied.`,
    next: 'Name a folder of its own, such as E:\\hivemend, or replace that file with --force.',
  }),
};
