// What yargs is given of its surroundings in the bundle, in place of its own lib/platform-shims/esm.mjs. That one loads
// what hivemend has no use for, because none of yargs' own words are ever printed: tables of emoji to measure columns
// with, a layout for its help, translations that it reads from files which a single executable does not have, and a
// search for package.json. It also opens standard output before anything is written.
import { notStrictEqual, strictEqual } from 'node:assert';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { inspect } from 'node:util';
import Parser from 'yargs-parser';

/** Lays out nothing: the help that yargs prepares behind every command goes nowhere. */
const noLayout = () => ({ div() {}, span() {}, resetOutput() {}, toString: () => '' });

const unavailable = (what) => () => {
  throw new Error(`yargs asks for ${what}, which the bundle does not have`);
};

export default {
  assert: { notStrictEqual, strictEqual },
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
