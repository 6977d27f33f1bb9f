import parser from 'yargs-parser';
import type { UsageProblem } from '../errors.ts';
import type { OptionName } from '../report/messages/names.ts';
import type { Command, CommandArguments } from './command.ts';
import { nearestOf } from './nearest-word.ts';
import { COMMON_OPTIONS, OPTIONS, type OptionValues } from './options.ts';

/**
 * Reads the command line, strictly: what is not understood is wrong usage, never guessed or dropped.
 *
 * yargs' parser is used without yargs itself: loading all of yargs takes 25 to 35 ms of a start-up that may take 15
 * more than Node's own (its string-width compiles emoji tables), and its locale files can't be read from inside a
 * single executable.
 */

export type ParsedLine =
  | { readonly kind: 'command'; readonly command: Command; readonly args: CommandArguments }
  | { readonly kind: 'help'; readonly command?: Command; readonly options: OptionValues }
  /** No verb at all: the guided way, where there is a terminal. */
  | { readonly kind: 'nothing'; readonly options: OptionValues }
  | { readonly kind: 'wrong'; readonly problem: UsageProblem; readonly command?: Command };

const LITERAL = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'duplicate-arguments-array': true,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'short-option-groups': false,
} as const;

const OPTION_NAMES = Object.keys(OPTIONS).filter(isOptionName);

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

/** Other spellings that people try, on Windows above all. */
const HELP_SPELLINGS = new Set(['-h', '-?', '/?', '/h', '/help']);

export function parseArguments(line: readonly string[], commands: readonly Command[]): ParsedLine {
  const flagWithValue = findFlagWithValue(line);
  const { argv, error } = parser.detailed(unambiguous(line), {
    boolean: OPTION_NAMES.filter((name) => OPTIONS[name].kind === 'flag'),
    string: OPTION_NAMES.filter((name) => OPTIONS[name].kind !== 'flag'),
    configuration: LITERAL,
  });
  const words = argv._.map(String);
  const { _: _words, ...given } = argv;
  const options = flagWithValue === undefined ? readOptions(given) : { problem: flagWithValue };
  if (words[0] === 'help') {
    return helpFor(words.slice(1), commands, 'values' in options ? options.values : {});
  }
  const command = commands.find(({ name }) => name === words[0]);
  const known = command === undefined ? {} : { command };
  if ('problem' in options) {
    return { kind: 'wrong', problem: options.problem, ...known };
  }
  if (error !== null && error !== undefined) {
    return { kind: 'wrong', problem: { kind: 'unreadable', text: error.message }, ...known };
  }
  if (words.length === 0) {
    return withoutVerb(options.values);
  }
  if (command === undefined) {
    return { kind: 'wrong', problem: unknownCommand(words[0] ?? '', commands) };
  }
  if (options.values.help === true) {
    return { kind: 'help', command, options: options.values };
  }
  const unfit = checkFor(command, words.slice(1), options.values);
  return unfit === undefined
    ? { kind: 'command', command, args: { targets: words.slice(1), options: options.values } }
    : { kind: 'wrong', problem: unfit, command };
}

/** The parser would take `--dry-run=no` for a yes. */
function findFlagWithValue(line: readonly string[]): UsageProblem | undefined {
  for (const word of beforeDashes(line)) {
    const [, name, given = ''] = /^--([a-z-]+)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined && isFlag(name)) {
      return { kind: 'option-takes-no-value', option: `--${name}`, given };
    }
  }
  return undefined;
}

/**
 * Spells out what the parser would otherwise take another way: a target called 'true' behind a flag, and a lone dash,
 * which means standard input behind an option that takes a file.
 */
function unambiguous(line: readonly string[]): string[] {
  const options = beforeDashes(line);
  const words: string[] = [];
  for (const word of options) {
    const before = words.at(-1) ?? '';
    if (word === '-' && takesValue(before)) {
      words.splice(-1, 1, `${before}=-`);
    } else {
      const option = HELP_SPELLINGS.has(word.toLowerCase()) ? '--help' : word;
      words.push(option.startsWith('--') && isFlag(option.slice(2)) ? `${option}=true` : option);
    }
  }
  return [...words, ...line.slice(options.length)];
}

