import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What goes into the executables: a script that is started, and what it reads by name. */
export interface Entry {
  readonly script: string;
  /** Files by the names under which `node:sea` gives them. */
  readonly assets: Readonly<Record<string, string>>;
}

/** Name of the asset that is the program; a code cache has that of its system. */
const PROGRAM = 'program';

/** What stands before the bundle, in its first line. */
export const AHEAD = '(function (exports, require, module, HIVEMEND_CODE_CACHE) {';

/**
 * The bundle as the expression that launcher.cjs and train.cjs evaluate: a function of what a module is given, and of
 * what became of the code cache. A cache fits this very text.
 */
export function asScript(bundle: string): string {
  return `${AHEAD}${readFileSync(bundle, 'latin1')}\n})`;
}

/**
 * Writes the launcher, the program and its code caches. They lie at a path that follows from their contents alone,
 * because the launcher's path gets into the executables and the same sources must give the same bytes wherever they are
 * built.
 *
 * @param program from `asScript`
 * @param caches code caches by name, from `makeCodeCaches`
 */
export function writeEntry(
  launcher: string,
  program: string,
  caches: ReadonlyMap<string, Uint8Array>,
): Entry {
  const text = readFileSync(launcher, 'utf8').replace("['@CACHED@']", () =>
    JSON.stringify([...caches.keys()]),
  );
  const contents = new Map<string, Uint8Array>([[PROGRAM, Buffer.from(program, 'latin1')], ...caches]);
  const hash = createHash('sha256').update(text);
  for (const [name, bytes] of contents) hash.update(`\0${name}\0`).update(bytes);
  const folder = join('/tmp', `hivemend-${hash.digest('hex').slice(0, 16)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseOthersFolder(folder);
  const assets: Record<string, string> = {};
  for (const [name, bytes] of contents) {
    const file = join(folder, name);
    put(file, bytes);
    assets[name] = file;
    assets[`${name}.copy`] = file;
  }
  const script = join(folder, 'hivemend.cjs');
  put(script, text);
  return { script, assets };
}

function put(file: string, contents: string | Uint8Array): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, contents);
  renameSync(fresh, file);
}

/** Anybody may make folders in /tmp; what is built must not come from another user's. */
function refuseOthersFolder(folder: string): void {
  const status = lstatSync(folder);
  if (!status.isDirectory() || status.uid !== process.getuid?.() || (status.mode & 0o022) !== 0) {
    throw new Error(`${folder} belongs to somebody else, or others may write in it`);
  }
}
