import type { WritableFile, WritableFileSystem } from '../../files/file-system.ts';
import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import { printableJson } from '../../report/printed.ts';
import { createOutput } from './create-output.ts';

/** What the first line of a log begins with: a time, and the event with which every run begins. */
const FIRST_LINE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z start \{/;
const FIRST_LINE_LENGTH = '2026-01-01T00:00:00.000Z start {'.length;

/** `--log FILE`: lines with their time, added to what is there. */
export class LogFile {
  readonly #file: WritableFile;
  readonly #clock: () => Date;
  #position: number;
  #written: Promise<void> = Promise.resolve();

  private constructor(file: WritableFile, clock: () => Date) {
    this.#file = file;
    this.#clock = clock;
    this.#position = file.length;
  }

  /** @throws HiveError 'not-a-log', 'output-folder-missing', and what create and openForWriting throw. */
  static async open(files: WritableFileSystem, path: FilePath, clock: () => Date): Promise<LogFile> {
    const status = await files.status(path);
    if (status === undefined) return new LogFile(await createOutput(files, path), clock);
    if (status.kind !== 'file' || !(await isLog(files, path))) throw new HiveError('not-a-log', { path });
    return new LogFile(await files.openForWriting(path), clock);
  }

  add(event: string, details: unknown): void {
    const text = JSON.stringify(details, (_key, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
    const bytes = new TextEncoder().encode(
      `${this.#clock().toISOString()} ${event} ${printableJson(text)}\n`,
    );
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

/** An empty file may become one. Anything else that is not our own would be damaged by what is added to it. */
async function isLog(files: WritableFileSystem, path: FilePath): Promise<boolean> {
  const file = await files.open(path);
  try {
    const beginning = new Uint8Array(Math.min(file.length, FIRST_LINE_LENGTH));
    await file.read(beginning, 0);
    return file.length === 0 || FIRST_LINE.test(new TextDecoder().decode(beginning));
  } finally {
    await file.close();
  }
}
