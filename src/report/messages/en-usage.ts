import type { UsageMessages } from './messages.ts';

export const enUsage: UsageMessages = {
  'unknown-command': ({ given, nearest }) =>
    `There is no command "${given}".${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`,
  'target-without-command': ({ given }) => `What is to be done with ${given}?`,
  'command-missing': ({ option }) => `${option} needs a command before it, such as "check" or "repair".`,
  'unknown-option': ({ given, nearest }) =>
    `There is no option ${given}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`,
  'option-of-other-command': ({ option, command }) => `"${command}" does not take ${option}.`,
  'option-repeated': ({ option }) => `${option} was given more than once.`,
  'option-takes-no-value': ({ option, given }) => `${option} takes no value, but "${given}" was given.`,
  'option-needs-value': ({ option, argument }) => `${option} needs a value: ${option} ${argument}.`,
  'option-value': ({ option, given, expected }) =>
    `${option} does not take "${given}". It takes: ${expected}.`,
  'options-exclude': ({ options }) => `${options[0]} and ${options[1]} can't be used together.`,
  'drive-expected': ({ given }) => `"${given}" is not a drive; give its letter, such as E:.`,
  'target-missing': ({ operand }) => `This command needs a ${operand}.`,
  'too-many-targets': ({ given, atMost }) =>
    atMost !== 1
      ? `"${given}" is one word too many.`
      : `Only one target is taken; "${given}" is one too many.`,
  'quote-in-target': ({ given }) =>
    `The path ${given} contains a quotation mark. Leave out the backslash before the closing quotation mark: "E:" instead of "E:\\".`,
  unreadable: ({ text }) => `The command line can't be read: ${text}.`,
};
