import type { ReadOnlyFileSystem } from '../../files/file-system.ts';
import { readLines } from '../../files/read-lines.ts';
import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import { LINES_SCHEMA } from '../results.ts';
import { TARGET_OUTCOMES, type TargetRow } from './summary.ts';

/** What an earlier run wrote with `--json-lines`, as far as it is read again. */
interface EarlierResult extends TargetRow {
  /** A dry run did nothing that could count as done. */
  readonly dryRun: boolean;
}

/**
 * The results in a file of JSON Lines, in their order. What else stands there is passed over: events, and the piece of a
 * line with which a run ends that was killed.
 * @throws HiveError 'not-result-lines' when nothing there is a line of ours, and what reading a file throws.
 */
export async function* readResultLines(
  files: ReadOnlyFileSystem,
  path: FilePath,
): AsyncGenerator<EarlierResult> {
  const file = await files.open(path);
  try {
    let isOurs = file.length === 0;
    for await (const text of readLines(file)) {
      const line = parseLine(text);
      isOurs ||= line !== undefined;
      if (line?.event === 'result' && isResult(line)) yield line;
    }
    if (!isOurs) throw new HiveError('not-result-lines', { path });
  } finally {
    await file.close();
  }
}

/** Targets of which all was done, by the last that is told of each of their images. */
export async function doneTargets(
  files: ReadOnlyFileSystem,
  path: FilePath,
  command: string,
): Promise<ReadonlySet<string>> {
  const ends = new Map<string, Map<number, boolean>>();
  for await (const { target, image, dryRun, error, ...line } of readResultLines(files, path)) {
    if (line.command !== command || dryRun) continue;
    const images = ends.get(target) ?? new Map<number, boolean>();
    ends.set(target, images.set(image?.index ?? 0, error === undefined));
  }
  const done = [...ends].filter(([, images]) => [...images.values()].every((isDone) => isDone));
  return new Set(done.map(([target]) => target));
}

/** Whether the last line was not written to its end. */
export async function endsWithinLine(files: ReadOnlyFileSystem, path: FilePath): Promise<boolean> {
  const file = await files.open(path);
  try {
    // Two bytes: a line feed of UTF-16 has a zero before or behind it.
    const end = new Uint8Array(Math.min(2, file.length));
    await file.read(end, file.length - end.length);
    return end.length > 0 && !end.includes(0x0a);
  } finally {
    await file.close();
  }
}

interface OurLine {
  readonly event: unknown;
}

/** The last line of a run, its document, is ours as well, and tells nothing new. */
function parseLine(text: string): OurLine | undefined {
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    const isOurs = typeof parsed === 'object' && parsed !== null && 'schema' in parsed && 'event' in parsed;
    return isOurs && [LINES_SCHEMA, 'hivemend/2'].some((schema) => schema === parsed.schema)
      ? parsed
      : undefined;
  } catch {
    return undefined;
  }
}

function isResult(line: object): line is EarlierResult {
  const { target, command, outcome, exitCode, disk, dryRun } = line as Partial<EarlierResult>;
  return (
    typeof target === 'string' &&
    typeof command === 'string' &&
    typeof exitCode === 'number' &&
    typeof disk === 'string' &&
    typeof dryRun === 'boolean' &&
    TARGET_OUTCOMES.some((known) => known === outcome)
  );
}
