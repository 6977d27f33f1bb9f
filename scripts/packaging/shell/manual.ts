import type { CommandOutline, OptionOutline, Outline } from './outline.ts';

/** The manual page, section 1, in the macros of man(7). */

const HEADINGS = {
  en: {
    name: 'NAME',
    synopsis: 'SYNOPSIS',
    description: 'DESCRIPTION',
    commands: 'COMMANDS',
    common: 'OPTIONS OF EVERY COMMAND',
    exit: 'EXIT STATUS',
    environment: 'ENVIRONMENT',
    reports: 'REPORTING BUGS',
    volume: 'User Commands',
  },
  ja: {
    name: '名前',
    synopsis: '書式',
    description: '説明',
    commands: 'コマンド',
    common: '共通のオプション',
    exit: '終了ステータス',
    environment: '環境変数',
    reports: 'バグ報告',
    volume: 'ユーザー コマンド',
  },
} as const;

const VARIABLES = {
  en: {
    HIVEMEND_LANG: 'The language of the messages, en or ja, where --lang does not say it.',
    NO_COLOR: 'With any value: no colours.',
  },
  ja: {
    HIVEMEND_LANG: 'メッセージの言語 (en または ja)。--lang がない場合に使われます。',
    NO_COLOR: '値があれば、色を使いません。',
  },
} as const;

export interface ManualFacts {
  /** Of the commit, as in '2026-11-28'; empty where it is not known. */
  readonly date: string;
  /** Where mistakes are reported. */
  readonly reports: string | undefined;
}

export function manualPage(outline: Outline, { date, reports }: ManualFacts): string {
  const { words, version, commands, common } = outline;
  const { help, language } = words;
  const headings = HEADINGS[language];
  const source = `hivemend ${version}`;
  return `${[
    `.TH HIVEMEND 1 ${inQuotes(date)} ${inQuotes(source)} ${inQuotes(headings.volume)}`,
    `.SH ${headings.name}`,
    // In this form makewhatis and apropos find it.
    `hivemend \\- ${text(firstClause(help.purpose))}`,
    `.SH ${headings.synopsis}`,
    '.B hivemend',
    '.br',
    '.B hivemend',
    '.I COMMAND',
    '.RI [ operand ...]',
    '.RB [ \\-\\-option ...]',
    `.SH ${headings.description}`,
    text(help.purpose),
    '.PP',
    text(help.guidedHint),
    '.PP',
    text(help.exitCodesHint),
    '.PP',
    `.IR TARGET :`,
    text(`${help.target} ${help.targetOfImages}`),
    '.PP',
    `.IR KEY :`,
    text(help.key),
    `.SH ${headings.commands}`,
    ...commands.flatMap((command) => commandLines(command, outline)),
    `.SH ${headings.common}`,
    ...common.flatMap(optionLines),
    `.SH ${headings.exit}`,
    ...help.exitCodes.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, text(meaning)]),
    `.SH ${headings.environment}`,
    ...Object.entries(VARIABLES[language]).flatMap(([name, meaning]) => ['.TP', `.B ${name}`, text(meaning)]),
    ...(reports === undefined ? [] : [`.SH ${headings.reports}`, text(reports)]),
  ].join('\n')}\n`;
}

function commandLines({ name, usage, description, options }: CommandOutline, { words }: Outline): string[] {
  const { help } = words;
  const examples = Object.entries(help.commands).find(([command]) => command === name)?.[1].examples ?? [];
  return [
    `.SS ${inQuotes(['hivemend', name, usage].join(' ').trim())}`,
    text(description),
    ...options.flatMap(optionLines),
    ...examples.flatMap(({ line, does }) => ['.PP', '.EX', text(line), '.EE', text(does)]),
  ];
}

function optionLines({ typed, argument, does }: OptionOutline): string[] {
  const option = text(typed).replaceAll('-', '\\-');
  return [
    '.TP',
    argument === '' ? `.B ${option}` : `.BI ${inQuotes(`${option} `)} ${text(argument)}`,
    text(does),
  ];
}

/** A line of text: roff takes backslashes, and a full stop or an apostrophe at its beginning, for its own. */
function text(line: string): string {
  return line.replaceAll('\\', '\\e').replace(/^[.']/, '\\&$&');
}

const inQuotes = (words: string): string => `"${words.replaceAll('"', '""')}"`;

/** What stands behind the name of the program in NAME: a few words. */
function firstClause(purpose: string): string {
  return purpose.replace(/^hivemend (?:は、)?/, '').split(/, |。/)[0] ?? purpose;
}
