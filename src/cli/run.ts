import { HiveError, isHiveError } from '../errors.ts';
import { describeError } from '../report/error-text.ts';
import type { EndDocument } from '../report/json.ts';
import { loadMessages, type Messages } from '../report/messages/messages.ts';
import { printable, type Style, styleFor } from '../report/person/console.ts';
import { hang, wrap } from '../report/text-layout.ts';
import { type ParsedLine, parseArguments } from './arguments.ts';
import type { Command, CommandArguments, CommandEnd } from './command.ts';
import { COMMANDS } from './command-list.ts';
import type { Context } from './context.ts';
import { EXIT_SUCCESS, EXIT_USAGE, exitCodeOf } from './exit-codes.ts';
import { chooseLanguage } from './language.ts';
import type { OptionValues } from './options.ts';
import type { Output, Surroundings } from './surroundings.ts';

/** From the command line to the exit code. Never rejects. */
export async function run(surroundings: Surroundings): Promise<number> {
  const line = parseArguments(surroundings.args, COMMANDS);
  const options = optionsOf(line, surroundings.args);
  const words = await loadMessages(
    chooseLanguage({
      option: options.lang,
      environment: surroundings.environment,
      flavour: surroundings.system.flavour,
      locale: surroundings.locale,
    }),
  );
  const session: Session = { surroundings, words, json: options.json === true };
  try {
    return await follow(line, session);
  } catch (error) {
    return fail(line.kind === 'command' ? line.command.name : undefined, error, session);
  }
}

interface Session {
  readonly surroundings: Surroundings;
  readonly words: Messages;
  readonly json: boolean;
}

/** Wrong usage is answered in the form and the language that were asked for, as far as they can be made out. */
function optionsOf(line: ParsedLine, args: readonly string[]): OptionValues {
  if (line.kind === 'command') {
    return line.args.options;
  }
  if (line.kind !== 'wrong') {
    return line.options;
  }
  const language = /--lang[= ](en|ja)\b/.exec(args.join(' '))?.[1];
  return { json: args.includes('--json'), ...(language === undefined ? {} : { lang: language }) };
}

async function follow(line: ParsedLine, session: Session): Promise<number> {
  switch (line.kind) {
    case 'command':
      return runCommand(line.command, line.args, session);
    case 'help':
      return showHelp(line.command, session);
    case 'wrong':
      throw new HiveError('usage', line.problem);
    case 'nothing':
      throw new HiveError('terminal-needed', { command: 'hivemend' });
  }
}

async function runCommand(command: Command, args: CommandArguments, session: Session): Promise<number> {
  const { surroundings, words, json } = session;
  const context: Context = {
    surroundings,
    words,
    style: consoleStyle(surroundings.stderr),
    canAsk: surroundings.stdin.isTerminal && surroundings.stderr.isTerminal && !json,
    tell: () => undefined,
  };
  const end = await command.run(context, args);
  if (json) {
    await writeDocument(documentOf(command, end), session);
  } else {
    const { resultLines } = await import('../report/person/results.ts');
    const style = consoleStyle(surroundings.stdout);
    writeLines(surroundings.stdout, resultLines(command.name, end.result, words, style));
  }
  return end.exitCode;
}

function documentOf(command: Command, end: CommandEnd<Command['name']>): EndDocument {
  return { schema: 'hivemend/1', command: command.name, ok: end.ok, disk: end.disk, result: end.result };
}

async function showHelp(command: Command | undefined, session: Session): Promise<number> {
  const { helpLines } = await import('./help.ts');
  const { stdout } = session.surroundings;
  writeLines(stdout, helpLines(command, COMMANDS, session.words, consoleStyle(stdout).width));
  return EXIT_SUCCESS;
}

async function fail(command: string | undefined, thrown: unknown, session: Session): Promise<number> {
  const error = isHiveError(thrown) ? thrown : bugOf(thrown);
  const exitCode = exitCodeOf(error.code);
  if (session.json) {
    const { errorDocument } = await import('../report/json.ts');
    const english = await loadMessages('en');
    await writeDocument(
      {
        schema: 'hivemend/1',
        command: command ?? null,
        ok: false,
        disk: error.disk,
        error: errorDocument(error, english),
      },
      session,
    );
  } else {
    writeLines(session.surroundings.stderr, errorLines(error, session));
  }
  if (error.code === 'bug') {
    session.surroundings.stderr.write(`${stackOf(thrown)}\n`);
  }
  return exitCode;
}

function errorLines(error: HiveError, session: Session): string[] {
  const { what, next } = describeError(error, session.words);
  const style = consoleStyle(session.surroundings.stderr);
  const lines = hang('hivemend: ', what, style.width).map((line) => style.bad(line));
  return exitCodeOf(error.code) === EXIT_USAGE
    ? [...lines, ...wrap(next, style.width)]
    : [...lines, '', ...wrap(next, style.width)];
}

async function writeDocument(document: EndDocument, { surroundings }: Session): Promise<void> {
  const { documentText } = await import('../report/json.ts');
  surroundings.stdout.write(documentText(document, await loadMessages('en')));
}

function writeLines(output: Output, lines: readonly string[]): void {
  output.write(lines.map((line) => `${line}\n`).join(''));
}

function consoleStyle(output: Output): Style {
  return styleFor(output.columns, output.hasColors);
}

function bugOf(thrown: unknown): HiveError<'bug'> {
  return new HiveError(
    'bug',
    { message: thrown instanceof Error ? thrown.message : String(thrown) },
    { cause: thrown },
  );
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : printable(String(thrown));
}
