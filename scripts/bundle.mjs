// Puts the parts that esbuild splits a program into in one file, each part as a text that is compiled when it is first
// needed. Node reads through every function of a script before it runs the first, which for all of hivemend takes as long
// as Node's own start; through a comment it runs 30 times as fast. And a script with a character outside Latin-1 takes two
// bytes for each: so there are none.
import { transform } from 'esbuild';

/** Stands for the end of a comment inside a text. */
const END_OF_COMMENT = '*\u0001/';

/** A function with the text as its only comment: its source, which the language says it keeps, gives the text back. */
export function asComment(text) {
  if (text.includes(END_OF_COMMENT)) {
    throw new Error('the text has the character that marks an end of comment');
  }
  return `(){/*${text.replaceAll('*/', END_OF_COMMENT)}*/}`;
}

/** Source of the function that gives such a text back. */
export const TEXT_OF =
  "(keeper)=>{const source=String(keeper);return source.slice(source.indexOf('/*')+2,-3).replaceAll('*\\u0001/','*/')}";

/**
 * @param outputs what esbuild's `build` made with `format: 'esm'` and `splitting`.
 * @param main name of the part that starts the program.
 */
export async function packParts(outputs, main) {
  const parts = [];
  for (const { path, text } of outputs) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      supported: { 'dynamic-import': false },
      minifySyntax: true,
      minifyWhitespace: true,
      charset: 'ascii',
    });
    parts.push([`./${path.split(/[\\/]/).at(-1)}`, code]);
  }
  parts.sort(([a], [b]) => (a < b ? -1 : 1));
  return `'use strict';
const { compileFunction } = require('node:vm');
const parts = {
${parts.map(([name, code]) => `${JSON.stringify(name)}${asComment(code.trimEnd())},\n`).join('')}};
const textOf = ${TEXT_OF};
const loaded = new Map();
function load(name) {
  if (!Object.hasOwn(parts, name)) return require(name);
  let part = loaded.get(name);
  if (part === undefined) {
    part = { exports: {} };
    loaded.set(name, part);
    const filename = \`hivemend/\${name.slice(2)}\`;
    compileFunction(textOf(parts[name]), ['exports', 'require', 'module'], { filename })(part.exports, load, part);
    // esbuild exports by getters; called for every name that a part takes from another, they halve the speed of the check.
    part.exports = { __esModule: true, ...part.exports };
  }
  return part.exports;
}
load(${JSON.stringify(`./${main}`)});
`;
}
