import type { LockedOutMessages } from './locked-out-messages.ts';

export const enLockedOut: LockedOutMessages = {
  heading: 'Still no way to sign in with the password?',
  steps: (target) => [
    {
      says: 'Is it the Windows that the PC starts? Its computer name and accounts must be yours. Every Windows that there is:',
      command: 'hivemend list',
    },
    {
      says: 'On the sign-in screen, connect to a network (symbol at the lower right): the first sign-in with the password may need it. Then choose "Sign-in options" and the key symbol.',
    },
    {
      says: 'Does the account have a password? Look at account.microsoft.com/security on another device: an account can be set to have none, and a forgotten password can be changed there.',
    },
    {
      says: 'No key symbol? Something else may hide it, which this then tells under "Also"; with a work or school account ask its administrator:',
      command: `hivemend check ${target}`,
    },
    { says: 'What locked the PC out, and what to do about it:', command: `hivemend diagnose ${target}` },
  ],
  driveNote: 'C: stands for the letter of the Windows drive.',
  hint: { says: "Still can't sign in?", command: 'hivemend help still-locked-out' },
  repairedOn: (day, backup) => `by hivemend on ${day} UTC; its backup: ${backup}`,
  repairedElsewhere: (day) =>
    `by hivemend on ${day} UTC; no backup found beside the hive: "hivemend undo" with the --backup-dir of that repair takes it back`,
  lastSetOn: (day) => `${day} UTC`,
  enforcedAgain: (day) =>
    `hivemend repaired this Windows on ${day} UTC already. The setting is on again: a Windows update may have done that.`,
  otherNeedsRepair: (chosen, other) => `${chosen} needs no repair; ${other} does.`,
  takeOther: 'Take that one instead?',
};
