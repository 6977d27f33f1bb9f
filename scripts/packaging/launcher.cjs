// What a packaged executable starts: it checks the program that it carries, then runs it. A stick that loses bits is
// noticed here, before any disk is touched. The packaging script puts the program in, and for some systems what V8 makes
// of it, each of them twice: to compare two of the same takes nothing, while loading what makes a checksum takes a tenth
// of Node's own start.
'use strict';

/** Names of the code caches: a system, as `platform-arch`, and what is done with it. The packaging script fills the list in. */
const CACHED = ['@CACHED@'];

/** What was put in under that name. Undefined when it is not there, or its copy is another one. */
function whole(name) {
  const { getRawAsset } = require('node:sea');
  try {
    const [bytes, copy] = [name, `${name}.copy`].map((each) => Buffer.from(getRawAsset(each)));
    return bytes.equals(copy) ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** To standard error, also where Node can make no stream of what the parent gave. */
function say(text) {
  try {
    process.stderr.write(text);
  } catch {
    try {
      require('node:fs').writeSync(2, text);
    } catch {
      // Nobody hears it.
    }
  }
}

/** A cache is read whole at every start: that of the commands that are to answer at once holds little more than these. */
const [command] = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const doing = ['version', 'check', 'query'].includes(command) ? 'looking' : 'changing';

const name = `${process.platform}-${process.arch}-${doing}`;
const isCached = CACHED.includes(name);
const program = whole('program');
const cachedData = isCached ? whole(name) : undefined;

if (program !== undefined && (cachedData !== undefined || !isCached)) {
  const { Script } = require('node:vm');
  // V8 looks at its own version and flags and takes no cache that is not made for them; it compiles the text then.
  const script = new Script(program.latin1Slice(), { filename: 'hivemend.cjs', cachedData });
  const codeCache = !isCached ? 'none' : script.cachedDataRejected ? 'refused' : 'used';
  script.runInThisContext().call(exports, exports, require, module, codeCache);
} else {
  const message =
    'This executable is damaged: the two copies of the program inside it differ. Nothing was changed. ' +
    'Get hivemend again and compare it with SHA256SUMS.';
  if (process.argv.includes('--json')) {
    const error = { code: 'hivex-module', message, details: { reason: 'the executable is damaged' } };
    const end = { schema: 'hivemend/2', command: null, ok: false, disk: 'unchanged', error };
    process.stdout.write(`${JSON.stringify(end, null, 2)}\n`);
  } else {
    say(
      `hivemend: ${message}\n` +
        'hivemend: この実行ファイルは破損しています。何も変更していません。入手し直し、SHA256SUMS と照合してください。\n',
    );
  }
  process.exitCode = 1;
}
