import { Parser } from 'yargs/helpers';
import { fileTimeOfText } from '../../ground/file-time.ts';
import type { OptionName } from '../../report/messages/names.ts';
import type { Command } from '../command.ts';
import type { UsageProblem } from '../errors.ts';
import { nearestOf } from './nearest-word.ts';
import {
  isOptionName,
  OPTION_NAMES,
  OPTIONS,
  type OptionSpecification,
  type OptionValues,
  spellingOf,
} from './options.ts';

/** What yargs makes of the words that were typed. */
export interface CommandLine {
  /** The verb, where it is one of ours. */
  readonly command: Command | undefined;
  /** Everything that is no option, as typed; the verb is the first. */
  readonly words: readonly string[];
  readonly options: OptionValues;
  /** The first thing about an option that was noticed to be wrong; others may be a consequence. */
  readonly problem: UsageProblem | undefined;
}

type Refuse = (problem: UsageProblem) => undefined;

/** Other spellings that people try, on Windows above all. */
const HELP_SPELLINGS = new Set(['-h', '-?', '/?', '/h', '/help']);

/** An option to most programs, and here the verb; beside another verb it is wrong. */
const VERSION_SPELLINGS = new Set(['--version', '-V']);

/** As yargs' parser is to read; what is not named here is as by default. */
const READING = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  // A repeated option comes as a list, by which it is known.
  'duplicate-arguments-array': true,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  // What stands behind `--` is not to be taken for an option.
  'populate--': true,
  'short-option-groups': false,
  'unknown-options-as-args': true,
} as const;

const FLAGS = OPTION_NAMES.filter((name) => OPTIONS[name].kind === 'flag');
const VALUED = OPTION_NAMES.filter((name) => OPTIONS[name].kind !== 'flag');

/**
 * Has the parser of yargs read the command line. The rest of yargs, its commands, its help and its complaints, is not
 * asked: what it says about a mistake is a text, and ours come from the messages, in two languages; and it takes three
 * times as long as the parser. So nothing is left to refuse to it: options it does not know come back as words, by which
 * they are known.
 */
export function readCommandLine(line: readonly string[], commands: readonly Command[]): CommandLine {
  let problem: UsageProblem | undefined;
  const refuse: Refuse = (found) => {
    problem ??= found;
    return undefined;
  };
  const {
    _: plain,
    '--': behindEnd,
    ...given
  }: Readonly<Record<string, unknown>> = Parser(spellOut(line, refuse), {
    boolean: FLAGS,
    string: VALUED,
    configuration: READING,
  });
  const typed = wordsOf(plain);
  const isVersion = typed.length === 1 && VERSION_SPELLINGS.has(typed[0] ?? '');
  const beforeEnd = isVersion ? ['version'] : typed;
  const words = [...beforeEnd, ...wordsOf(behindEnd)];
  const command = commands.find(({ name }) => name === words[0]);
  const options: Record<string, unknown> = {};
  for (const [typedName, value] of Object.entries(given)) {
    if (isOptionName(typedName)) {
      const name = meantBy(typedName, command);
      const read = readOption(name, value, refuse);
      if (read !== undefined) options[name] = read;
    }
  }
  // `--no-json` counts as known to yargs, although nothing can be negated.
  const negated = Object.keys(given).filter((name) => !isOptionName(name));
  const dashed = beforeEnd.filter((word) => word.startsWith('-') && word !== '-');
  for (const word of [...dashed, ...negated.map((name) => `--${name}`)]) {
    refuse(unknownOption(word));
  }
  return { command, words, options, problem };
}

/** The command's own option that is typed so. */
function meantBy(typed: OptionName, command: Command | undefined): OptionName {
  return command?.options.find((name) => spellingOf(name) === typed) ?? typed;
}

function readOption(name: OptionName, given: unknown, refuse: Refuse): unknown {
  const specification: OptionSpecification = OPTIONS[name];
  return specification.kind === 'flag'
    ? given
    : readValue(`--${spellingOf(name)}`, specification, given, refuse);
}

/** An option's value as a list of targets gives it: a JSON value. Undefined for what it does not take. */
export function readOptionValue(name: OptionName, given: unknown): unknown {
  const specification: OptionSpecification = OPTIONS[name];
  if (specification.kind === 'flag') return typeof given === 'boolean' ? given : undefined;
  const isText = typeof given === 'string' || typeof given === 'number';
  return isText ? readValue(name, specification, String(given), () => undefined) : undefined;
}

