import type { SkippedPart } from '../../jobs/registry-results.ts';
import { figure, fileSize } from '../figures.ts';
import { enRegFileProblems } from './en-reg-file.ts';
import type { RegistryMessages } from './registry-messages.ts';

const PROBLEMS: Readonly<Record<SkippedPart['problem'], string>> = {
  ...enRegFileProblems,
  'key-path-unmapped': 'a key that is in no hive on a disk',
  'key-path-of-other-hive': 'a key of another hive than this one',
  'hive-root-deleted': "the root of a hive can't be deleted",
};

export const enRegistryWords: RegistryMessages = {
  defaultValue: '(Default)',
  exported: ({ key, file, keys, values, size }) =>
    `Exported ${key}: ${figure(keys)} ${keys === 1 ? 'key' : 'keys'} and ${figure(values)} ${values === 1 ? 'value' : 'values'}, to ${file} (${fileSize(size)}).`,
  same: 'No differences.',
  skipped: (count) => `SKIPPED in the .reg file: ${figure(count)} ${count === 1 ? 'place' : 'places'}`,
  skippedPart: ({ file, line, column, problem, last }) =>
    `${file === undefined ? '' : `${file}, `}line ${line}, column ${column}${last > line ? ` (to line ${last})` : ''}: ${PROBLEMS[problem]}`,
  moreSkipped: (count) => `  ... and ${figure(count)} more, which are not listed`,
  notCompared: (hives) => `Not compared, because one of the two lacks the hive: ${hives.join(', ')}.`,
  field: { flags: 'flags', 'class-name': 'class name', security: 'security descriptor' },
  leftOut: (count) =>
    `LEFT OUT: ${figure(count)} that a .reg file can't hold, because the name is empty or has a line's end in it:`,
  changeVerdict: ({ alreadyRight, dryRun, skipped = [] }) =>
    alreadyRight
      ? skipped.length > 0
        ? 'Nothing was written: what was not skipped is so already.'
        : 'All of it is so already. Nothing was written.'
      : dryRun
        ? 'This is what would change. Nothing was written (--dry-run).'
        : 'DONE. This was changed:',
  moreLetters: (letters) =>
    ` ... (${figure(letters)} more ${letters === 1 ? 'letter' : 'letters'}; --json has all)`,
  moreDifferences: (count) => `... and ${figure(count)} more (--json has them all)`,
};
