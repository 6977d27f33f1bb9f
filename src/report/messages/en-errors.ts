import type { FormatDetails } from '../../ground/errors.ts';
import { fileSize } from '../figures.ts';
import { isPerhapsImmutable } from '../immutable-file.ts';
import { codeText } from '../unlock-answer.ts';
import { asTyped } from './command-line.ts';
import { enDiverted } from './en-diverted.ts';
import { enEdits } from './en-edits.ts';
import { enFailure } from './en-failures.ts';
import { enImages } from './en-images.ts';
import { enLostHive, enWholeCopies } from './en-lost-hive.ts';
import { enNothingFound } from './en-nothing-found.ts';
import { enOutputs } from './en-outputs.ts';
import { enRefusedLog } from './en-refused-log.ts';
import { enRegFile } from './en-reg-file.ts';
import { enRegRefused } from './en-reg-refused.ts';
import { enRegistry } from './en-registry.ts';
import { enSnapshotErrors } from './en-snapshot.ts';
import { enTargetLists } from './en-target-lists.ts';
import { enUnlockAnswer } from './en-unlock-answers.ts';
import type { Advice, ErrorMessages } from './messages.ts';

const CHECK_DISK =
  'Run "chkdsk X: /f" with the drive of that file, or copy the data to another disk, and try again.';
const RESTORE_POINT =
  'hivemend does not repair damaged hives. Try a restore point or a backup of this PC, or ask a data recovery service.';

const LOG_WANTED = 'Name a file of Windows\\System32\\winevt\\Logs that ends in .evtx.';

function damage(
  sentence: string,
  { file, structure, offset, expected, actual, copies }: FormatDetails,
  remedy: Pick<Advice, 'next' | 'commands'> = enWholeCopies(file, copies) ?? { next: RESTORE_POINT },
) {
  return {
    what: `${sentence}: ${file}, ${structure} at byte ${offset}: expected ${expected}, found ${actual}.`,
    ...remedy,
  };
}

/** A log's path with the code of its refusal, as `logs-unusable` tells them. */
function refusal(reason: string): string {
  const [, path, code = ''] = /^(.*): ([a-z-]+)$/s.exec(reason) ?? [];
  const words: Readonly<Record<string, string>> = enRefusedLog;
  return path === undefined ? reason : `${path}: ${words[code] ?? code}`;
}

const KEY_PROBLEMS: Readonly<Record<string, string>> = {
  empty: 'nothing was given',
  'other-characters': 'there are other characters than digits in it',
  'wrong-length': 'it does not have 48 digits',
  'several-passwords': 'the file holds more than one',
};

function because(cause: string | undefined): string {
  return cause === undefined ? '' : ` (${cause})`;
}

const PROTECTION_ACTIONS = {
  'add-recovery-password': 'add a recovery key to',
  'remove-recovery-password': 'remove the recovery key from',
  suspend: 'suspend the protection of',
} as const;

