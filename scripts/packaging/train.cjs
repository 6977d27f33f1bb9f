// Run by the Node of an executable: `node train.cjs PROGRAM DISK OUTPUT DOING`. Has the program do what is to start fast, and
// writes what V8 compiled meanwhile, its code cache. Functions that were not called are not in it: they are compiled
// when they are called, as ever.
'use strict';
const { readFileSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');

const [program, disk, output, doing] = process.argv.slice(2);
const LINES = {
  looking: [['version'], ['check', disk], ['query', disk, 'HKLM\\SOFTWARE\\Microsoft', '--value', 'none']],
  changing: [
    ['check', disk],
    ['repair', disk, '--dry-run'],
  ],
};
const lines = LINES[doing];

const script = new Script(readFileSync(program, 'latin1'), { filename: 'hivemend.cjs' });
const start = script.runInThisContext();
const { exit } = process;

// What is done side by side is compiled in the order in which it comes to its turn, and that would be chance: with one thread for files (see
// code-cache.ts) they end in the order in which they were begun, and nothing waits for them that need not.
globalThis.setImmediate = (then) => process.nextTick(then);
// The sign of life of a lock comes only where a machine takes its time.
globalThis.setInterval = () => undefined;

function next() {
  const line = lines.shift();
  if (line === undefined) {
    writeFileSync(output, script.createCachedData());
    exit(0);
  }
  process.argv = [process.argv[0], 'hivemend.cjs', ...line];
  start.call({}, {}, require, { exports: {} }, 'none');
}

// How the program ends, and the ways in which it may come to an end without that.
process.exit = next;
process.on('beforeExit', next);
next();
