'use strict';
/**
 * For `node --require`: counts the program's calls to the file system, and ends the process by SIGKILL right before
 * call number HIVEMEND_KILL_AT; where that call writes, in the middle of it. The file HIVEMEND_KILLED_AT is told which
 * call that was. Only tests load this; the program knows nothing of it.
 */
const fs = require('node:fs');
const { promisify } = require('node:util');
const { isMainThread } = require('node:worker_threads');

const { HIVEMEND_KILL_AT: killAt, HIVEMEND_KILLED_AT: killedAt } = process.env;
let calls = 0;

function count(name, path, beforeTheEnd) {
  calls += 1;
  if (calls !== Number(killAt)) return;
  beforeTheEnd?.();
  fs.writeFileSync(killedAt, `${name} ${path}`);
  process.kill(process.pid, 'SIGKILL');
}

/** What files/node/calls.ts takes of node:fs and that asks the disk for something, but for `write`. */
const names =
  'close fchmod fchown fstat fsync ftruncate link mkdir open read readdir rename rmdir stat statfs unlink'.split(
    ' ',
  );

/** Counts the calls that files/node/calls.ts makes promises of. */
function wrap(name, beforeTheEnd) {
  const asPromise = promisify(fs[name]);
  fs[name][promisify.custom] = (...args) => {
    count(name, args.filter((arg) => typeof arg !== 'object').join(' '), () => beforeTheEnd?.(...args));
    return asPromise(...args);
  };
}

// A hash is taken in a thread, which only reads: what it could be killed at, the main thread is killed at.
if (isMainThread) {
  for (const name of names) wrap(name);
  wrap('write', (file, bytes, offset, length, position) =>
    fs.writeSync(file, bytes, offset, Math.floor(length / 2), position),
  );
}
