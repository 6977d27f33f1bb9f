import { LineCutter } from '../change/reg-file/lines.ts';
import { isWritableName, RegFileWriter } from '../change/reg-file/write-reg-file.ts';
import type { QueriedKey, QueriedValue, RegistryDifference } from './registry-results.ts';

/** Queried keys as the lines of a .reg file. What no line can hold stands in a comment. */
export function* regFileLines(keys: Iterable<QueriedKey>): Generator<string, void, void> {
  const writer = new RegFileWriter(true);
  const cutter = new LineCutter();
  yield* linesOf(writer.take(), cutter);
  for (const { path, values = [] } of keys) {
    if (!isWritableName(path)) {
      yield leftOut(path);
      continue;
    }
    writer.key(path);
    for (const value of values) {
      if (isWritableName(value.name)) writer.value(value.name, contentOf(value));
      else yield leftOut(value.name);
    }
    yield* linesOf(writer.take(), cutter);
  }
  yield* linesOf(writer.end(), cutter);
}

/**
 * Differences as the lines of a .reg file that makes the second out of the first. What no .reg file can say stands in a
 * comment.
 */
export function* regFileOfDifferences(
  differences: Iterable<RegistryDifference>,
): Generator<string, void, void> {
  const writer = new RegFileWriter(true);
  const cutter = new LineCutter();
  yield* linesOf(writer.take(), cutter);
  let current: string | undefined;
  for (const difference of differences) {
    const { kind, key } = difference;
    if (kind === 'key-changed' || !isWritableName(key)) {
      yield leftOut(kind === 'key-changed' ? `${key} (${difference.field})` : key);
      continue;
    }
    if (kind === 'key-removed') {
      writer.deletedKey(key);
      current = undefined;
    } else if (current !== key) {
      writer.key(key);
      current = key;
    }
    const name = nameOf(difference);
    if (name !== undefined && !isWritableName(name)) yield leftOut(name);
    else if ('after' in difference) writer.value(difference.after.name, contentOf(difference.after));
    else if ('before' in difference) writer.deletedValue(difference.before.name);
    yield* linesOf(writer.take(), cutter);
  }
  yield* linesOf(writer.end(), cutter);
}

function nameOf(
  difference: Exclude<RegistryDifference, { readonly kind: 'key-changed' }>,
): string | undefined {
  if ('after' in difference) return difference.after.name;
  return 'before' in difference ? difference.before.name : undefined;
}

function contentOf({ type, data }: QueriedValue) {
  return { type, data: new Uint8Array(Buffer.from(data, 'hex')) };
}

function leftOut(name: string): string {
  return `; left out: ${JSON.stringify(name)}`;
}

/** Without the byte order mark: standard output is UTF-8. */
function* linesOf(pieces: readonly Uint8Array[], cutter: LineCutter): Generator<string, void, void> {
  for (const piece of pieces)
    for (const { text } of cutter.push(Buffer.from(piece).toString('utf16le')))
      yield text.replace(/^\ufeff/, '');
}
