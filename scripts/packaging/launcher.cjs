// What a packaged executable starts: it checks the program that it carries, then runs it. A stick that loses bits is
// noticed here, before any disk is touched. The packaging script puts the program in, twice: to compare two texts takes
// nothing, while loading what makes a checksum takes a tenth of Node's own start. They lie in comments, which Node skips
// when it reads this script.
'use strict';

function program() {
  /*@PROGRAM@*/
}

function sameProgram() {
  /*@PROGRAM@*/
}

function textIn(keeper) {
  const source = String(keeper);
  return source.slice(source.indexOf('/*') + 2, source.lastIndexOf('*/'));
}

const text = textIn(program);
if (text === textIn(sameProgram)) {
  const { compileFunction } = require('node:vm');
  const names = ['exports', 'require', 'module', '__filename', '__dirname'];
  // Ends of comments inside the program are marked.
  compileFunction(text.replaceAll('*\u0002/', '*/'), names, { filename: 'hivemend.cjs' }).call(
    exports,
    exports,
    require,
    module,
    'hivemend.cjs',
    '.',
  );
} else {
  const message =
    'This executable is damaged: the two copies of the program inside it differ. Nothing was changed. ' +
    'Get hivemend again and compare it with SHA256SUMS.';
  if (process.argv.includes('--json')) {
    const error = { code: 'hivex-module', message, details: { reason: 'the executable is damaged' } };
    const end = { schema: 'hivemend/1', command: null, ok: false, disk: 'unchanged', error };
    process.stdout.write(`${JSON.stringify(end, null, 2)}\n`);
  } else {
    process.stderr.write(
      `hivemend: ${message}\n` +
        'hivemend: この実行ファイルは破損しています。何も変更していません。入手し直し、SHA256SUMS と照合してください。\n',
    );
  }
  process.exitCode = 1;
}
