import type { ErrorDetails } from '../../ground/errors.ts';
import { enRefusals } from './en-edits.ts';
import type { ErrorMessages } from './messages.ts';
import type { RefusedRegFileCode } from './reg-file-messages.ts';

type Problem = ErrorDetails['reg-file-refused' | 'reg-file-unfit']['problem'];

const PROBLEMS: Readonly<Record<Problem, string>> = {
  ...enRefusals,
  contradicts: 'it contradicts an earlier line',
  'key-path-unmapped': 'the key is in no hive on a disk',
  'key-path-of-other-hive': 'the key is in another hive than the one that was named',
  'hive-root-deleted': "the root of a hive can't be deleted",
  'symbolic-link': 'the key, or one above it, is a symbolic link, and Windows would write elsewhere',
  'predefined-handle': 'the key, or one above it, stands for a key of another hive',
  'name-twice': 'there is more than one key of that name, and which one Windows means is not known',
};

const REASONS: Readonly<Record<ErrorDetails['reg-file-hive-missing']['reason'], string>> = {
  'hive-missing': 'a hive that this Windows lacks',
  'profile-missing': 'a profile that this Windows does not have',
  'control-set-unknown': 'CurrentControlSet, and which one that is the SYSTEM hive does not say',
};

const WAYS_ON: typeof REASONS = {
  'hive-missing': 'Take the key out of the file, or name another Windows.',
  'profile-missing': 'Take the key out of the file, give the profile with --user, or name another Windows.',
  'control-set-unknown':
    'Name the control set itself in the file, such as HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001.',
};

/** Changes that a .reg file asks for and that can't be made. */
export const enRegRefused: Pick<ErrorMessages, RefusedRegFileCode> = {
  'reg-file-refused': ({ problem, earlier, ...place }) => ({
    what: `${placeOf(place)}: ${PROBLEMS[problem]}${earlier === undefined ? '' : ` (line ${earlier.line}${earlier.path === place.path ? '' : ` of ${earlier.path}`})`}.`,
    next: 'Correct the file, or take the line out. Nothing was changed.',
  }),
  'reg-file-unfit': ({ problem, ...place }) => ({
    what: `${placeOf(place)}: ${PROBLEMS[problem]}.`,
    next: 'Take the line out, or look at the key with "hivemend query". Nothing was changed.',
  }),
  'reg-file-hive-missing': ({ reason, ...place }) => ({
    what: `${placeOf(place)} is in ${REASONS[reason]}.`,
    next: `${WAYS_ON[reason]} Nothing was changed.`,
  }),
};

type Place = Pick<ErrorDetails['reg-file-unfit'], 'path' | 'line' | 'column' | 'key' | 'value'>;

function placeOf({ path, line, column, key, value }: Place): string {
  const name = value === undefined || value === '' ? key : `"${value}" of ${key}`;
  return `${path}, line ${line}, column ${column}, ${name}`;
}
