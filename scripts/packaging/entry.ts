import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The script that the executables carry: launcher.cjs with the bundle in it. It lies at a path that
 * follows from its contents alone, because the path gets into the executables and the same sources must give the same
 * bytes wherever they are built.
 */
export function writeEntry(launcher: string, bundle: string): string {
  const program = asComment(readFileSync(bundle, 'utf8'));
  const text = readFileSync(launcher, 'utf8')
    // A script with only such letters takes half the memory and time.
    .replace(/\P{ASCII}/gu, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/*@PROGRAM@*/', () => `/*${program}*/`);
  const folder = join('/tmp', `hivemend-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseOthersFolder(folder);
  const entry = join(folder, 'hivemend.cjs');
  const fresh = `${entry}.${process.pid}`;
  writeFileSync(fresh, text);
  renameSync(fresh, entry);
  return entry;
}

/** The bundle marks ends of comments itself, in its parts; hence another mark. */
function asComment(text: string): string {
  if (text.includes('*\u0002/')) throw new Error('the bundle has the mark for an end of comment');
  return text.replaceAll('*/', '*\u0002/');
}

/** Anybody may make folders in /tmp; what is built must not come from another user's. */
function refuseOthersFolder(folder: string): void {
  const status = lstatSync(folder);
  if (!status.isDirectory() || status.uid !== process.getuid?.() || (status.mode & 0o022) !== 0) {
    throw new Error(`${folder} belongs to somebody else, or others may write in it`);
  }
}
