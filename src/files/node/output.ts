import { fstatSync, type Stats, statSync, writeSync } from 'node:fs';
import { isSystemError } from './error.ts';

/**
 * Writing to standard output and standard error without a stream. Node makes a stream for each when it is first touched,
 * and has to load streams and sockets for that, which takes a seventh of its own start; a script that keeps the JSON
 * document in a file or reads it from a pipe needs neither.
 */

/**
 * Whether what is written to the descriptor may be handed to the system as it is: files, and pipes, sockets and the device that
 * forgets where they are not Windows' (there, a parent may give a pipe that takes only overlapped writes). Everything else, a
 * terminal above all, is left to Node.
 */
export function takesPlainBytes(descriptor: number): boolean {
  try {
    const stats = fstatSync(descriptor);
    if (stats.isFile() || process.platform === 'win32') return stats.isFile();
    return stats.isFIFO() || stats.isSocket() || isNull(stats);
  } catch {
    // Closed, or nothing that the system tells about: Node knows what to do.
    return false;
  }
}

const isNull = (stats: Stats): boolean =>
  stats.isCharacterDevice() && stats.rdev === statSync('/dev/null').rdev;

/**
 * Writes until the system takes no more: a pipe may be full and not wait (EAGAIN), or writing fails.
 * @returns what is left
 */
export function writePlainBytes(descriptor: number, text: string | Uint8Array): Uint8Array {
  let rest = typeof text === 'string' ? new Uint8Array(Buffer.from(text)) : text;
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
  } catch {
    // A stream meets the same again, and waits or reports it.
  }
  return rest;
}

/** Standard output or standard error. */
export interface NodeOutput {
  readonly isTerminal: boolean;
  /** Columns of the terminal. */
  readonly columns: number | undefined;
  /** Whether the terminal shows colours and the user wants them (NO_COLOR). */
  readonly hasColors: boolean;
  /** Text goes as UTF-8. */
  write(text: string | Uint8Array): void;
  /** Whether all that was written has left this program. */
  isDone(): boolean;
}

/**
 * @param open gives Node's stream. It is asked for when plain bytes won't do, and then for everything that follows. It
 *   throws where Node can make none of what the parent gave; what the system does not take then either, is lost.
 * @param failed is told once why something could not be written, except that nobody reads any more (head, more).
 */
export function nodeOutput(
  descriptor: number,
  open: () => NodeJS.WriteStream,
  failed: (reason: string) => void,
): NodeOutput {
  let opened: NodeJS.WriteStream | undefined;
  let isPlain: boolean | undefined;
  let unopenable: string | undefined;
  const stream = (): NodeJS.WriteStream | undefined => {
    if (unopenable !== undefined) return undefined;
    try {
      opened ??= open().on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE') failed(error.code ?? error.message);
      });
    } catch (error) {
      unopenable = isSystemError(error) ? (error.code ?? error.message) : String(error);
    }
    return opened;
  };
  const terminal = (): NodeJS.WriteStream | undefined => {
    isPlain ??= takesPlainBytes(descriptor);
    return !isPlain && stream()?.isTTY === true ? opened : undefined;
  };
  let isLost = false;
  const lose = (): void => {
    if (!isLost) failed(unopenable ?? '');
    isLost = true;
  };
  return {
    get isTerminal() {
      return terminal() !== undefined;
    },
    get columns() {
      return terminal()?.columns;
    },
    get hasColors() {
      return terminal()?.hasColors() === true;
    },
    write(text) {
      isPlain ??= takesPlainBytes(descriptor);
      let rest = isPlain && opened === undefined ? writePlainBytes(descriptor, text) : text;
      if (rest.length === 0) return;
      if (stream() === undefined && !isPlain) rest = writePlainBytes(descriptor, text);
      if (opened !== undefined) opened.write(rest);
      else if (rest.length > 0) lose();
    },
    isDone: () => opened === undefined,
  };
}
