import type { DirtyReason, SignInSetting, StartedFrom } from '../../jobs/results.ts';
import { accountName } from '../account-names.ts';
import { figure, fileSize } from '../figures.ts';
import { storedText } from '../stored-text.ts';
import { enFailure } from './en-failures.ts';
import { enRefusedLog } from './en-refused-log.ts';
import { enSelfTest } from './en-self-test.ts';
import type { HibernationDoubt, LostTrait, ResultMessages } from './result-messages.ts';

const count = (number: number, one: string, many = `${one}s`): string =>
  `${figure(number)} ${number === 1 ? one : many}`;

const registryPlace = (keyPath: readonly string[], valueName: string): string =>
  `HKLM\\SOFTWARE\\${keyPath.join('\\')}, ${valueName}`;

function settingValue(setting: SignInSetting): string {
  switch (setting.because) {
    case 'key-missing':
    case 'value-missing':
      return 'missing';
    case 'value':
      return String(setting.value);
    case 'value-malformed':
      return `type ${setting.type}, ${count(setting.dataSize, 'byte')}`;
  }
}

const RESTART: Readonly<Record<StartedFrom, string>> = {
  'recovery-environment': 'Remove the stick, type "exit", and choose Continue to restart the PC.',
  'windows-pe': 'Remove the stick, and type "wpeutil reboot" to restart the PC.',
  other: 'Remove the stick, and start the PC from its own disk.',
};

const DIRTY: Readonly<Record<DirtyReason, string>> = {
  'checksum-wrong': 'the checksum of its base block is wrong',
  'sequence-numbers-differ': 'it was not closed properly',
  'base-block-unreadable': 'its base block is lost',
};

function hibernationDoubt({ path, because, cause }: HibernationDoubt): string {
  return because === 'unreadable'
    ? `${path} can't be read (${cause})`
    : `${path} begins with ${cause}, which no known Windows writes`;
}

const TRAITS: Readonly<Record<LostTrait, string>> = {
  'security-descriptor': 'access rights',
  attributes: 'attributes',
  'creation-time': 'creation time',
  'object-id': 'object ID',
};

/** What made a backup, by the job's name. */
const RUNS: Readonly<Record<string, string>> = {
  repair: 'a repair',
  undo: 'an undo',
  add: 'an addition',
  delete: 'a deletion',
  import: 'an import',
};

