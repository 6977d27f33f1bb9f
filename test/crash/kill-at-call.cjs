'use strict';
/**
 * For `node --require`: counts the program's calls to the file system, and ends the process by SIGKILL right before
 * call number HIVEMEND_KILL_AT; where that call writes, in the middle of it. Without a number, the count goes to the
 * file HIVEMEND_COUNT_TO when the program ends. Only tests load this; the program knows nothing of it.
 */
const fs = require('node:fs');
const promises = require('node:fs/promises');
const { isMainThread } = require('node:worker_threads');

const { HIVEMEND_KILL_AT: killAt, HIVEMEND_COUNT_TO: countTo } = process.env;
const calls = [];

function count(name, path, beforeTheEnd) {
  calls.push(`${name} ${path}`);
  if (calls.length !== Number(killAt)) return;
  beforeTheEnd?.();
  process.kill(process.pid, 'SIGKILL');
}

/** The names of what node-file-system.ts uses that asks the disk for something. */
const functions = ['link', 'mkdir', 'open', 'readdir', 'rename', 'rmdir', 'stat', 'statfs', 'unlink'];
const methods = ['chmod', 'chown', 'close', 'read', 'stat', 'sync', 'truncate'];

function wrap(object, name, named) {
  const original = object[name];
  object[name] = function (...args) {
    count(name, named(this, args));
    return original.apply(this, args);
  };
}

function wrapHandles(prototype) {
  for (const name of methods) wrap(prototype, name, ({ fd }) => fd);
  const write = prototype.write;
  prototype.write = function (bytes, offset, length, position) {
    count('write', this.fd, () => fs.writeSync(this.fd, bytes, offset, Math.floor(length / 2), position));
    return write.call(this, bytes, offset, length, position);
  };
}

// A hash is taken in a thread, which only reads: what it could be killed at, the main thread is killed at.
if (isMainThread) {
  const open = promises.open;
  let isWrapped = false;
  promises.open = async (...args) => {
    const handle = await open(...args);
    if (!isWrapped) wrapHandles(Object.getPrototypeOf(handle));
    isWrapped = true;
    return handle;
  };
  for (const name of functions) wrap(promises, name, (_, args) => args.join(' '));
  if (countTo !== undefined) process.on('exit', () => fs.writeFileSync(countTo, calls.join('\n')));
}
