import type { ErrorCode } from '../../ground/errors.ts';

/** Why something else failed: results have the code of an error there, or what the system said. */
const BY_CODE: Readonly<Partial<Record<ErrorCode, string>>> = {
  'access-denied': 'access is denied',
  'backup-damaged': 'the backup is damaged',
  'backup-missing': 'the backup is not there',
  cancelled: 'it was cancelled',
  'disk-full': 'the disk is full',
  'file-changed': 'another program wrote the file',
  'file-exists': 'a file of that name is there already',
  'file-in-use': 'a file is in use',
  'file-missing': 'a file is not there',
  'file-read': "a file can't be read",
  'file-write': "a file can't be written",
  'hive-checksum': 'the hive is damaged',
  'hive-damaged': 'the hive is damaged',
  'hive-signature': 'the file is no hive',
  'hive-structure': 'the hive is damaged',
  'hive-truncated': 'the hive is cut off',
  'hive-version': 'the hive has a form that hivemend does not write',
  'logs-missing': 'the transaction logs are not there',
  'logs-unusable': "the transaction logs can't be applied",
  'not-a-file': 'a folder lies in the place of a file',
  'not-a-folder': 'a file lies in the place of a folder',
  'not-a-hive': 'the file is no hive',
  'path-diverted': 'a link leads elsewhere',
  'read-only': 'the drive is read-only',
  'verification-failed': 'what was read back is not what was written',
  'volume-locked': 'BitLocker has locked the drive',
};

const OTHERS = {
  'change-too-large': 'the change is too large for the log',
  'manifest missing': 'the backup does not say what the run did',
};

const WORDS: Readonly<Record<string, string>> = { ...BY_CODE, ...OTHERS };

/** @param reason several of them with '; ' between */
export const enFailure = (reason: string): string =>
  reason
    .split('; ')
    .map((one) => WORDS[one] ?? one)
    .join('; ');
