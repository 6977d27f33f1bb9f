import { LineCutter } from '../change/reg-file/lines.ts';
import { isWritableName, RegFileWriter } from '../change/reg-file/write-reg-file.ts';
import type { QueriedKey, QueriedValue } from './registry-results.ts';

/** Queried keys as the lines of a .reg file. What no line can hold stands in a comment. */
export function* regFileLines(keys: Iterable<QueriedKey>): Generator<string, void, void> {
  const writer = new RegFileWriter(true);
  const cutter = new LineCutter();
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
