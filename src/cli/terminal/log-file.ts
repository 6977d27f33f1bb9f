import type { WritableFile, WritableFileSystem } from '../../files/file-system.ts';
import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import { printableJson } from '../../report/printed.ts';
import { createOutput } from './create-output.ts';

/** 'plain': a time, an event and JSON. 'cmtrace': the same for the viewer of Configuration Manager. */
export type LogFormat = 'plain' | 'cmtrace';

/** What the first line of a log begins with: the event with which every run begins. */
const FIRST_LINES: Readonly<Record<LogFormat, RegExp>> = {
  plain: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z start \{/,
  cmtrace: /^<!\[LOG\[start \{/,
};
const FIRST_LINE_LENGTH = '2026-01-01T00:00:00.000Z start {'.length;

/** `--log FILE`: lines with their time, added to what is there. */
export class LogFile {
  readonly #file: WritableFile;
  readonly #clock: () => Date;
  readonly #format: LogFormat;
  #position: number;
  #written: Promise<void> = Promise.resolve();

  private constructor(file: WritableFile, clock: () => Date, format: LogFormat) {
    this.#file = file;
    this.#clock = clock;
    this.#format = format;
    this.#position = file.length;
  }

  /** @throws HiveError 'not-a-log', 'output-folder-missing', and what create and openForWriting throw. */
  static async open(
    files: WritableFileSystem,
    path: FilePath,
    clock: () => Date,
    format: LogFormat = 'plain',
  ): Promise<LogFile> {
    const status = await files.status(path);
    if (await isHivesLog(files, path)) throw new HiveError('not-a-log', { path, isHivesLog: true });
    if (status === undefined) return new LogFile(await createOutput(files, path), clock, format);
    if (status.kind !== 'file' || !(await isLog(files, path, format)))
      throw new HiveError('not-a-log', { path, isHivesLog: false });
    return new LogFile(await files.openForWriting(path), clock, format);
  }

  add(event: string, details: unknown): void {
    const text = JSON.stringify(details, (_key, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
    const time = this.#clock().toISOString();
    const line =
      this.#format === 'plain' ? `${time} ${event} ${printableJson(text)}\n` : cmTrace(time, event, text);
    const bytes = new TextEncoder().encode(line);
    const position = this.#position;
    this.#position += bytes.length;
    this.#written = this.#written.then(() => this.#file.write(bytes, position));
    // Reported by `close`: a log that can't be written must not end a repair halfway.
    this.#written.catch(() => undefined);
  }

  /** @throws HiveError when something of the log could not be written. */
  async close(): Promise<void> {
    try {
      await this.#written;
      await this.#file.flush();
    } finally {
      await this.#file.close();
    }
  }
}

/** How the viewer colours a line. */
const ERROR = 3;
const WARNING = 2;
const INFORMATION = 1;

/**
 * A line as Configuration Manager's own logs have it, ended as on Windows. The time is UTC, so that its difference to the
 * local one (`+000`, minutes) is nothing that has to be known.
 */
function cmTrace(iso: string, event: string, json: string): string {
  const [, year, month, day, time] = /^(\d{4})-(\d\d)-(\d\d)T(.*)Z$/.exec(iso) ?? [];
  const type = event === 'warning' ? WARNING : event === 'end' && isFailure(json) ? ERROR : INFORMATION;
  // What ends the text must not stand in it.
  const text = `${event} ${printableJson(json)}`.replaceAll(']LOG]', ']\\u004cOG]');
  return `<![LOG[${text}]LOG]!><time="${time}+000" date="${month}-${day}-${year}" component="hivemend" context="" type="${type}" thread="0" file="">\r\n`;
}

const isFailure = (json: string): boolean => /"ok":false/.test(json);

/** Windows would take what is written there for changes of the hive; an empty one is a log that it has no use for at the moment. */
async function isHivesLog(files: WritableFileSystem, path: FilePath): Promise<boolean> {
  const hive = path.replace(/\.LOG[12]?$/i, '');
  if (hive === path || (await files.status(hive))?.kind !== 'file') return false;
  return new TextDecoder().decode(await beginningOf(files, hive, 4)) === 'regf';
}

/** An empty file may become one. Anything else that is not our own would be damaged by what is added to it. */
async function isLog(files: WritableFileSystem, path: FilePath, format: LogFormat): Promise<boolean> {
  const beginning = await beginningOf(files, path, FIRST_LINE_LENGTH);
  return beginning.length === 0 || FIRST_LINES[format].test(new TextDecoder().decode(beginning));
}

/** At most so many bytes. */
async function beginningOf(files: WritableFileSystem, path: FilePath, length: number): Promise<Uint8Array> {
  const file = await files.open(path);
  try {
    const bytes = new Uint8Array(Math.min(file.length, length));
    await file.read(bytes, 0);
    return bytes;
  } finally {
    await file.close();
  }
}
