import {
  type CommandOutline,
  commandLines,
  exitCodeLines,
  type OptionOutline,
  overviewLines,
} from '../../report/help-text.ts';
import type { Messages } from '../../report/messages/messages.ts';
import type { OptionName } from '../../report/messages/names.ts';
import type { Printed } from '../../report/printed.ts';
import type { Command } from '../command.ts';
import { COMMON_OPTIONS, OPTIONS } from './options.ts';

/** Help for a command or on exit codes, or for the program when neither is asked for. */
export function helpLines(
  topic: Command | 'exit-codes' | undefined,
  commands: readonly Command[],
  words: Messages,
  width: number,
): Printed[] {
  const common = COMMON_OPTIONS.map(outlineOption);
  if (topic === 'exit-codes') {
    return exitCodeLines(words, width);
  }
  return topic === undefined
    ? overviewLines(commands.map(outline), common, words, width)
    : commandLines(outline(topic), common, words, width);
}

/** As in 'check TARGET... [options]'. */
export function usageOperands({ operand: { name, atLeast, atMost }, options }: Command): string {
  const many = atMost === 'many' ? '...' : '';
  const operand = atMost === 0 ? '' : atLeast === 0 ? `[${name}${many}]` : `${name}${many}`;
  return [operand, options.length === 0 ? '' : '[--...]'].filter((part) => part !== '').join(' ');
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
  return { name, argument: 'argument' in specification ? specification.argument : undefined };
}
