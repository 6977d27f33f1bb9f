import { enHiveKinds } from './en-lost-hive.ts';
import type { ErrorMessages } from './messages.ts';
import type { RegistryErrorCode } from './registry-messages.ts';

const PROBLEMS = {
  'name-empty': 'has a key without a name (two backslashes)',
  'name-too-long': 'has a key name of more than 255 characters',
};

const DATA_PROBLEMS = {
  'empty-string': 'has an empty string in it, which would end the list',
  'no-number': 'is no number',
  'number-too-large': 'is larger than it may be',
  'no-bytes': 'is not pairs of hexadecimal digits',
};

const SPELLING =
  'Spell it as the registry editor does, such as HKLM\\SOFTWARE\\Microsoft, or in a hive file from its root, such as Microsoft\\Windows.';

/** Keys and values that are not there, and paths that lead nowhere. */
export const enRegistry: Pick<ErrorMessages, RegistryErrorCode> = {
  'key-path-malformed': ({ given, problem }) => ({
    what: `"${given}" ${PROBLEMS[problem]}.`,
    next: SPELLING,
  }),
  'key-path-unmapped': ({ key }) => ({
    what: `${key} is in no hive on a disk.`,
    next: 'Begin with HKLM\\SOFTWARE, HKLM\\SYSTEM, HKLM\\SAM, HKLM\\SECURITY, HKU\\.DEFAULT, HKU\\ and the name of a profile (with _Classes for its classes), HKCU with --user, or HKCR.',
  }),
  'key-path-of-other-hive': ({ path, kind, key }) => ({
    what: `${key} is in another hive: ${path} ${enHiveKinds[kind]}.`,
    next: 'Name the Windows instead of the hive file, or give the path from the root of the hive.',
  }),
  'profile-missing': ({ path, name, known }) => ({
    what:
      name === undefined
        ? `HKCU is the user who is signed in, and on the disk of ${path} that is nobody.`
        : `There is no profile called ${name} in ${path}.`,
    next: `Give the profile with --user, or as HKU\\NAME. ${known.length === 0 ? 'None is listed here.' : `There are: ${known.join(', ')}.`}`,
  }),
  'data-type-unknown': ({ given }) => ({
    what: `There is no type called "${given}".`,
    next: 'Types: REG_SZ, REG_EXPAND_SZ, REG_MULTI_SZ (strings with \\0 between them), REG_DWORD, REG_QWORD, REG_BINARY (hexadecimal), REG_NONE, or a number.',
  }),
  'data-malformed': ({ type, given, problem }) => ({
    what: `"${given}" ${DATA_PROBLEMS[problem]} (${type}).`,
    next: 'Numbers are decimal (16) or hexadecimal (0x10), bytes are pairs of digits (00ab), strings of a list have \\0 between them (one\\0two). Nothing was changed.',
  }),
  'control-set-unknown': ({ path }) => ({
    what: `Which control set is the current one, ${path} does not say: Select\\Current is missing.`,
    next: 'Name the control set itself, such as HKLM\\SYSTEM\\ControlSet001.',
  }),
  'key-missing': ({ path, key }) => ({
    what: `There is no key ${key} in ${path}.`,
    next: 'See which keys there are with "hivemend query" and the path of a key above it.',
  }),
  'value-missing': ({ path, key, value }) => ({
    what: `${key} has no ${value === '' ? 'default value' : `value called "${value}"`} in ${path}.`,
    next: 'See which values there are with "hivemend query" and the path of the key.',
  }),
  'nothing-found': ({ path, key, text }) => ({
    what: `Nothing below ${key} in ${path} has "${text}" in its name or data.`,
    next: 'Names and text are compared without regard to capitals; numbers and bytes are not searched.',
  }),
};