function takesValue(word: string): boolean {
  const name = word.slice(2);
  return word.startsWith('--') && isOptionName(name) && !isFlag(name);
}

function beforeDashes(line: readonly string[]): readonly string[] {
  const dashes = line.indexOf('--');
  return dashes === -1 ? line : line.slice(0, dashes);
}

function isFlag(name: string): boolean {
  return isOptionName(name) && OPTIONS[name].kind === 'flag';
}

function withoutVerb(options: OptionValues): ParsedLine {
  if (options.help === true) {
    return { kind: 'help', options };
  }
  const misplaced = OPTION_NAMES.find((name) => name in options && !isCommon(name));
  return misplaced === undefined
    ? { kind: 'nothing', options }
    : { kind: 'wrong', problem: { kind: 'command-missing', option: `--${misplaced}` } };
}

function helpFor(words: readonly string[], commands: readonly Command[], options: OptionValues): ParsedLine {
  if (words[0] === undefined) {
    return { kind: 'help', options };
  }
  const command = commands.find(({ name }) => name === words[0]);
  return command === undefined
    ? { kind: 'wrong', problem: unknownCommand(words[0], commands) }
    : { kind: 'help', command, options };
}

function unknownCommand(given: string, commands: readonly Command[]): UsageProblem {
  const nearest = nearestOf(
    given,
    commands.map(({ name }) => name),
  );
  return { kind: 'unknown-command', given, ...(nearest === undefined ? {} : { nearest }) };
}

function readOptions(
  given: Readonly<Record<string, unknown>>,
): { readonly values: OptionValues } | { readonly problem: UsageProblem } {
  const values: Partial<Record<OptionName, string | number | boolean>> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!isOptionName(name)) {
      const nearest = nearestOf(name, OPTION_NAMES);
      const hint = nearest === undefined ? {} : { nearest: `--${nearest}` };
      return {
        problem: { kind: 'unknown-option', given: name.length === 1 ? `-${name}` : `--${name}`, ...hint },
      };
    }
    const read = readOption(name, value);
    if ('problem' in read) {
      return read;
    }
    values[name] = read.value;
  }
  return { values: values as OptionValues };
}

function readOption(
  name: OptionName,
  value: unknown,
): { readonly value: string | number | boolean } | { readonly problem: UsageProblem } {
  const option = `--${name}`;
  const specification = OPTIONS[name];
  if (Array.isArray(value)) {
    return { problem: { kind: 'option-repeated', option } };
  }
  if (specification.kind === 'flag') {
    return { value: value === true };
  }
  const text = typeof value === 'string' ? value : '';
  if (text === '') {
    return { problem: { kind: 'option-needs-value', option, argument: specification.argument } };
  }
  if (specification.kind === 'choice' && !specification.choices.some((choice) => choice === text)) {
    return {
      problem: { kind: 'option-value', option, given: text, expected: specification.choices.join(', ') },
    };
  }
  if (specification.kind === 'dword') {
    const number = /^(?:\d{1,10}|0x[\da-f]{1,8})$/i.test(text) ? Number(text) : Number.NaN;
    return number <= 0xffff_ffff
      ? { value: number }
      : { problem: { kind: 'option-value', option, given: text, expected: '0 ... 4294967295' } };
  }
  return { value: text };
}

function isCommon(name: OptionName): boolean {
  return COMMON_OPTIONS.some((common) => common === name);
}

function checkFor(
  command: Command,
  targets: readonly string[],
  options: OptionValues,
): UsageProblem | undefined {
  const foreign = OPTION_NAMES.find(
    (name) => name in options && !isCommon(name) && !command.options.includes(name),
  );
  if (foreign !== undefined) {
    return { kind: 'option-of-other-command', option: `--${foreign}`, command: command.name };
  }
  const quoted = targets.find((target) => target.includes('"'));
  if (quoted !== undefined) {
    return { kind: 'quote-in-target', given: quoted };
  }
  const { name, atLeast, atMost } = command.operand;
  if (targets.length < atLeast) {
    return { kind: 'target-missing', operand: name };
  }
  if (atMost !== 'many' && targets.length > atMost) {
    return { kind: 'too-many-targets', given: targets[atMost] ?? '', atMost };
  }
  return undefined;
}
