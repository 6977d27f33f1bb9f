import type { FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import type { EndDocument } from '../report/json.ts';
import { loadMessages, type Messages } from '../report/messages/messages.ts';
import { type Style, styleFor } from '../report/person/console.ts';
import { endedLines, inLargerPieces, linesOf, type Printed } from '../report/printed.ts';
import type { RunAbout, RunRecord } from '../report/run-record.ts';
import { hang, wrap } from '../report/text-layout.ts';
import type { OptionValues } from './argv/options.ts';
import type { Output, Surroundings } from './surroundings.ts';
import type { LogFile } from './terminal/log-file.ts';
import type { ReportFile } from './terminal/report-file.ts';

/** How a command's end is told. */
export type Form = 'text' | 'json' | 'json-lines';

/** How much is told beside the end: nothing but failures, what people usually want, or every step. */
export type Loudness = 'quiet' | 'usual' | 'verbose';

/** One run's ways to be heard: the two streams in the form that was asked for, the log and the report. */
export class Session {
  readonly surroundings: Surroundings;
  readonly words: Messages;
  readonly form: Form;
  readonly loudness: Loudness;
  /** `--yes`: what is answered without being asked. */
  readonly saysYes: boolean;
  readonly startedAt: Date;
  #log: LogFile | undefined;
  #report: ReportFile | undefined;
  #about: RunAbout = {};
  /** The report's name, where the person has not named it. */
  #kept: FilePath | undefined;

  constructor(surroundings: Surroundings, words: Messages, form: Form, options: OptionValues) {
    this.loudness = options.quiet === true ? 'quiet' : options.verbose === true ? 'verbose' : 'usual';
    this.surroundings =
      this.loudness === 'quiet' ? { ...surroundings, stdout: mute(surroundings.stdout) } : surroundings;
    this.words = words;
    this.form = form;
    this.saysYes = options.yes === true;
    this.startedAt = surroundings.clock();
  }

  get wantsJson(): boolean {
    return this.form !== 'text';
  }

  /** Whether a person sits at a terminal who can answer, and who did not ask for JSON. */
  get canAsk(): boolean {
    const { stdin, stderr } = this.surroundings;
    return !this.wantsJson && stderr.isTerminal && stdin.isTerminal;
  }

  get resultStyle(): Style {
    return consoleStyle(this.surroundings.stdout);
  }

  get messageStyle(): Style {
    return consoleStyle(this.surroundings.stderr);
  }

  /**
   * Opens the log and the report before anything else is done: a name that can't be written is said at once.
   * @throws HiveError what opening them throws; 'file-exists' for a report.
   */
  async openFiles(options: OptionValues): Promise<void> {
    const { clock, args, build } = this.surroundings;
    if (options.log !== undefined) {
      const { LogFile } = await import('./terminal/log-file.ts');
      this.#log = await LogFile.open(
        await this.surroundings.files(),
        options.log,
        clock,
        options['log-format'] === 'cmtrace' ? 'cmtrace' : 'plain',
      );
      this.#log.add('start', { args, build });
    }
    if (options.ticket !== undefined || options.technician !== undefined) this.#tellAbout(options);
    if (options.report !== undefined) {
      const { ReportFile } = await import('./terminal/report-file.ts');
      this.#report = await ReportFile.create(await this.surroundings.files(), options.report);
    }
  }

  get about(): RunAbout {
    return this.#about;
  }

  get isLogged(): boolean {
    return this.#log !== undefined;
  }

  /** Opens a log and a report that were offered while the run was on. @throws HiveError what openFiles throws */
  async keep(names: Pick<OptionValues, 'log' | 'report'>, about: RunAbout): Promise<void> {
    await this.openFiles(names);
    this.#kept = names.report;
    this.#tellAbout(about);
  }

  #tellAbout({ ticket, technician }: RunAbout): void {
    this.#about = {
      ...this.#about,
      ...(ticket === undefined ? {} : { ticket }),
      ...(technician === undefined ? {} : { technician }),
    };
    this.log('about', this.#about);
  }

  log(event: string, details: unknown): void {
    this.#log?.add(event, details);
  }

  showResult(lines: readonly Printed[]): void {
    writeLines(this.surroundings.stdout, lines);
  }

  showMessage(lines: readonly Printed[]): void {
    writeLines(this.surroundings.stderr, lines);
  }

  /**
   * A result that may be long: it is written as it is made.
   * @param goOn is asked between pieces, and throws where the rest is not wanted any more.
   */
  async showLongResult(lines: Iterable<Printed>, goOn: () => void): Promise<void> {
    await writePieces(endedLines(lines), (piece) => this.surroundings.stdout.write(piece), goOn);
  }

  /**
   * Writes the one JSON document, or what stands for it in JSON Lines. Nothing of the one document is written before all of
   * it is made: what fails on the way is told as a document of its own.
   */
  async showDocument(document: EndDocument, goOn: () => void = () => undefined): Promise<void> {
    const { documentLines, documentPieces } = await import('../report/json.ts');
    const english = await loadMessages('en');
    const write = (piece: Printed) => this.surroundings.stdout.writeDocument(piece);
    if (this.form === 'json-lines') await writePieces(documentLines(document, english), write, goOn);
    else await writePieces([...inLargerPieces(documentPieces(document, english))], write, goOn);
  }

  /**
   * Writes the report and ends the log. The command has ended by then, and its end has been told: a file that could not
   * be written changes neither that nor the exit code, and is told besides.
   */
  async closeFiles(document: EndDocument): Promise<void> {
    this.log('end', document);
    const log = this.#log;
    const report = this.#report;
    this.#log = undefined;
    this.#report = undefined;
    const isWritten = await this.#tellFailure(async () =>
      report?.write(this.#recordOf(document), this.words),
    );
    await this.#tellFailure(async () => log?.close());
    if (isWritten && this.#kept !== undefined)
      this.showMessage(wrap(this.words.guided.recordsKept(this.#kept), this.messageStyle.width));
  }

  /** @returns whether there is nothing to tell. */
  async #tellFailure(write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (!isHiveError(error) || !('path' in error.details)) throw error;
      const { path } = error.details;
      const cause = 'cause' in error.details ? error.details.cause : undefined;
      const text = this.words.results.fileNotWritten(path, cause ?? error.code);
      const { bad, width } = this.messageStyle;
      this.showMessage(hang('hivemend: ', text, width).map((line) => bad(line)));
      return false;
    }
  }

  #recordOf(document: EndDocument): RunRecord {
    const { build, system, args, clock } = this.surroundings;
    return {
      schema: 'hivemend-report/1',
      startedAt: this.startedAt.toISOString(),
      finishedAt: clock().toISOString(),
      program: {
        version: build.version,
        commit: build.commit,
        hivex: build.hivex,
        node: system.nodeVersion,
        architecture: system.architecture,
      },
      host: system.hostName(),
      ...this.#about,
      arguments: args,
      end: document,
    };
  }
}

/** Documents are asked for, and still come. */
function mute(output: Output): Output {
  const { isTerminal, columns, hasColors } = output;
  return {
    isTerminal,
    columns,
    hasColors,
    write: () => undefined,
    writeDocument: (text) => output.writeDocument(text),
  };
}

function consoleStyle(output: Output): Style {
  return styleFor(output.columns, output.hasColors);
}

async function writePieces(
  pieces: Iterable<Printed>,
  write: (piece: Printed) => void,
  goOn: () => void,
): Promise<void> {
  for (const piece of inLargerPieces(pieces)) {
    write(piece);
    // Lets Ctrl+C be heard.
    await new Promise((settle) => setImmediate(settle));
    goOn();
  }
}

function writeLines(output: Output, lines: readonly Printed[]): void {
  output.write(linesOf(lines));
}
