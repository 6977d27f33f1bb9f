import type { JobName } from '../../jobs/results.ts';
import type { HelpDocument, OptionHelp } from '../../report/help-document.ts';
import { optionWords } from '../../report/help-text.ts';
import type { Messages } from '../../report/messages/messages.ts';
import type { OptionName } from '../../report/messages/names.ts';
import type { Command } from '../command.ts';
import { HELP_PAGES, type HelpTopic } from './arguments.ts';
import { errorRows, rowOf, usageOperands } from './help.ts';
import { COMMON_OPTIONS, OPTIONS, spellingOf } from './options.ts';

/** The same help as on the screen, as data. @param words in English, as all JSON is */
export function helpDocument(
  topic: HelpTopic | undefined,
  commands: readonly Command[],
  words: Messages,
): HelpDocument {
  const { help, lockedOut } = words;
  if (topic === 'exit-codes')
    return { topic, exitCodes: help.exitCodes.map(([code, meaning]) => ({ code, meaning })) };
  if (topic === 'errors') return { topic, errors: errorRows(words) };
  if (topic === 'still-locked-out') return { topic, steps: lockedOut.steps('C:') };
  if (topic === undefined) {
    return {
      topic: 'hivemend',
      purpose: help.purpose,
      commands: commands.map(({ name }) => ({ name, summary: help.commands[name].summary })),
      options: COMMON_OPTIONS.map((name) => optionHelp(name, words)),
      pages: HELP_PAGES,
    };
  }
  return 'error' in topic
    ? { topic: 'errors', errors: [rowOf(topic.error, words)] }
    : commandHelp(topic, words);
}

function commandHelp(command: Command, words: Messages): HelpDocument {
  const { name, operands, options } = command;
  const { summary, description, examples } = words.help.commands[name];
  return {
    topic: 'command',
    name,
    purpose: summary,
    description,
    usage: ['hivemend', name, usageOperands(command)].join(' ').trim(),
    operands: operands.map(({ name: operand, atLeast, atMost }) => ({
      name: operand,
      isRequired: atLeast === 1,
      isRepeatable: atMost === 'many',
    })),
    options: [...options, ...COMMON_OPTIONS].map((option) => optionHelp(option, words, name)),
    examples,
  };
}

function optionHelp(name: OptionName, { help }: Messages, command?: JobName): OptionHelp {
  const specification = OPTIONS[name];
  return {
    option: `--${spellingOf(name)}`,
    ...('argument' in specification ? { argument: specification.argument } : {}),
    does: optionWords(name, help, command),
  };
}
