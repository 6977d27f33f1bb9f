import * as fs from 'node:fs';
import { promisify } from 'node:util';

/**
 * Node's calls to the system, as promises. They are those of `node:fs`, which every Node has loaded when it starts;
 * `node:fs/promises` would have to be loaded first, with streams and much else, for a tenth of Node's own start.
 * An open file is its descriptor.
 */
export const close = promisify(fs.close);
export const fchmod = promisify(fs.fchmod);
export const fchown = promisify(fs.fchown);
export const fstat = promisify(fs.fstat);
export const fsync = promisify(fs.fsync);
export const ftruncate = promisify(fs.ftruncate);
export const link = promisify(fs.link);
export const lstat = promisify(fs.lstat);
export const mkdir = promisify(fs.mkdir);
export const open = promisify(fs.open);
export const read = promisify(fs.read);
export const readdir = promisify(fs.readdir);
export const readFile = promisify(fs.readFile);
/** The system's own; the other one of `node:fs` walks through the path in JavaScript. */
export const realpath = promisify(fs.realpath.native);
export const rename = promisify(fs.rename);
export const rmdir = promisify(fs.rmdir);
export const stat = promisify(fs.stat);
export const statfs = promisify(fs.statfs);
export const unlink = promisify(fs.unlink);
export const write = promisify(fs.write);