function readValue(
  option: string,
  specification: Exclude<OptionSpecification, { readonly kind: 'flag' }>,
  given: unknown,
  refuse: Refuse,
): unknown {
  if (typeof given !== 'string') {
    return refuse({ kind: 'option-repeated', option });
  }
  // Behind an option without its value stands the next option; a lone dash means standard input.
  const isNothing = given === '' && !('mayBeEmpty' in specification);
  if (isNothing || given.startsWith('--')) {
    return refuse({ kind: 'option-needs-value', option, argument: specification.argument });
  }
  if (specification.kind === 'choice' && !specification.choices.includes(given)) {
    return refuse({ kind: 'option-value', option, given, expected: specification.choices.join(', ') });
  }
  if (specification.kind === 'text' || specification.kind === 'choice') {
    return given;
  }
  const { read, expected } = READERS[specification.kind];
  return read(given) ?? refuse({ kind: 'option-value', option, given, expected });
}

/** How values are read that are more than text; undefined for what is none. */
const READERS = {
  dword: { read: readDword, expected: '0 ... 4294967295' },
  numbers: { read: readEventNumbers, expected: '0 ... 65535, ...' },
  count: { read: readCount, expected: '1 ... 64' },
  time: { read: readTime, expected: '2026-11-27, 2026-11-27T22:38, 2026-11-27T22:38:00Z (UTC)' },
} as const;

function readDword(given: string): number | undefined {
  const number = /^(?:\d{1,10}|0x[\da-f]{1,8})$/i.test(given) ? Number(given) : Number.NaN;
  return number <= 0xffff_ffff ? number : undefined;
}

function readEventNumbers(given: string): readonly number[] | undefined {
  const numbers = given.split(',').map((part) => (/^\d{1,5}$/.test(part.trim()) ? Number(part) : Number.NaN));
  return numbers.every((number) => number <= 0xffff) ? numbers : undefined;
}

function readCount(given: string): number | undefined {
  const number = /^\d{1,2}$/.test(given) ? Number(given) : 0;
  return number >= 1 && number <= 64 ? number : undefined;
}

function readTime(given: string): bigint | undefined {
  const [, date, minutes = '00:00', seconds = ':00'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,7})?)?)?Z?$/.exec(given) ?? [];
  return date === undefined ? undefined : fileTimeOfText(`${date}T${minutes}${seconds}Z`);
}

/**
 * The same line, so spelled that yargs can't take it for something else. By itself it reads `--dry-run=no` and
 * `--dry-run=maybe` alike, takes a target called `true` or `false` for the value of the flag before it, drops a flag
 * that is repeated, and leaves a lone dash to the targets.
 */
function spellOut(line: readonly string[], refuse: Refuse): string[] {
  const end = line.indexOf('--');
  const ours = end === -1 ? line : line.slice(0, end);
  const seen = new Set<string>();
  const spelled: string[] = [];
  for (const [index, typed] of ours.entries()) {
    const word = HELP_SPELLINGS.has(typed.toLowerCase()) ? '--help' : typed;
    const [option = word, ...given] = word.split('=');
    if (kindOf(option) !== 'flag') {
      const before = ours[index - 1] ?? '';
      if (word === '-' && kindOf(before) !== undefined && kindOf(before) !== 'flag') {
        spelled.splice(-1, 1, `${before}=-`);
      } else {
        spelled.push(word);
      }
      continue;
    }
    if (given.length > 0) {
      refuse({ kind: 'option-takes-no-value', option, given: given.join('=') });
    } else if (seen.has(option)) {
      refuse({ kind: 'option-repeated', option });
    }
    seen.add(option);
    spelled.push(`${option}=true`);
  }
  return [...spelled, ...line.slice(ours.length)];
}

function kindOf(option: string): OptionSpecification['kind'] | undefined {
  const name = OPTION_NAMES.find((each) => `--${each}` === option);
  return name === undefined ? undefined : OPTIONS[name].kind;
}

function unknownOption(word: string): UsageProblem {
  const [given = word] = word.split('=');
  const nearest = nearestOf(given.replace(/^--?/, ''), OPTION_NAMES);
  return { kind: 'unknown-option', given, ...(nearest === undefined ? {} : { nearest: `--${nearest}` }) };
}

function wordsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map(String) : [];
}
