import { parseArgs } from 'node:util';
import type { UsageProblem } from '../errors.ts';
import type { OptionName } from '../report/messages/names.ts';
import type { Command, CommandArguments } from './command.ts';
import { nearestOf } from './nearest-word.ts';
import { COMMON_OPTIONS, OPTIONS, type OptionValues } from './options.ts';

/**
 * Reads the command line, strictly: what is not understood is wrong usage, never guessed or dropped.
 *
 * Node's own parser is used, which gives the words as they were typed. yargs was tried: loading it takes 25 to 35 ms of
 * a start-up that may take 15 more than Node's own (its string-width compiles emoji tables), its locale files can't be
 * read from inside a single executable, and its parser takes `--dry-run=no` for a yes and a target called `true` for
 * the value of the flag before it.
 */

export type ParsedLine =
  | { readonly kind: 'command'; readonly command: Command; readonly args: CommandArguments }
  | { readonly kind: 'help'; readonly topic?: Command | 'exit-codes'; readonly options: OptionValues }
  /** No verb at all: the guided way, where there is a terminal. */
  | { readonly kind: 'nothing'; readonly options: OptionValues }
  | { readonly kind: 'wrong'; readonly problem: UsageProblem; readonly command?: Command };

const OPTION_NAMES = Object.keys(OPTIONS).filter(isOptionName);

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

/** Other spellings that people try, on Windows above all. */
const HELP_SPELLINGS = new Set(['-h', '-?', '/?', '/h', '/help']);

export function parseArguments(line: readonly string[], commands: readonly Command[]): ParsedLine {
  const { words, options } = readLine(line);
  if (words[0] === 'help') {
    return helpFor(words.slice(1), commands, 'values' in options ? options.values : {});
  }
  const command = commands.find(({ name }) => name === words[0]);
  if ('problem' in options) {
    return { kind: 'wrong', problem: options.problem, ...(command === undefined ? {} : { command }) };
  }
  if (words.length === 0) {
    return withoutVerb(options.values);
  }
  if (command === undefined) {
    return { kind: 'wrong', problem: unknownCommand(words[0] ?? '', commands) };
  }
  if (options.values.help === true) {
    return { kind: 'help', topic: command, options: options.values };
  }
  const problem = checkFor(command, words.slice(1), options.values);
  return problem === undefined
    ? { kind: 'command', command, args: { targets: words.slice(1), options: options.values } }
    : { kind: 'wrong', problem, command };
}

type ReadOptions = { readonly values: OptionValues } | { readonly problem: UsageProblem };

/** The first thing that is wrong is told; what follows it may be a consequence. */
function readLine(line: readonly string[]): {
  readonly words: readonly string[];
  readonly options: ReadOptions;
} {
  const values: Partial<Record<OptionName, string | number | boolean>> = {};
  const words: string[] = [];
  let problem: UsageProblem | undefined;
  for (const token of tokensOf(line)) {
    if (token.kind === 'word') {
      words.push(token.word);
      continue;
    }
    const read = readOption(token);
    if ('problem' in read) {
      problem ??= read.problem;
    } else if (values[read.name] !== undefined) {
      problem ??= { kind: 'option-repeated', option: `--${read.name}` };
    } else {
      values[read.name] = read.value;
    }
  }
  return { words, options: problem === undefined ? { values: values as OptionValues } : { problem } };
}

type Token =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'option'; readonly spelled: string; readonly value: string | undefined };

/** What is a word and what an option; nothing is left out, and nothing is taken for something else. */
function tokensOf(line: readonly string[]): readonly Token[] {
  const { tokens } = parseArgs({
    args: [...line],
    options: Object.fromEntries(
      OPTION_NAMES.map(
        (name) => [name, { type: OPTIONS[name].kind === 'flag' ? 'boolean' : 'string' }] as const,
      ),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const end = line.indexOf('--');
  return tokens.flatMap((token): Token[] => {
    if (token.kind === 'option-terminator') {
      return [];
    }
    const isBeforeEnd = end === -1 || token.index < end;
    const spelled = token.kind === 'option' ? token.rawName : token.value;
    if (isBeforeEnd && HELP_SPELLINGS.has(spelled.toLowerCase())) {
      return [{ kind: 'option', spelled: '--help', value: undefined }];
    }
    return [
      token.kind === 'positional'
        ? { kind: 'word', word: token.value }
        : { kind: 'option', spelled, value: token.value },
    ];
  });
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
  if (words[0] === 'exit-codes') {
    return { kind: 'help', topic: 'exit-codes', options };
  }
  const command = commands.find(({ name }) => name === words[0]);
  return command === undefined
    ? { kind: 'wrong', problem: unknownCommand(words[0], commands) }
    : { kind: 'help', topic: command, options };
}

function unknownCommand(given: string, commands: readonly Command[]): UsageProblem {
  const nearest = nearestOf(
    given,
    commands.map(({ name }) => name),
  );
  return { kind: 'unknown-command', given, ...(nearest === undefined ? {} : { nearest }) };
}

type ReadOption =
  | { readonly name: OptionName; readonly value: string | number | boolean }
  | { readonly problem: UsageProblem };

function readOption({ spelled, value: text }: Extract<Token, { readonly kind: 'option' }>): ReadOption {
  const name = spelled.slice(2);
  if (!spelled.startsWith('--') || !isOptionName(name)) {
    const nearest = nearestOf(name, OPTION_NAMES);
    const hint = nearest === undefined ? {} : { nearest: `--${nearest}` };
    return { problem: { kind: 'unknown-option', given: spelled, ...hint } };
  }
  const specification = OPTIONS[name];
  if (specification.kind === 'flag') {
    return text === undefined
      ? { name, value: true }
      : { problem: { kind: 'option-takes-no-value', option: spelled, given: text } };
  }
  // Behind an option without its value stands the next option; a lone dash means standard input.
  if (text === undefined || text === '' || text.startsWith('--')) {
    return { problem: { kind: 'option-needs-value', option: spelled, argument: specification.argument } };
  }
  if (specification.kind === 'choice' && !specification.choices.some((choice) => choice === text)) {
    const expected = specification.choices.join(', ');
    return { problem: { kind: 'option-value', option: spelled, given: text, expected } };
  }
  if (specification.kind === 'dword') {
    const number = /^(?:\d{1,10}|0x[\da-f]{1,8})$/i.test(text) ? Number(text) : Number.NaN;
    return number <= 0xffff_ffff
      ? { name, value: number }
      : { problem: { kind: 'option-value', option: spelled, given: text, expected: '0 ... 4294967295' } };
  }
  return { name, value: text };
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
