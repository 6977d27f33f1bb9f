import type { GuidedMessages } from './guided-messages.ts';

export const enGuided: GuidedMessages = {
  looking: 'hivemend: lets a Microsoft account sign in with its password again. Looking for Windows ...',
  whichOne: 'Which one?',
  answers: {
    yesNo: 'Type y (yes) or n (no) and press Enter:',
    yesNoByDefault: (isYes) => `Type y (yes) or n (no) and press Enter (Enter alone: ${isYes ? 'y' : 'n'}):`,
    textOrNothing: '(Enter alone: none):',
    yesNoDetails: 'Type y (yes), n (no) or d (details) and press Enter:',
    numberDetails: (count) => `Type its number (1 to ${count}) or d (details) and press Enter:`,
    number: (count) => `Type its number (1 to ${count}) and press Enter:`,
  },
  willChange: (hive, before) =>
    `hivemend will change one value in ${hive}: DevicePasswordLessBuildVersion, from ${before} to 0.`,
  willBackUp: 'The whole file is backed up first, and "hivemend undo" takes the change back.',
  repairQuestion: 'Repair it now?',
  finishQuestion: 'Finish what was interrupted or take it back now, and then repair?',
  keepRecords: (folder) => `Keep a log and a report of this run in ${folder}?`,
  ticket: 'Ticket number',
  technician: 'Technician',
  recordsKept: (report) => `The report is in ${report}.`,
  recordsNotKept: (why) => `No log and no report will be kept: ${why}`,
  dirtyNote:
    'The PC was switched off without shutting down; the newest data in the transaction logs is taken into account.',
  lockedQuestion: (volume) =>
    `${volume} is locked by BitLocker, so hivemend can't see what is on it. Unlock it now, with its recovery key?`,
  keyWanted: (volume, keyIds) => [
    `To unlock ${volume} you need its recovery key: 48 digits, which Windows also calls recovery password.`,
    ...(keyIds.length === 0 ? [] : [`The key ID begins with: ${keyIds.join(', ')}`]),
    'It is shown, with this key ID, at https://aka.ms/myrecoverykey or https://account.microsoft.com/devices/recoverykey (on a phone, signed in with the same Microsoft account).',
    'Type its digits and press Enter; dashes may be left out. s shows all digits or hides them, Ctrl+C stops without changing anything.',
  ],
  keyQuestion: 'Recovery key:',
  groupsMistyped: (groups) =>
    groups.length === 1
      ? `Group ${groups.join('')} is mistyped: compare it with the recovery key page, and type its 6 digits again.`
      : `Groups ${groups.join(', ')} are mistyped: compare them with the recovery key page, and type their digits again, group by group.`,
  groupsUnfinished: (groups) =>
    groups.length === 1
      ? `Group ${groups.join('')} does not have 6 digits yet.`
      : `Groups ${groups.join(', ')} do not have 6 digits each yet.`,
  unlocked: (volume) => `${volume} is unlocked until the PC is restarted.`,
  alreadyOpen: (volume) => `${volume} is not locked.`,
};
