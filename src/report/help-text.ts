import type { JobName } from '../jobs/results.ts';
import type { HelpMessages } from './messages/help-messages.ts';
import type { Messages } from './messages/messages.ts';
import type { OptionName } from './messages/names.ts';
import { offerLines } from './person/offer-lines.ts';
import { BLANK, type Printed, printable } from './printed.ts';
import { hang, padEnd, textWidth, wrap } from './text-layout.ts';

/** Help as lines of at most `width` columns. */

/** What help needs to know of a command; `cli/` has the rest. */
export interface CommandOutline {
  readonly name: JobName;
  /** As in 'check TARGET... [options]'. */
  readonly operands: string;
  readonly options: readonly OptionOutline[];
}

export interface OptionOutline {
  readonly name: OptionName;
  /** As it is typed. */
  readonly spelled: string;
  /** Placeholder of its value. */
  readonly argument: string | undefined;
}

const INDENT = '  ';

export function overviewLines(
  commands: readonly CommandOutline[],
  common: readonly OptionOutline[],
  words: Messages,
  width: number,
): Printed[] {
  const { help } = words;
  return [
    ...wrap(help.purpose, width),
    BLANK,
    printable(`${help.headings.usage} hivemend [COMMAND] [TARGET...]`),
    ...wrap(help.guidedHint, width),
    BLANK,
    printable(help.headings.commands),
    ...columns(
      commands.map(({ name }) => [name, help.commands[name].summary]),
      width,
    ),
    BLANK,
    printable(help.headings.target),
    ...hang(INDENT, help.target, width),
    ...hang(INDENT, help.targetOfImages, width),
    BLANK,
    printable(help.headings.commonOptions),
    ...optionLines(common, help, width),
    BLANK,
    ...wrap(help.moreHint, width),
    ...wrap(help.exitCodesHint, width),
    ...offerLines(words.lockedOut.hint, width),
  ];
}

export function commandLines(
  command: CommandOutline,
  common: readonly OptionOutline[],
  words: Messages,
  width: number,
): Printed[] {
  const { help } = words;
  const { description, examples } = help.commands[command.name];
  const usage = ['hivemend', command.name, command.operands].filter((part) => part !== '').join(' ');
  return [
    ...hang(`${help.headings.usage} `, usage, width),
    BLANK,
    ...wrap(description, width),
    BLANK,
    ...operandLines(command, help, width),
    ...(command.options.length === 0
      ? []
      : [
          printable(help.headings.options),
          ...optionLines(command.options, help, width, command.name),
          BLANK,
        ]),
    printable(help.headings.commonOptions),
    ...optionLines(common, help, width),
    BLANK,
    printable(help.headings.examples),
    ...examples.flatMap(({ line, does }) => [
      printable(`${INDENT}${line}`),
      ...hang(INDENT.repeat(3), does, width),
    ]),
    BLANK,
    ...wrap(help.exitCodesHint, width),
  ];
}

/** What can stand for the command's operands. Verbs that name a key take any hive. */
function operandLines({ operands, options }: CommandOutline, help: HelpMessages, width: number): Printed[] {
  if (!operands.includes('TARGET')) return [];
  const hasKey = operands.includes('KEY') || options.some(({ name }) => name === 'key');
  const target = hasKey ? help.targetOfAnyHive : help.target;
  return [
    printable(help.headings.target),
    ...hang(INDENT, target, width),
    ...(options.some(({ name }) => name === 'image') ? hang(INDENT, help.targetOfImages, width) : []),
    BLANK,
    ...(hasKey ? [printable(help.headings.key), ...hang(INDENT, help.key, width), BLANK] : []),
  ];
}

export function exitCodeLines({ help }: Messages, width: number): Printed[] {
  return [
    printable(help.headings.exitCodes),
    ...columns(
      help.exitCodes.map(([code, meaning]) => [String(code).padStart(3), meaning]),
      width,
    ),
  ];
}

function optionLines(
  options: readonly OptionOutline[],
  help: HelpMessages,
  width: number,
  command?: JobName,
): Printed[] {
  return columns(
    options.map(({ name, spelled, argument }) => [
      argument === undefined ? `--${spelled}` : `--${spelled} ${argument}`,
      optionWords(name, help, command),
    ]),
    width,
  );
}

/** What an option means, with a command that gives it a meaning of its own. */
export function optionWords(name: OptionName, help: HelpMessages, command?: JobName): string {
  return (command === undefined ? undefined : help.optionsOf[command]?.[name]) ?? help.options[name];
}

/** Two columns; a left side that is too long for its column gets a line of its own. */
function columns(rows: readonly (readonly [string, string])[], width: number): Printed[] {
  const widest = Math.max(...rows.map(([left]) => textWidth(left)));
  const leftWidth = Math.min(widest, 22);
  return rows.flatMap(([left, right]) => {
    const gap = INDENT + ' '.repeat(leftWidth) + INDENT;
    return textWidth(left) > leftWidth
      ? [printable(`${INDENT}${left}`), ...hang(gap, right, width)]
      : hang(`${INDENT}${padEnd(left, leftWidth)}${INDENT}`, right, width);
  });
}
