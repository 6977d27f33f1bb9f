import yargs from 'yargs';
import type { UsageProblem } from '../errors.ts';
import type { OptionName } from '../report/messages/names.ts';
import type { Command } from './command.ts';
import { nearestOf } from './nearest-word.ts';
import { OPTION_NAMES, OPTIONS, type OptionSpecification, type OptionValues } from './options.ts';

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

/**
 * Has yargs read the command line. It is given every verb and every option, and none of its own words are used: what it
 * says about a mistake is a text, and ours come from the messages, in two languages. So nothing is left to refuse to it:
 * options it does not know come back as words, by which they are known, and values go through `coerce`.
 *
 * Of a start it takes some 7 ms on Node 22 (2 to compile, 5 to run), where `parseArgs` of Node takes one.
 */
export function readCommandLine(line: readonly string[], commands: readonly Command[]): CommandLine {
  let command: Command | undefined;
  let problem: UsageProblem | undefined;
  const refuse: Refuse = (found) => {
    problem ??= found;
    return undefined;
  };
  const parser = yargs()
    .scriptName('hivemend')
    .locale('en')
    .help(false)
    .version(false)
    .exitProcess(false)
    .showHelpOnFail(false)
    .parserConfiguration({
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
    })
    .fail((message: string, error: Error | undefined) => {
      throw error ?? new Error(message);
    });
  for (const name of OPTION_NAMES) {
    parser.option(name, declared(name, refuse));
  }
  // Targets are not declared: yargs fills named ones by a second parse, in which a target that starts with a dash is lost.
  for (const each of commands) {
    parser.command(each.name, false, {}, () => {
      command = each;
    });
  }
  const read: Readonly<Record<string, unknown>> = parser.parseSync(spellOut(line, refuse));
  const { _: plain, '--': behindEnd, $0: _program, ...given } = read;
  const words = wordsOf(plain);
  // `--no-json` counts as known to yargs, although nothing can be negated.
  const negated = Object.keys(given).filter((name) => !OPTION_NAMES.some((known) => known === name));
  const dashed = words.filter((word) => word.startsWith('-') && word !== '-');
  for (const word of [...dashed, ...negated.map((name) => `--${name}`)]) {
    refuse(unknownOption(word));
  }
  const options = Object.fromEntries(
    OPTION_NAMES.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
  return { command, words: [...words, ...wordsOf(behindEnd)], options, problem };
}

function declared(name: OptionName, refuse: Refuse) {
  const specification: OptionSpecification = OPTIONS[name];
  // Hidden from the help that yargs prepares behind every command, and that nobody sees.
  return specification.kind === 'flag'
    ? ({ type: 'boolean', hidden: true } as const)
    : ({
        type: 'string',
        hidden: true,
        coerce: (given: unknown) => readValue(`--${name}`, specification, given, refuse),
      } as const);
}

function readValue(
  option: string,
  specification: Exclude<OptionSpecification, { readonly kind: 'flag' }>,
  given: unknown,
  refuse: Refuse,
): string | number | undefined {
  if (typeof given !== 'string') {
    return refuse({ kind: 'option-repeated', option });
  }
  // Behind an option without its value stands the next option; a lone dash means standard input.
  if (given === '' || given.startsWith('--')) {
    return refuse({ kind: 'option-needs-value', option, argument: specification.argument });
  }
  if (specification.kind === 'choice' && !specification.choices.includes(given)) {
    return refuse({ kind: 'option-value', option, given, expected: specification.choices.join(', ') });
  }
  if (specification.kind !== 'dword') {
    return given;
  }
  const number = /^(?:\d{1,10}|0x[\da-f]{1,8})$/i.test(given) ? Number(given) : Number.NaN;
  return number <= 0xffff_ffff
    ? number
    : refuse({ kind: 'option-value', option, given, expected: '0 ... 4294967295' });
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
