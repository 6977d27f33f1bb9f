import type { ReadOnlyFileSystem } from '../../files/file-system.ts';
import { encodingByMark, readLines } from '../../files/read-lines.ts';
import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';

/** One target, with what holds for it alone. */
export interface ListedTarget {
  readonly target: string;
  /** By the names that the command line has for them, without the dashes. */
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Reads a list of targets: one in each line, or in each line a JSON object `{"target": "...", "value": 0}` whose other
 * members are options by their names. Empty lines, and those that begin with `#`, count for nothing.
 * @throws HiveError 'target-list' for a line that is neither; nothing was begun by then. What opening a file throws.
 */
export async function targetsInFile(files: ReadOnlyFileSystem, path: FilePath): Promise<ListedTarget[]> {
  const file = await files.open(path);
  try {
    const lines: string[] = [];
    for await (const line of readLines(file)) lines.push(line);
    return parseLines(lines, path);
  } finally {
    await file.close();
  }
}

/** The same of what came by standard input. @param name for errors. */
export function targetsInBytes(bytes: Uint8Array, name: string): ListedTarget[] {
  return parseLines(new TextDecoder(encodingByMark(bytes)).decode(bytes).split('\n'), name);
}

function parseLines(lines: readonly string[], name: string): ListedTarget[] {
  return lines.flatMap((line, index) => {
    const text = line.replace(/^\ufeff/, '').trim();
    if (text === '' || text.startsWith('#')) return [];
    return [text.startsWith('{') ? parseObject(text, name, index + 1) : { target: text, options: {} }];
  });
}

function parseObject(text: string, path: string, line: number): ListedTarget {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new HiveError('target-list', { path, line, problem: 'not-json' }, { cause });
  }
  const { target, ...options } = Object(parsed) as { readonly target?: unknown };
  if (typeof target !== 'string' || target === '')
    throw new HiveError('target-list', { path, line, problem: 'target-missing' });
  return { target, options };
}
