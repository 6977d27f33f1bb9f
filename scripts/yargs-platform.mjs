// What yargs is given of its surroundings in the bundle, in place of its own lib/platform-shims/esm.mjs. That one loads
// what hivemend has no use for, because none of yargs' own words are ever printed: tables of emoji to measure columns
// with, a layout for its help, translations that it reads from files which a single executable does not have, and a
// search for package.json. It also opens standard output before anything is written.
import { basename, dirname, extname, join, normalize, relative, resolve } from 'node:path';
import { format, inspect } from 'node:util';
import { camelCase, decamelize, looksLikeNumber } from '../../../yargs-parser/build/lib/string-utils.js';
import { YargsParser } from '../../../yargs-parser/build/lib/yargs-parser.js';

/** Lays out nothing: the help that yargs prepares behind every command goes nowhere. */
const noLayout = () => ({ div() {}, span() {}, resetOutput() {}, toString: () => '' });

const unavailable = (what) => () => {
  throw new Error(`yargs asks for ${what}, which the bundle does not have`);
};

const assert = (isHeld) => (actual, expected, message) => {
  if (!isHeld(actual, expected)) {
    throw new Error(message ?? `yargs asserts something of ${String(actual)} and ${String(expected)}`);
  }
};

const parser = new YargsParser({
  cwd: () => process.cwd(),
  env: () => ({}),
  format,
  normalize,
  resolve,
  require: unavailable('a module'),
});

/** As in the parser's own index.js, which makes a `require` that nobody calls. */
const Parser = Object.assign((args, options) => parser.parse(args.slice(), options).argv, {
  detailed: (args, options) => parser.parse(args.slice(), options),
  camelCase,
  decamelize,
  looksLikeNumber,
});

export default {
  assert: {
    // node:assert takes as long to load as the rest of yargs.
    notStrictEqual: assert((actual, expected) => !Object.is(actual, expected)),
    strictEqual: assert(Object.is),
  },
  cliui: noLayout,
  findUp: () => undefined,
  getEnv: () => undefined,
  getCallerFile: unavailable('its caller'),
  getProcessArgvBin: () => 'hivemend',
  inspect,
  mainFilename: '',
  Parser,
  path: { basename, dirname, extname, join, relative, resolve },
  process: {
    argv: () => process.argv,
    cwd: () => process.cwd(),
    emitWarning: (warning, type) => process.emitWarning(warning, type),
    execPath: () => process.execPath,
    exit: unavailable('the end of the process'),
    nextTick: process.nextTick,
    stdColumns: null,
  },
  readFileSync: unavailable('a file'),
  readdirSync: unavailable('a folder'),
  require: unavailable('a module'),
  stringWidth: (text) => text.length,
  y18n: {
    __: (text) => text,
    __n: (singular, plural, count) => (count === 1 ? singular : plural),
    getLocale: () => 'en',
    setLocale() {},
    updateLocale() {},
  },
};