export const enErrors: ErrorMessages = {
  ...enDiverted,
  ...enEdits,
  ...enImages,
  ...enLostHive,
  ...enNothingFound,
  ...enOutputs,
  ...enRegFile,
  ...enRegRefused,
  ...enRegistry,
  ...enTargetLists,
  usage: (problem) =>
    problem.kind === 'target-without-command'
      ? {
          what: problem.kind,
          next: 'To repair it, or only to see whether it needs a repair:',
          commands: [`hivemend repair ${asTyped(problem.given)}`, `hivemend check ${asTyped(problem.given)}`],
        }
      : { what: problem.kind, next: 'See "hivemend --help".' },
  'ambiguous-target': ({ candidates }) => ({
    what: `There is more than one Windows here: ${candidates.join(', ')}.`,
    next: 'Name the one you mean, or take all of them with --all.',
  }),
  'backup-missing': ({ target, id, candidates }) => ({
    what:
      candidates === undefined
        ? `There is no backup ${id === undefined ? '' : `${id} `}for ${target}.`
        : `There are ${candidates} backups, and none is certain to be of ${target}: name one with --backup ID.`,
    next: 'See which there are with "hivemend list-backups TARGET"; if you used --backup-dir, give it again.',
  }),
  'terminal-needed': ({ command, instead }) => ({
    what: `"${command}" asks questions, and there is no terminal to ask them at.`,
    next:
      instead === undefined
        ? 'Give a command with its target, such as "hivemend repair E:". See "hivemend --help".'
        : `Answer them beforehand: "${instead}". See "${command} --help".`,
  }),
  'key-on-same-drive': ({ path, volume }) => ({
    what: `${path} lies on the drive that the recovery key opens.`,
    next: `Name a file on another drive, such as a stick: what lies on ${volume} can't be read when it is locked.`,
  }),

  'file-missing': ({ path }) => ({
    what: `There is no ${path}.`,
    next: 'Check the name and the drive letter; in a recovery environment letters differ. "hivemend list" shows what is there.',
  }),
  'file-exists': ({ path }) => ({
    what: `${path} exists already.`,
    next: 'Choose another name, or move that file away.',
  }),
  'not-a-file': ({ path }) => ({
    what: `${path} is not a file.`,
    next: 'Name a file; where a Windows is meant, a drive, a Windows folder or a SOFTWARE hive.',
  }),
  'not-a-folder': ({ path }) => ({
    what: `${path} is not a folder.`,
    next: 'Name an existing folder.',
  }),
  'access-denied': ({ path, cause }) => ({
    what: `Access to ${path} is denied${because(cause)}.`,
    next: isPerhapsImmutable(path, cause)
      ? 'As root, take the immutable attribute away if the file has it ("lsattr FILE" shows it as i, "sudo chattr -i FILE" takes it away); otherwise use sudo. Then try again.'
      : 'Open the Command Prompt as administrator (or use sudo), and try again. In a recovery environment, check that the drive is not locked by BitLocker.',
  }),
  'file-in-use': ({ path, cause }) => ({
    what: `Another program uses ${path}${because(cause)}.`,
    next: 'If it is loaded in the Registry Editor, unload it there ("reg unload"). For the Windows that is running, use --online.',
  }),
  'file-read': ({ path, cause }) => ({
    what: `${path} can't be read${because(cause)}.`,
    next: CHECK_DISK,
  }),
  'file-write': ({ path, cause }) => ({
    what: `Writing ${path} failed${because(cause)}; the original hive is unchanged.`,
    next: CHECK_DISK,
  }),
  'no-hard-links': ({ path, cause }) => ({
    what: `The drive of ${path} can't give a file a second name${because(cause)}.`,
    next: 'Put the backup elsewhere with --backup-dir.',
  }),
  'disk-full': ({ path, needed, available }) => ({
    what: `There is not enough room for ${path}${room(needed, available)}.`,
    next: 'Free some space there, or put the backup on another drive with --backup-dir, or keep only the changed pages with --backup changed.',
  }),
  'file-changed': ({ path }) => ({
    what: `${path} was changed by another program while hivemend worked; hivemend wrote nothing into it.`,
    next: 'Close the program that writes to it, and try again.',
  }),
  'hive-locked': ({ path, processId, since }) => ({
    what: `Another hivemend (process ${processId}, since ${since}) works on ${path}.`,
    next: 'Wait until it has finished, and try again.',
  }),
  'lock-name-taken': ({ path, hive }) => ({
    what: `${path} is a folder: hivemend's lock for ${hive} would have to be a file there.`,
    next: 'hivemend makes no such folder. Look what is in it, move or rename it, and try again.',
  }),
  'hive-in-use': ({ path }) => ({
    what: `${path} belongs to the Windows that is running now.`,
    next: 'Use "hivemend repair --online" here, or start the PC from recovery media.',
  }),

  'windows-missing': ({ path }) => ({
    what: `There is no Windows in ${path}.`,
    next: 'See where Windows is with "hivemend list". In a recovery environment drive letters differ from those in Windows.',
  }),
  'hive-missing': ({ path, isInterrupted }) => ({
    what: `The registry file ${path} is missing${isInterrupted ? ': a hivemend that was replacing it was interrupted' : ''}.`,
    next: isInterrupted
      ? 'Run "hivemend repair" or "hivemend undo": it puts the file back first. Do not start this Windows before.'
      : 'This Windows is incomplete. See with "hivemend list" whether another one is meant.',
  }),
  'volume-locked': ({ path }) => ({
    what: `${path} is locked by BitLocker.`,
    next: 'Unlock it with "hivemend unlock" and the drive letter. The recovery key is shown at https://aka.ms/myrecoverykey.',
  }),
  'windows-hibernated': ({ path }) => ({
    what: `This Windows was not shut down fully: Fast Startup or hibernation left its session in ${path}. A change made now could be lost or do damage.`,
    next: 'Start the PC from its own disk, choose Power > Restart on the sign-in screen (hold Shift to come back to recovery), and run hivemend again.',
  }),

  'hive-signature': (details) => damage('This is not a registry hive', details),
  'hive-version': (details) => damage('This hive has a format that hivemend does not write', details),
  'hive-checksum': (details) => damage("The hive's checksum is wrong", details),
  'hive-truncated': (details) => damage('The hive is cut off', details),
  'hive-structure': (details) => damage('The hive is damaged', details),
  'hive-damaged': (details) =>
    damage(`The hive is damaged in ${details.count} place(s); the first is here`, details),

  'event-log-signature': (details) => damage('This is not an event log', details, { next: LOG_WANTED }),
  'event-log-version': (details) =>
    damage('This event log has an unknown format', details, { next: LOG_WANTED }),
  'event-log-truncated': (details) => damage('The event log is cut off', details, { next: LOG_WANTED }),
  'event-log-structure': (details) => damage('The event log is damaged', details, { next: LOG_WANTED }),

  'logs-missing': ({ path }) => ({
    what: `${path} is dirty: its newest data was only in its transaction logs (.LOG1, .LOG2), and they are missing.`,
    next: 'Put the logs beside it. Without them --accept-dirty goes on, and what they held is lost.',
  }),
  'logs-unusable': ({ path, reasons }) => ({
    what: `${path} is dirty, and its transaction logs can't be applied (${reasons.map(refusal).join(', ')}).`,
    next: 'If you have the logs that belong to it, put them beside it. --accept-dirty goes on without them, and what they held is lost.',
  }),

  ...enSnapshotErrors,
  'hive-not-as-left': ({ path, backup }) => ({
    what: `${path} has changed since the repair whose backup is ${backup}; putting it back would lose those changes.`,
    next: 'If that is what you want, use --force: the present hive is backed up first.',
  }),
  'backup-damaged': ({ path }) => ({
    what: `The backup file ${path} is not as it was when it was made; it was not put back.`,
    next: 'Choose another backup with --backup ID; "hivemend list-backups TARGET" shows them.',
  }),

  'hivex-call': ({ call, message }) => ({
    what: `hivex could not work on the hive (${call}: ${message}).`,
    next: RESTORE_POINT,
  }),
  'hivex-trap': ({ call, message }) => ({
    what: `hivex stopped while working on the hive (${call}: ${message}).`,
    next: 'Nothing was changed. Please report this with the output of "hivemend self-test".',
    isToReport: true,
  }),
  'media-damaged': ({ path }) => ({
    what: `${path} is damaged: its checksum is not the one in SHA256SUMS.`,
    next: 'Get hivemend again, or use another stick.',
  }),
  'hivex-module': ({ reason }) => ({
    what: `The built-in hivex module can't be used: ${reason}.`,
    next: 'The program file is damaged, or the file given with --hivex-wasm does not fit. Get hivemend again and compare SHA256SUMS.',
  }),

  'verification-failed': ({ path, differences }) => ({
    what: `The new hive was not as intended (${differences.join('; ')}), so ${path} was not changed.`,
    next: 'Nothing was changed. Please report this with the report file (--report FILE).',
    isToReport: true,
  }),
  'write-undone': ({ path, reason }) => ({
    what: `The check after writing ${path} failed (${enFailure(reason)}); the hive was made again what it was.`,
    next: CHECK_DISK,
  }),
  'restore-failed': ({ path, backup, reason }) => ({
    what: `Writing ${path} failed, and making it again what it was failed too (${enFailure(reason)}). It holds the old state or the new one, whole: which one, the log beside it decides.`,
    next: `Run hivemend again as soon as the disk can be written: it finishes the work or takes it back. The backup is in ${backup}.`,
  }),
  'interrupted-run': ({ path, backup, reason }) => ({
    what: `An earlier run on ${path} was interrupted, and is not finished or taken back (${enFailure(reason)}).`,
    next: `Make the backup reachable${backup === '' ? '' : ` (${backup})`}, and run "hivemend repair" or "hivemend undo" before Windows is started: it finishes that run or takes it back first.`,
  }),

  'command-missing': ({ program }) => ({
    what: `This system has no ${program}.`,
    next: 'Use the recovery environment of the PC itself or Windows installation media: both have it. A WinPE of your own needs the packages WinPE-WMI and WinPE-SecureStartup.',
  }),
  'command-failed': ({ program, exitCode, cause }) => ({
    what: `${program} failed${exitCode === undefined ? '' : ` with exit code ${exitCode}`}${because(cause)}.`,
    next: 'Open the Command Prompt as administrator, and try again.',
  }),
  'recovery-password-malformed': ({ groups, problem }) => ({
    what:
      groups.length === 0
        ? `This is not a BitLocker recovery key: ${KEY_PROBLEMS[problem] ?? problem}.`
        : `The recovery key is mistyped in group ${groups.join(', ')}.`,
    next: 'It has 48 digits in 8 groups of 6. Compare it with the recovery key page, and type it again.',
  }),
  'unlock-refused': ({ volume, exitCode }) => ({
    what: `${volume} was not unlocked: ${enUnlockAnswer(exitCode)}.`,
    next: 'The key may belong to another drive: compare the key ID shown with those on https://aka.ms/myrecoverykey, and take the key that goes with it.',
  }),
  'protection-refused': ({ volume, action, exitCode }) => ({
    what: `manage-bde did not ${PROTECTION_ACTIONS[action]} ${volume} (it answered ${codeText(exitCode)}).`,
    next: 'A policy of an organisation may forbid it: look in "Manage BitLocker" in the Control Panel, or ask whoever manages this PC.',
  }),
  'protection-uncertain': ({ volume, action }) => ({
    what: `Whether manage-bde did ${PROTECTION_ACTIONS[action]} ${volume} is not known: it failed or was ended, and does not tell.`,
    next: 'As administrator, the first of these commands shows the keys, and the second whether the drive is protected.',
    commands: [`manage-bde -protectors -get ${volume}`, `manage-bde -status ${volume}`],
  }),
  'recovery-password-lost': ({ volume, keyId }) => ({
    what: `A recovery key was added to ${volume} that nobody has got, and it could not be removed again; its ID is ${keyId}.`,
    next: 'As administrator, the first of these commands shows it, and the second removes it.',
    commands: [
      `manage-bde -protectors -get ${volume} -id {${keyId}}`,
      `manage-bde -protectors -delete ${volume} -id {${keyId}}`,
    ],
  }),
  'not-administrator': ({ path }) => ({
    what: `Administrator rights are needed for ${path}.`,
    next: 'Sign in with an administrator account, right-click Command Prompt, choose "Run as administrator", and try again.',
  }),

  cancelled: () => ({
    what: 'Cancelled; nothing was changed.',
    next: 'Run hivemend again whenever you like.',
  }),
  bug: ({ message }) => ({
    what: `hivemend has a bug: ${message}.`,
    next: 'Please report it with the lines below.',
    isToReport: true,
  }),
};

function room(needed: number | undefined, available: number | undefined): string {
  if (needed === undefined) {
    return '';
  }
  const has = available === undefined ? '' : `, ${fileSize(available)} are free`;
  return `: ${fileSize(needed)} are needed${has}`;
}
