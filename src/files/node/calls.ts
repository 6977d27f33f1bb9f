import {
  access,
  chmod,
  close,
  fchmod,
  fchown,
  fstat,
  fsync,
  ftruncate,
  link,
  lstat,
  mkdir,
  open,
  read,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rmdir,
  stat,
  statfs,
  unlink,
  write,
} from 'node:fs';
import { promisify } from 'node:util';
import { isSystemError } from './error.ts';

/** Made at the first call: to make all of them takes a good part of a millisecond, and most runs need few. */
function lazily<Call extends (...args: never[]) => unknown>(make: () => Call): Call {
  let made: Call | undefined;
  const call = (...args: Parameters<Call>): unknown => {
    made ??= make();
    return made(...args);
  };
  return call as Call;
}

/**
 * Node's calls to the system, as promises. They are those of `node:fs`, which every Node has loaded when it starts;
 * `node:fs/promises` would have to be loaded first, with streams and much else, for a tenth of Node's own start.
 * An open file is its descriptor.
 */
export const system = {
  access: lazily(() => promisify(access)),
  chmod: lazily(() => promisify(chmod)),
  close: lazily(() => promisify(close)),
  fchmod: lazily(() => promisify(fchmod)),
  fchown: lazily(() => promisify(fchown)),
  fstat: lazily(() => promisify(fstat)),
  fsync: lazily(() => promisify(fsync)),
  ftruncate: lazily(() => promisify(ftruncate)),
  link: lazily(() => promisify(link)),
  lstat: lazily(() => promisify(lstat)),
  mkdir: lazily(() => promisify(mkdir)),
  open: lazily(() => promisify(open)),
  read: lazily(() => promisify(read)),
  readdir: lazily(() => promisify(readdir)),
  readFile: lazily(() => promisify(readFile)),
  readlink: lazily(() => promisify(readlink)),
  /** The system's own; the other one of `node:fs` walks through the path in JavaScript. */
  realpath: lazily(() => promisify(realpath.native)),
  rename: lazily(() => promisify(rename)),
  rmdir: lazily(() => promisify(rmdir)),
  stat: lazily(() => promisify(stat)),
  statfs: lazily(() => promisify(statfs)),
  unlink: lazily(() => promisify(unlink)),
  write: lazily(() => promisify(write)),
};

/**
 * Closes what was only read, or flushed. A close may fail because of what was written before (network file systems); here
 * nothing is outstanding, and the failure would only hide what became of the rest.
 */
export async function letGo(descriptor: number): Promise<void> {
  try {
    await system.close(descriptor);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}
