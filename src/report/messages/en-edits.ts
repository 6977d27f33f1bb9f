import type { ErrorDetails } from '../../ground/errors.ts';
import { fileSize } from '../figures.ts';
import type { ErrorMessages } from './messages.ts';

/** Why an edit can't be made. */
export const enRefusals: Readonly<Record<ErrorDetails['edit-refused']['reason'], string>> = {
  root: 'the root of a hive can not be deleted',
  'key-name-empty': 'the name of a key is empty',
  'key-name-has-backslash': 'the name of a key has a backslash in it',
  'key-name-too-long': 'the name of a key has more than 255 characters',
  'value-name-too-long': 'the name of a value has more than 16,383 characters',
  'too-deep': 'more than 512 keys lie one below the other',
  'data-too-long': 'the data are longer than a hive can hold',
  'key-not-deletable': 'Windows forbids to delete this key',
  'key-volatile': 'the key above does not outlive a restart, and neither would this one',
  'layered-hive': 'the hive lies over another one, so that what is deleted would show what lies below',
};

/** Changes of keys and values that can't be made as they were asked for. Edits are counted from 1 for people. */
export const enEdits: Pick<ErrorMessages, 'edits-contradict' | 'edit-refused' | 'hive-too-large'> = {
  'edits-contradict': ({ path, index, earlier, key, value }) => ({
    what: `Two changes of ${path} contradict each other: number ${index + 1} would take back what number ${earlier + 1} makes of ${keyOrValue(key, value)}.`,
    next: 'Leave one of them out; nothing was changed.',
  }),
  'edit-refused': ({ path, index, key, reason }) => ({
    what: `Change number ${index + 1} of ${path} can't be made: ${enRefusals[reason]} (${keyOrValue(key)}).`,
    next: 'Leave it out, or name another key; nothing was changed.',
  }),
  'hive-too-large': ({ path, size }) => ({
    what: `${path} would become ${fileSize(size)} large, which is more than Windows loads.`,
    next: 'Write less into it; nothing was changed.',
  }),
};

function keyOrValue(key: readonly string[], value?: string): string {
  const name = key.length === 0 ? 'the root key' : key.join('\\');
  return value === undefined ? name : `the value "${value}" of ${name}`;
}
