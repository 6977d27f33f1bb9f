import type { ErrorCode } from '../../ground/errors.ts';
import { type ErrorRow, errorRow, errorTableLines } from '../../report/error-table.ts';
import {
  type CommandOutline,
  commandLines,
  exitCodeLines,
  type OptionOutline,
  overviewLines,
} from '../../report/help-text.ts';
import type { Messages } from '../../report/messages/messages.ts';
import type { OptionName } from '../../report/messages/names.ts';
import { lockedOutPage } from '../../report/person/locked-out-lines.ts';
import type { Printed } from '../../report/printed.ts';
import type { Command } from '../command.ts';
import { allErrorCodes, exitCodeOf } from '../exit-codes.ts';
import type { HelpTopic } from './arguments.ts';
import { COMMON_OPTIONS, OPTIONS, spellingOf } from './options.ts';

/** Help for a command, one of the pages, or for the program when neither is asked for. */
export function helpLines(
  topic: HelpTopic | undefined,
  commands: readonly Command[],
  words: Messages,
  width: number,
): Printed[] {
  const common = COMMON_OPTIONS.map(outlineOption);
  if (topic === 'exit-codes') {
    return exitCodeLines(words, width);
  }
  if (topic === 'still-locked-out') {
    return lockedOutPage(words, width);
  }
  if (topic === 'errors') {
    return errorTableLines(errorRows(words), words, width);
  }
  if (topic !== undefined && 'error' in topic) {
    return errorTableLines([rowOf(topic.error, words)], words, width);
  }
  return topic === undefined
    ? overviewLines(commands.map(outline), common, words, width)
    : commandLines(outline(topic), common, words, width);
}

/** Every error in words. */
export function errorRows(words: Messages): readonly ErrorRow[] {
  return allErrorCodes().map((code) => rowOf(code, words));
}

export const rowOf = (code: ErrorCode, words: Messages): ErrorRow => errorRow(code, exitCodeOf(code), words);

/** As in 'check TARGET... [options]'. */
export function usageOperands({ operands, options }: Command): string {
  const words = operands.map(({ name, atLeast, atMost }) => {
    const word = atMost === 'many' ? `${name}...` : name;
    return atLeast === 0 ? `[${word}]` : word;
  });
  return [...words, ...(options.length === 0 ? [] : ['[OPTION...]'])].join(' ');
}

function outline(command: Command): CommandOutline {
  return {
    name: command.name,
    operands: usageOperands(command),
    options: command.options.map(outlineOption),
  };
}

function outlineOption(name: OptionName): OptionOutline {
  const specification = OPTIONS[name];
  return {
    name,
    spelled: spellingOf(name),
    argument: 'argument' in specification ? specification.argument : undefined,
  };
}
