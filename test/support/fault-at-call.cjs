'use strict';
/**
 * For Node's `--require`: makes the program's calls to the file system fail, write wrong bytes, wait, or press Ctrl+C. The
 * environment variable HIVEMEND_FAULTS holds the faults, in JSON, as `Fault` in faulted-program.ts describes them. Only
 * tests load this; the program knows nothing of it.
 */
const fs = require('node:fs');
const { constants } = require('node:os');
const { promisify } = require('node:util');
const { isMainThread } = require('node:worker_threads');

const faults = JSON.parse(process.env.HIVEMEND_FAULTS ?? '[]').map((fault) => ({
  ...fault,
  calls: new RegExp(`^(?:${fault.call ?? '.*'})$`),
  paths: new RegExp(fault.path ?? ''),
  isArmed: fault.after === undefined,
}));

/** FVE_E_LOCKED_VOLUME, for which libuv has no name. */
const LOCKED_VOLUME = -2144272384;

function systemError(name, call, path) {
  const isLocked = name === 'LOCKED_VOLUME';
  const errno = isLocked ? LOCKED_VOLUME : -constants.errno[name];
  const code = isLocked ? `Unknown system error ${LOCKED_VOLUME}` : name;
  return Object.assign(new Error(`${code}: made by a test, ${call} '${path}'`), {
    code,
    errno,
    path,
    syscall: call,
  });
}

/** Ctrl+C as the system gives it; libuv hands it on when it next looks at what came in. */
async function interrupt() {
  process.kill(process.pid, 'SIGINT');
  for (let turn = 0; turn < 5; turn += 1) await new Promise((next) => setImmediate(next));
}

/** Turns the bits of one byte in the middle of the file over. */
function damage(path) {
  const file = fs.openSync(path, 'r+');
  const position = Math.floor(fs.fstatSync(file).size / 2);
  const byte = Buffer.alloc(1);
  fs.readSync(file, byte, 0, 1, position);
  fs.writeSync(file, Buffer.of(byte[0] ^ 0xff), 0, 1, position);
  fs.closeSync(file);
}

async function faulted(call, path, original) {
  const told = String(path);
  const met = faults.filter(({ isArmed, calls, paths }) => isArmed && calls.test(call) && paths.test(told));
  for (const fault of met) {
    if (fault.once === true) fault.isArmed = false;
    if (fault.delayMs !== undefined) await new Promise((pass) => setTimeout(pass, fault.delayMs));
    if (fault.signal === true) await interrupt();
    if (fault.error !== undefined) throw systemError(fault.error, call, told);
  }
  const result = await original();
  for (const { damages } of met) if (damages === true) damage(told);
  for (const fault of faults) {
    const { after } = fault;
    if (after === undefined || fault.isWoken) continue;
    fault.isWoken = new RegExp(`^(?:${after.call})$`).test(call) && new RegExp(after.path).test(told);
    fault.isArmed = fault.isWoken;
  }
  return result;
}

/** Paths of the open files, by their descriptors. */
const open = new Map();

/** What the calls of an open file are called here: without the f. */
const ofOpenFiles = {
  close: 'close',
  fchmod: 'chmod',
  fchown: 'chown',
  fstat: 'stat',
  fsync: 'sync',
  ftruncate: 'truncate',
  read: 'read',
  write: 'write',
};

/** Has the promises that files/node/calls.ts makes of a call ask `faulted` first. `pathOf` gets the arguments. */
function wrap(original, call, pathOf) {
  const asPromise = promisify(original);
  original[promisify.custom] = (...args) => faulted(call, pathOf(...args), () => asPromise(...args));
}

// A hash is taken in a thread, which only reads; the main thread asks for the file's status before that.
if (isMainThread) {
  for (const [name, call] of Object.entries(ofOpenFiles)) {
    wrap(fs[name], call, (descriptor) => open.get(descriptor));
  }
  // Of a call with two paths, the second one, which appears or is replaced.
  for (const name of ['link', 'rename']) wrap(fs[name], name, (_from, to) => to);
  for (const name of ['lstat', 'mkdir', 'open', 'readdir', 'rmdir', 'stat', 'statfs', 'unlink']) {
    wrap(fs[name], name, (path) => path);
  }
  wrap(fs.realpath.native, 'realpath', (path) => path);
  const opened = promisify(fs.open);
  fs.open[promisify.custom] = async (path, ...args) => {
    const descriptor = await opened(path, ...args);
    open.set(descriptor, path);
    return descriptor;
  };
}
