'use strict';
/**
 * For Node's `--require`: makes the program's calls to the file system fail, write wrong bytes, wait, or press Ctrl+C. The
 * environment variable HIVEMEND_FAULTS holds the faults, in JSON, as `Fault` in faulted-program.ts describes them. Only
 * tests load this; the program knows nothing of it.
 */
const fs = require('node:fs');
const promises = require('node:fs/promises');
const { constants } = require('node:os');
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

const files = new WeakMap();
const handleMethods = ['chmod', 'chown', 'close', 'read', 'stat', 'sync', 'truncate', 'write'];

function wrapHandles(prototype) {
  for (const name of handleMethods) {
    const original = prototype[name];
    prototype[name] = function (...args) {
      return faulted(name, files.get(this), () => original.apply(this, args));
    };
  }
}

// A hash is taken in a thread, which only reads; the main thread asks for the file's status before that.
if (isMainThread) {
  const open = promises.open;
  let isWrapped = false;
  promises.open = (path, ...args) =>
    faulted('open', path, async () => {
      const handle = await open(path, ...args);
      if (!isWrapped) wrapHandles(Object.getPrototypeOf(handle));
      isWrapped = true;
      files.set(handle, path);
      return handle;
    });
  // Of a call with two paths, the second one, which appears or is replaced.
  for (const name of ['link', 'rename']) {
    const original = promises[name];
    promises[name] = (from, to) => faulted(name, to, () => original(from, to));
  }
  for (const name of ['lstat', 'mkdir', 'readdir', 'realpath', 'rmdir', 'stat', 'statfs', 'unlink']) {
    const original = promises[name];
    promises[name] = (path, ...args) => faulted(name, path, () => original(path, ...args));
  }
}
