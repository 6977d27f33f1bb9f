import { HELP_PAGES } from '../../../src/cli/argv/arguments.ts';
import { usageOperands } from '../../../src/cli/argv/help.ts';
import {
  COMMON_OPTIONS,
  OPTIONS,
  type OptionSpecification,
  spellingOf,
} from '../../../src/cli/argv/options.ts';
import { COMMANDS } from '../../../src/cli/command-list.ts';
import type { JobName } from '../../../src/jobs/results.ts';
import { optionWords } from '../../../src/report/help-text.ts';
import type { Messages } from '../../../src/report/messages/messages.ts';
import type { OptionName } from '../../../src/report/messages/names.ts';

/** The command line as shells and the manual need it: made of the tables that the program itself reads. */
export interface Outline {
  readonly version: string;
  readonly words: Messages;
  readonly commands: readonly CommandOutline[];
  readonly common: readonly OptionOutline[];
  /** What there is help on, besides commands. */
  readonly helpPages: readonly string[];
}

export interface CommandOutline {
  readonly name: string;
  readonly does: string;
  readonly description: string;
  /** As in 'TARGET...'. */
  readonly usage: string;
  /** Whether files and folders can be meant by an operand. */
  readonly takesFiles: boolean;
  readonly options: readonly OptionOutline[];
}

export interface OptionOutline {
  /** With its dashes. */
  readonly typed: string;
  readonly does: string;
  readonly value: OptionValue;
  /** Placeholder of the value; empty where there is none. */
  readonly argument: string;
}

export type OptionValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'file' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'one-of'; readonly words: readonly string[] }
  | { readonly kind: 'text' };

/** Operands that are no files. */
const NO_FILES = new Set(['KEY', 'DRIVE']);

export function outlineOf(words: Messages, version: string): Outline {
  const { help } = words;
  return {
    version,
    words,
    commands: COMMANDS.map((command) => ({
      name: command.name,
      does: help.commands[command.name].summary,
      description: help.commands[command.name].description,
      usage: usageOperands(command),
      takesFiles: command.operands.some(({ name }) => !NO_FILES.has(name)),
      options: command.options.map((name) => outlineOption(name, words, command.name)),
    })),
    common: COMMON_OPTIONS.map((name) => outlineOption(name, words)),
    helpPages: HELP_PAGES,
  };
}

function outlineOption(name: OptionName, { help }: Messages, command?: JobName): OptionOutline {
  const specification: OptionSpecification = OPTIONS[name];
  return {
    typed: `--${spellingOf(name)}`,
    does: optionWords(name, help, command),
    value: valueOfKind(specification),
    argument: specification.kind === 'flag' ? '' : specification.argument,
  };
}

function valueOfKind(specification: OptionSpecification): OptionValue {
  if (specification.kind === 'flag') return { kind: 'none' };
  if (specification.kind === 'choice') return { kind: 'one-of', words: specification.choices };
  const forms = specification.argument.split('|');
  if (forms.includes('FILE')) return { kind: 'file' };
  if (forms.includes('DIR')) return { kind: 'folder' };
  const words = forms.filter((form) => /^[a-z]+$/.test(form));
  return words.length === 0 ? { kind: 'text' } : { kind: 'one-of', words };
}

/** Every option once, of whatever command. Two that are typed alike take the same kind of value. */
export function allOptions({ commands, common }: Outline): readonly OptionOutline[] {
  const byName = new Map<string, OptionOutline>();
  for (const option of [...common, ...commands.flatMap(({ options }) => options)]) {
    const known = byName.get(option.typed);
    if (known !== undefined && known.value.kind !== option.value.kind) {
      throw new Error(`${option.typed} is two options, and shells can't tell which is meant`);
    }
    byName.set(option.typed, option);
  }
  return [...byName.values()];
}

/** What executables are called where completion is wanted. */
export const PROGRAM_NAMES = ['hivemend', 'hivemend-linux-x64', 'hivemend-linux-arm64'] as const;
