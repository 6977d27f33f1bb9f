import { HiveError, isHiveError } from '../ground/errors.ts';
import type { JobName } from '../jobs/results.ts';
import { describeError, whatAndCode } from '../report/error-text.ts';
import { SCHEMA } from '../report/json.ts';
import { namedBy } from '../report/messages/command-line.ts';
import { loadMessages } from '../report/messages/messages.ts';
import { type Printed, printable } from '../report/printed.ts';
import { hang, wrap } from '../report/text-layout.ts';
import { type HelpTopic, type ParsedLine, parseArguments } from './argv/arguments.ts';
import type { OptionValues } from './argv/options.ts';
import { COMMANDS } from './command-list.ts';
import { EXIT_SUCCESS, exitCodeOf, simpleExitCode } from './exit-codes.ts';
import { runCommand, runInContext } from './run-command.ts';
import { type Form, Session } from './session.ts';
import type { Surroundings } from './surroundings.ts';
import { chooseLanguage } from './terminal/language.ts';

/** From the command line to the exit code. Every end but a crash of the system's passes here. */
export async function run(surroundings: Surroundings): Promise<number> {
  const line = parseArguments(surroundings.args, COMMANDS);
  const options = optionsOf(line, surroundings.args);
  const language = chooseLanguage({
    option: options.lang,
    environment: surroundings.environment,
    flavour: surroundings.system.flavour,
    locale: surroundings.locale,
  });
  const verbs = COMMANDS.map(({ name }) => name);
  const words = namedBy(await loadMessages(language), surroundings.calledAs, verbs);
  const session = new Session(
    surroundings,
    words,
    formOf(line, options),
    line.kind === 'help' ? {} : options,
  );
  const exitCode = await follow(line, session).catch((error: unknown) =>
    fail('command' in line ? (line.command?.name ?? null) : null, error, session),
  );
  return options['exit-codes'] === 'simple' ? simpleExitCode(exitCode) : exitCode;
}

/** Wrong usage is answered in the form and the language that were asked for, as far as they can be made out. */
function optionsOf(line: ParsedLine, args: readonly string[]): OptionValues {
  if (line.kind === 'command') {
    return line.args.options;
  }
  if (line.kind !== 'wrong') {
    return line.options;
  }
  const all = args.join(' ');
  const language = /--lang[= ](en|ja)\b/.exec(all)?.[1];
  return {
    json: args.includes('--json'),
    'json-lines': args.includes('--json-lines'),
    ...(language === undefined ? {} : { lang: language }),
    ...(/--exit-codes[= ]simple\b/.test(all) ? { 'exit-codes': 'simple' } : {}),
  };
}

function formOf(line: ParsedLine, options: OptionValues): Form {
  const streams = 'command' in line && line.command?.streams === true;
  if (options['json-lines'] === true && options.json !== true && !streams) return 'json-lines';
  return options.json === true ? 'json' : 'text';
}

async function follow(line: ParsedLine, session: Session): Promise<number> {
  switch (line.kind) {
    case 'command':
      return runCommand(line.command, line.args, session);
    case 'help':
      return showHelp(line.topic, session);
    case 'wrong':
      throw new HiveError('usage', line.problem);
    case 'nothing':
      return leadThrough(session, line.options);
  }
}

async function showHelp(topic: HelpTopic | undefined, session: Session): Promise<number> {
  if (session.wantsJson) {
    const { helpDocument } = await import('./argv/help-document.ts');
    const result = helpDocument(topic, COMMANDS, await loadMessages('en'));
    await session.showDocument({ schema: SCHEMA, command: 'help', ok: true, disk: 'unchanged', result });
  } else {
    const { helpLines } = await import('./argv/help.ts');
    session.showResult(helpLines(topic, COMMANDS, session.words, session.resultStyle.width));
  }
  return EXIT_SUCCESS;
}

/** Without a terminal it never waits for anybody. */
async function leadThrough(session: Session, options: OptionValues): Promise<number> {
  if (!session.canAsk) {
    throw new HiveError('terminal-needed', { command: 'hivemend' });
  }
  const { guide } = await import('./guided.ts');
  await session.openFiles(options);
  return runInContext<'check' | 'repair'>(session, true, (context) =>
    guide(context, {
      isLogged: session.isLogged,
      about: session.about,
      open: (names, about) => session.keep(names, about),
    }),
  );
}

async function fail(command: JobName | null, thrown: unknown, session: Session): Promise<number> {
  const error = isHiveError(thrown) ? thrown : bugOf(thrown);
  const document = { schema: SCHEMA, command, ok: false, disk: error.disk, error } as const;
  if (session.wantsJson) {
    await session.showDocument(document);
  } else {
    session.showMessage(errorLines(error, command, session));
  }
  if (error.code === 'bug') {
    session.showMessage(stackOf(thrown).split('\n').map(printable));
  } else if (session.loudness === 'verbose') {
    session.showMessage(knownOf(error));
  }
  await session.closeFiles(document);
  return exitCodeOf(error.code);
}

function errorLines(
  error: HiveError,
  command: JobName | null,
  { words, messageStyle, surroundings }: Session,
): Printed[] {
  const { what, next, commands = [], isToReport = false } = describeError(error, words, command);
  return [
    ...hang('hivemend: ', whatAndCode(error, what), messageStyle.width).map((line) => messageStyle.bad(line)),
    ...wrap(next, messageStyle.width),
    // Whole, also where they are wider than the console: what is broken into lines can't be pasted.
    ...commands.map((command) => printable(`  ${command}`)),
    ...(isToReport ? [printable(words.help.reports(surroundings.build.reports))] : []),
  ];
}

/** For whoever looks into it, and so in no language: the code, the details, and what the system said. */
function knownOf(error: HiveError): Printed[] {
  const details = JSON.stringify(error.details, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  const causes: string[] = [];
  for (let cause = error.cause; cause !== undefined && causes.length < MOST_CAUSES; ) {
    causes.push(...stackOf(cause).split('\n'));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return [`${error.code} ${details}`, ...causes].map(printable);
}

/** A cause may be its own. */
const MOST_CAUSES = 8;

function bugOf(thrown: unknown): HiveError<'bug'> {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new HiveError('bug', { message }, { cause: thrown });
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
