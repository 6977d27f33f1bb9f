import type { ReadOnlyFileSystem } from '../../files/file-system.ts';
import type { FilePath } from '../../ground/brand.ts';
import { expandPattern, isPattern } from './glob.ts';
import { readResultLines } from './result-lines.ts';
import { type Summary, Tally } from './summary.ts';

/**
 * What several runs did together, from what they wrote with `--json-lines`. Of a target that is told of more than once,
 * the last counts, in the order of the files. Patterns of names are taken, too.
 * @throws HiveError 'not-result-lines', and what reading a file throws.
 */
export async function summaryOf(files: ReadOnlyFileSystem, paths: readonly FilePath[]): Promise<Summary> {
  const tally = new Tally();
  for (const path of paths) {
    for await (const file of named(files, path)) {
      for await (const { command, target, image, outcome, exitCode, disk, error } of readResultLines(
        files,
        file,
      )) {
        tally.add({
          command,
          target,
          ...(image === undefined ? {} : { image }),
          outcome,
          exitCode,
          disk,
          ...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
        });
      }
    }
  }
  return tally.summary;
}

async function* named(files: ReadOnlyFileSystem, path: FilePath): AsyncGenerator<FilePath> {
  let count = 0;
  if (isPattern(path) && (await files.status(path)) === undefined) {
    for await (const found of expandPattern(files, path)) {
      count += 1;
      yield found;
    }
  }
  if (count === 0) yield path;
}
