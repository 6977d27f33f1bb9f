// Run by the Node that is packed: `node run-pkg.cjs PKG SEA_CONFIG ARGUMENT...`. It is pkg's command line with one thing
// more. pkg's function for a single script takes what Node calls the SEA configuration, in which assets are named, and
// its command line (6.23.0) hands none over.
'use strict';
const { join } = require('node:path');

const [pkg, config, ...args] = process.argv.slice(2);
const sea = require(join(pkg, 'lib-es5/sea.js'));
const { default: makeExecutables } = sea;
let isCalled = false;
sea.default = (entry, options) => {
  isCalled = true;
  return makeExecutables(entry, { ...options, seaConfig: JSON.parse(config) });
};

require(join(pkg, 'lib-es5/index.js'))
  .exec(args)
  .then(() => {
    if (!isCalled) throw new Error('pkg did not use its function for a single script');
  })
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
