import { HiveError } from '../ground/errors.ts';
import type { ReadOnlyFile } from './file-system.ts';

/** A piece that is read at a time, and the longest line that is still taken for one. Bytes. */
const PIECE = 256 * 1024;
const LONGEST_LINE = 64 * 1024 * 1024;

/**
 * The lines of a text file one by one, without their ends, however long the file is. UTF-8, or UTF-16 with a byte order
 * mark, which Windows PowerShell's `>` writes. The last line is given whether it has an end or not.
 * @throws HiveError 'file-read', also for a line that has no end within reason.
 */
export async function* readLines(file: ReadOnlyFile): AsyncGenerator<string> {
  const decoder = new TextDecoder(await encodingOf(file));
  let rest = '';
  for (let position = 0; position < file.length; position += PIECE) {
    const bytes = new Uint8Array(Math.min(PIECE, file.length - position));
    await file.read(bytes, position);
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE)
      throw new HiveError('file-read', { path: file.path, cause: 'line too long', position });
    yield* lines.map(withoutReturn);
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutReturn(rest);
}

async function encodingOf(file: ReadOnlyFile): Promise<'utf-8' | 'utf-16le' | 'utf-16be'> {
  const mark = new Uint8Array(Math.min(2, file.length));
  await file.read(mark, 0);
  return encodingByMark(mark);
}

/** By the byte order mark at the beginning of a text. */
export function encodingByMark([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

const withoutReturn = (line: string): string => line.replace(/\r$/, '');
