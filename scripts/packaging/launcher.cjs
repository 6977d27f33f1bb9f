// What a packaged executable starts: it checks the program that it carries, then runs it. A stick that loses bits is
// noticed here, before any disk is touched. The packaging script puts the program and its checksum in.
'use strict';
const { crc32 } = require('node:zlib');

const PROGRAM = '@PROGRAM@';
const CHECKSUM = '@CHECKSUM@';

if (typeof PROGRAM === 'string' && crc32(PROGRAM) === CHECKSUM) {
  const { compileFunction } = require('node:vm');
  const names = ['exports', 'require', 'module', '__filename', '__dirname'];
  compileFunction(PROGRAM, names, { filename: 'hivemend.cjs' }).call(
    exports,
    exports,
    require,
    module,
    'hivemend.cjs',
    '.',
  );
} else {
  const message =
    'This executable is damaged: the program inside it does not have its checksum. Nothing was changed. ' +
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
