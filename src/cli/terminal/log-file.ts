import type { WritableFile, WritableFileSystem } from '../../files/file-system.ts';
import type { FilePath } from '../../ground/brand.ts';
import { printableJson } from '../../report/printed.ts';

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

  /** @throws HiveError what create and openForWriting throw. */
  static async open(files: WritableFileSystem, path: FilePath, clock: () => Date): Promise<LogFile> {
    const exists = (await files.status(path)) !== undefined;
    return new LogFile(exists ? await files.openForWriting(path) : await files.create(path), clock);
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