export const enResults: ResultMessages = {
  labels: {
    windows: 'Windows',
    edition: 'Edition',
    computer: 'Computer',
    dates: 'Used',
    hive: 'Hive',
    setting: 'Setting',
    dirty: 'Dirty',
    log: 'Log',
    hibernation: 'Shutdown',
    interrupted: 'Earlier run',
    repaired: 'Repaired',
    lastSet: 'Last set',
    accounts: 'Accounts',
    also: 'Also',
    result: 'Result',
    change: 'Change',
    remedy: 'Remedy',
    verified: 'Verified',
    backup: 'Backup',
    restored: 'Put back',
    note: 'Note',
    next: 'Next',
  },
  listSeparator: ', ',

  repairNeeded: 'REPAIR NEEDED',
  nothingToRepair: 'nothing to repair',
  notDone: 'NOT DONE',
  windowsUnknown: 'Windows, version unknown',
  preinstallation: 'Windows PE (recovery or installation media)',
  setting: (setting) => {
    switch (setting.because) {
      case 'key-missing':
      case 'value-missing':
        return 'Windows Hello is not enforced (DevicePasswordLessBuildVersion is not there, which means off)';
      case 'value':
        return setting.state === 'off'
          ? `Windows Hello is not enforced (${setting.valueName} = 0)`
          : `Only Windows Hello may sign in with a Microsoft account (${setting.valueName} = ${setting.value}${
              setting.value === 2 ? '' : '; any number but 0 is taken as on'
            })`;
      case 'value-malformed':
        return `${setting.valueName} has an unexpected form (${settingValue(setting)}); what Windows makes of it is not known, so a repair is advised`;
    }
  },
  replay: (account) => {
    if (account.acceptedWithoutLogs) {
      return 'The hive was not closed properly and was read WITHOUT its transaction logs: newest changes are missing';
    }
    const entries = account.applied.reduce((sum, log) => sum + log.entries, 0);
    const pages = account.applied.reduce((sum, log) => sum + log.pages, 0);
    return `Not closed properly (power off?); read together with its transaction logs: ${count(entries, 'log entry', 'log entries')}, ${count(pages, 'page')} applied`;
  },
  refusedLog: enRefusedLog,
  logStop: {
    end: 'all entries applied',
    'entry-torn': 'stopped before an incomplete entry',
    'sequence-gap': 'stopped at a gap in the sequence',
    'entry-wrong': 'stopped before an entry that makes no sense',
  },
  hibernation: (finding) => {
    switch (finding.state) {
      case 'not-hibernated':
        return undefined;
      case 'hibernated':
        return 'Windows was not shut down fully (Fast Startup or hibernation); a repair is refused until it was restarted';
      case 'unknown':
        return `Whether Windows was shut down fully is not known: ${hibernationDoubt(finding)}`;
    }
  },
  interruptedRun: (startedAt) =>
    `A repair or undo${startedAt === undefined ? '' : ` started at ${startedAt}`} was interrupted; the next repair or undo finishes it or takes it back`,
  account: ({ profileName, kind, identityName, hasHelloPin, lastSignedIn }) => {
    const facts = [
      {
        microsoft: 'Microsoft account',
        entra: 'work or school account (Entra ID)',
        undetermined: 'kind of account not known',
      }[kind],
      ...(identityName === undefined ? [] : [identityName]),
      ...(hasHelloPin ? ['has a PIN'] : []),
      ...(lastSignedIn ? ['last to sign in'] : []),
    ];
    return `${profileName} (${facts.join(', ')})`;
  },
  noAccounts: 'none found in the SOFTWARE hive',
  unassignedIdentities: (names) => `Microsoft accounts that signed in here: ${names.join(', ')}`,
  otherCause: (cause) => {
    const place = registryPlace(cause.keyPath, cause.valueName);
    switch (cause.cause) {
      case 'passwordless-experience':
        return `A policy hides the password for work or school accounts, not for Microsoft accounts (${place} = ${cause.value})`;
      case 'password-provider-excluded':
        return `A policy leaves the password out of the sign-in screen (${place})`;
      case 'password-provider-disabled':
        return `Signing in with a password is switched off (${place} = ${cause.value})`;
      case 'smart-card-required':
        return `A policy requires a smart card (${place} = ${cause.value})`;
      case 'multi-factor-unlock':
        return `A policy requires two factors to unlock (${place})`;
    }
  },
  otherCausesUnchanged:
    'An administrator or a management service has set these. hivemend takes them away only from a Windows that does not run.',
  takeAway: (target, names) => ({
    says: 'An administrator or a management service has set these. If the PC is yours, this takes them away ("hivemend remedies" tells more):',
    command: `hivemend repair ${target} --also ${names}`,
  }),
  fixCommand: (target) => ({ says: 'To repair it:', command: `hivemend repair ${target}` }),

  repaired: 'REPAIRED: Windows Hello is no longer the only way to sign in',
  valueSet: (value) => `DONE: the value is now ${value}`,
  remedied: 'DONE: the remedies that were named are applied',
  alreadyRight: 'The setting is right already; nothing was written',
  wouldChange: 'DRY RUN: everything up to the write went well; nothing was written',
  wouldRestore: 'DRY RUN: the backup could be put back; nothing was written',
  restored: 'RESTORED: the hive and its logs are as they were in the backup',
  alreadyRestored: 'The hive is the one in the backup already; nothing was written',
  interruptedUndone: ({ alreadyRestored, dryRun }) => {
    const rest =
      'Changes before it stay; "hivemend list-backups TARGET" shows them, and another "hivemend undo TARGET" takes the last one back';
    if (alreadyRestored)
      return `The last run was interrupted before it changed anything, so that there is nothing of it to undo. ${rest}`;
    return dryRun
      ? `DRY RUN: what an interrupted run had begun could be taken back; nothing was written. ${rest}`
      : `RESTORED: what an interrupted run had begun has been taken back. ${rest}`;
  },
  change: (name, before, after) => `${name}: ${before} -> ${after}`,
  settingValue,
  verified: (bytesChecked, changedBytes, places) =>
    `${count(bytesChecked, 'byte')} checked: ${count(changedBytes, 'byte')} in ${count(places, 'place')} changed, all of them part of this change`,
  recovery: {
    finished: 'An earlier run was interrupted after its change was complete; it has been finished',
    'taken-back': 'An earlier run was interrupted; what it had begun has been taken back',
    'cleaned-up': 'An earlier run was interrupted before it changed the hive; what it left has been removed',
    'out-of-reach':
      'An earlier run was interrupted, and its backup cannot be found from here; the hive is whole, as it was before that run or after it ("hivemend undo TARGET --backup-dir FOLDER" takes that run back, once the folder with its backup is there)',
    'left-alone':
      'An earlier run was interrupted, and the hive has been changed by something else since; it was left as it is, and the backup was kept',
  },
  warning: (warning) => {
    switch (warning.code) {
      case 'left-image-closed':
        return `An earlier run was killed while it had ${warning.image} open; what it had mounted was closed, and nothing of it was kept`;
      case 'volume-not-flushed':
        return `The system gave no way to make sure that everything has reached the disk; restart the PC instead of switching it off (${warning.path})`;
      case 'lock-left':
        return `The lock file beside ${warning.path} could not be removed (${enFailure(warning.reason)}); the next run removes it`;
      case 'backup-open-to-others':
        return `${warning.openTo.map(accountName).join(', ')} can open the backup in ${warning.path}, and could not open the hive; keep it elsewhere, or set its access rights in Windows`;
      case 'backup-protection-unknown':
        return `Who can open the backup in ${warning.path} could not be found out: this system lacks getfattr and setfattr (package attr), which would give it the access rights of the hive`;
      case 'traits-lost':
        return `${warning.path} is a new file now and lacks what the old one had: ${warning.traits.map((trait) => TRAITS[trait]).join(', ')}`;
      case 'dirty-accepted':
        return `The hive was taken without its transaction logs (${warning.reasons.map((reason) => DIRTY[reason]).join(', ')}): newest changes may be lost`;
      case 'hibernation-unknown':
        return `Whether Windows was shut down fully is not known: ${hibernationDoubt(warning)}. If it was not, it may undo what is changed now: choose Power > Restart in Windows before, not "Shut down"`;
      case 'always-in-place':
        return 'A hive is always written in place now; --in-place makes no difference';
      case 'backup-of-pages-only':
        return `There is no room for a copy of the whole hive (${figure(warning.needed)} bytes; ${figure(warning.available)} are free): the backup holds the changed pages as they were (${warning.path})`;
    }
  },
  replaced: {
    'old-logs':
      'The hive was replaced by a new file: its transaction logs have the format of Windows before 8.1',
    'log-format-unknown':
      'The hive was replaced by a new file: it has no transaction logs, and does not say which Windows wrote it',
    'second-name':
      'The hive was replaced by a new file: it had a second name, under which it must not change',
    'change-too-large': 'The hive was replaced by a new file: the change is too large for a transaction log',
    damaged: 'The hive was replaced by a new file: what was there could not be read as a hive',
  },
  watchingLock: 'Another hivemend may be at work on this hive: waiting for a sign of life ...',
  storedKey: 'a key',
  storedValue: (value) => (value === null ? 'missing' : storedText(value)),
  step: {
    read: 'Reading the hive',
    replay: 'Applying the transaction logs',
    'back-up': 'Backing up',
    edit: 'Changing the value',
    stage: 'Writing the new hive beside the old one',
    flush: 'Waiting for the disk',
    verify: 'Verifying the new hive',
    write: 'Writing the change',
    replace: 'Replacing the hive',
    'read-back': 'Reading back',
  },

  fileNotWritten: (path, cause) =>
    `${path} could not be written in full (${cause}). The outcome of the command itself is as told.`,
  nextHeading: 'What to do now:',
  nextAfterRepair: (startedFrom, hasOtherCauses) => [
    RESTART[startedFrom],
    'On the sign-in screen connect to a network (the first sign-in may need it), choose "Sign-in options" and the key symbol, and enter the password of the Microsoft account.',
    'Set up PIN, face or fingerprint again: Settings > Accounts > Sign-in options.',
    `No password to choose? The account may have none (see account.microsoft.com/security)${
      hasOtherCauses ? ', or what is listed under "Also" hides it' : ''
    }.`,
    'If a Windows update enforces Windows Hello again, run hivemend again.',
  ],
  nextAfterOnline: [
    'Sign out, connect to a network, choose the Microsoft account, "Sign-in options" and the key symbol, and enter the password of the account.',
    'Set up PIN, face or fingerprint again: Settings > Accounts > Sign-in options.',
    'If a Windows update enforces Windows Hello again, run hivemend again.',
  ],
  nextUndoOnline: { says: 'To take it back:', command: 'hivemend repair --online --value 2' },
  nextUndo: (target) => ({ says: 'To take it back:', command: `hivemend undo ${target}` }),
  nextAfterUndo: ['Restart the PC. If Windows Hello was enforced before, it is again.'],

  noBackups: 'There are no backups of this hive.',
  backup: ({ id, createdAt, command, kind, files, isUnfinished }) =>
    `${id}  ${createdAt.slice(0, 16).replace('T', ' ')} UTC, ${files[0]?.name ?? ''} before ${RUNS[command] ?? command}${
      kind === 'pages' ? ', changed pages only' : ''
    }${isUnfinished === true ? ', unfinished: that run was interrupted, or is at work' : ''}`,
  version: ({ hivemend, commit, hivex, emscripten, node, architecture }) => [
    `hivemend ${hivemend} (${architecture}, commit ${commit})`,
    `hivex ${hivex}, compiled by emscripten ${emscripten}; Node.js ${node}`,
  ],
  media: ({ folder, isOnStick, start, files }) => [
    `Copied to ${folder}, and compared:`,
    ...files.map(({ name, size }) => `  ${name} (${fileSize(size)})`),
    ...(isOnStick ? [] : ['Copy this folder to a stick, under the name "hivemend".']),
    'At the recovery prompt, type this, with the letter of the stick in place of E:',
    `  ${start}`,
  ],
  selfTest: enSelfTest,
};
