import type { ErrorCode } from '../../ground/errors.ts';
import type { OptionName } from '../../report/messages/names.ts';
import type { Command, CommandArguments, Operand } from '../command.ts';
import type { UsageProblem } from '../errors.ts';
import { allErrorCodes } from '../exit-codes.ts';
import { readCommandLine } from './command-line.ts';
import { nearestOf } from './nearest-word.ts';
import { COMMON_OPTIONS, OPTION_NAMES, type OptionValues, spellingOf } from './options.ts';

/** Judges the command line, strictly: what is not understood is wrong usage, never guessed or dropped. */

export type ParsedLine =
  | { readonly kind: 'command'; readonly command: Command; readonly args: CommandArguments }
  | { readonly kind: 'help'; readonly topic?: HelpTopic; readonly options: OptionValues }
  /** No verb at all: the guided way, where there is a terminal. */
  | { readonly kind: 'nothing'; readonly options: OptionValues }
  | { readonly kind: 'wrong'; readonly problem: UsageProblem; readonly command?: Command };

/** What `hivemend help` knows besides the commands. */
export const HELP_PAGES = ['exit-codes', 'errors', 'still-locked-out'] as const;
export type HelpPage = (typeof HELP_PAGES)[number];

/** What help can be about: also the error whose code stands behind a message. */
export type HelpTopic = Command | HelpPage | { readonly error: ErrorCode };

export function parseArguments(line: readonly string[], commands: readonly Command[]): ParsedLine {
  const { command, words, options, problem } = readCommandLine(line, commands);
  const [verb, ...rest] = words;
  if (verb === 'help') {
    return helpFor(rest, commands, options);
  }
  if (problem !== undefined) {
    return { kind: 'wrong', problem, ...(command === undefined ? {} : { command }) };
  }
  if (verb === undefined) {
    return withoutVerb(options);
  }
  if (command === undefined) {
    const problem = isTarget(verb)
      ? ({ kind: 'target-without-command', given: verb } as const)
      : unknownCommand(verb, commands);
    return { kind: 'wrong', problem };
  }
  if (options.help === true) {
    return { kind: 'help', topic: command, options };
  }
  const misuse = misuseOf(command, rest, options);
  return misuse === undefined
    ? { kind: 'command', command, args: { targets: rest, options } }
    : { kind: 'wrong', problem: misuse, command };
}

function withoutVerb(options: OptionValues): ParsedLine {
  if (options.help === true) {
    return { kind: 'help', options };
  }
  // A conversation can't be had quietly.
  const misplaced = OPTION_NAMES.find((name) => name in options && (name === 'quiet' || !isCommon(name)));
  return misplaced === undefined
    ? { kind: 'nothing', options }
    : { kind: 'wrong', problem: { kind: 'command-missing', option: `--${spellingOf(misplaced)}` } };
}

function helpFor(words: readonly string[], commands: readonly Command[], options: OptionValues): ParsedLine {
  if (words[0] === undefined) {
    return { kind: 'help', options };
  }
  const page = HELP_PAGES.find((name) => name === words[0]);
  if (page !== undefined) {
    return { kind: 'help', topic: page, options };
  }
  const error = allErrorCodes().find((code) => `[${code}]` === words[0] || code === words[0]);
  if (error !== undefined) {
    return { kind: 'help', topic: { error }, options };
  }
  const command = commands.find(({ name }) => name === words[0]);
  return command === undefined
    ? { kind: 'wrong', problem: unknownCommand(words[0], commands, [...HELP_PAGES, ...allErrorCodes()]) }
    : { kind: 'help', topic: command, options };
}

/** A drive, or a path: no command has such letters. */
const isTarget = (word: string): boolean => /^[a-z]:|[\\/]/i.test(word);

function unknownCommand(
  given: string,
  commands: readonly Command[],
  pages: readonly string[] = [],
): UsageProblem {
  const nearest = nearestOf(given, [...commands.map(({ name }) => name), ...pages]);
  return { kind: 'unknown-command', given, ...(nearest === undefined ? {} : { nearest }) };
}

function isCommon(name: OptionName): boolean {
  return COMMON_OPTIONS.some((common) => common === name);
}

function misuseOf(
  command: Command,
  targets: readonly string[],
  options: OptionValues,
): UsageProblem | undefined {
  const foreign = OPTION_NAMES.find(
    (name) => name in options && !isCommon(name) && !command.options.includes(name),
  );
  if (foreign !== undefined) {
    return { kind: 'option-of-other-command', option: `--${spellingOf(foreign)}`, command: command.name };
  }
  if (options.quiet === true && options.verbose === true) {
    return { kind: 'options-exclude', options: ['--quiet', '--verbose'] };
  }
  return misuseOfOperands(command.operands, targets);
}

function misuseOfOperands(
  operands: readonly Operand[],
  targets: readonly string[],
): UsageProblem | undefined {
  // A key may have a quotation mark in its name.
  const quoted = targets.find(
    (target, index) => target.includes('"') && (operands[index] ?? operands.at(-1))?.name !== 'KEY',
  );
  if (quoted !== undefined) {
    return { kind: 'quote-in-target', given: quoted };
  }
  const missing = operands.find(({ atLeast }, index) => atLeast === 1 && targets.length <= index);
  if (missing !== undefined) {
    return { kind: 'target-missing', operand: missing.name };
  }
  const atMost = operands.at(-1)?.atMost === 'many' ? Number.POSITIVE_INFINITY : operands.length;
  return targets.length > atMost
    ? { kind: 'too-many-targets', given: targets[atMost] ?? '', atMost }
    : undefined;
}
