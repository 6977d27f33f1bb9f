import type { ErrorMessages } from './messages.ts';

/** As install/ calls it in the details of the error. */
const READ_ONLY_ATTRIBUTE = 'read-only attribute';

/** Files that hivemend was asked to write. */
export const enOutputs: Pick<
  ErrorMessages,
  'output-folder-missing' | 'not-a-log' | 'file-not-ours' | 'read-only'
> = {
  'read-only': ({ path, cause }) =>
    cause === READ_ONLY_ATTRIBUTE
      ? {
          what: `${path} has the read-only attribute.`,
          next: `Take it off ("attrib -r" with that path), and try again.`,
        }
      : {
          what: `${path} can't be written: the drive that it is on is read-only${cause === undefined ? '' : ` (${cause})`}.`,
          next: 'Switch the write protection of the stick or card off, or mount the volume or image for writing. Linux mounts the drive of a hibernated Windows read-only: restart that Windows first.',
        },
  'output-folder-missing': ({ folder, path }) => ({
    what: `${path} can't be written: there is no folder ${folder}.`,
    next: 'Make the folder first ("mkdir"), or name another file.',
  }),
  'not-a-log': ({ path, isHivesLog }) => ({
    what: isHivesLog
      ? `${path} is the name of a registry hive's own transaction log; nothing was written there.`
      : `${path} is there already and is no log of hivemend; nothing was added to it.`,
    next: 'Give --log the name of a new file, or of a log that hivemend wrote.',
  }),
  'file-not-ours': ({ path }) => ({
    what: `${path} is there already and is not hivemend's; nothing was copied.`,
    next: 'Name a folder of its own, such as E:\\hivemend, or replace that file with --force.',
  }),
};
