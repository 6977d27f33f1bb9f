import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { npmCi } from '../packaging/bases.ts';

/**
 * Makes build/api: pages of what the package's doors hand out, from the sources' own words. `npm run api [-- --out FOLDER]`, from the
 * repository's root. Fails at a link that leads nowhere.
 *
 * TypeDoc asks the compiler of TypeScript 6 and earlier by its JavaScript; TypeScript 7, with which hivemend is checked, has no
 * such interface. So both are pinned here, apart from the project's own packages, which npm would not install beside them.
 */

const ROOT = resolve('.');
const PINS = join(ROOT, 'scripts/tools/api-pages');
const TOOL = join(ROOT, 'build/api-pages');
const [, , flag, folder = 'build/api'] = process.argv;
if (flag !== undefined && flag !== '--out') throw new Error('usage: npm run api [-- --out FOLDER]');

const DOORS = [
  'src/library.ts',
  'src/regf/index.ts',
  'src/replay/index.ts',
  'src/change/index.ts',
  'src/hivex/index.ts',
];

function installed(): string {
  const lock = readFileSync(join(PINS, 'package-lock.json'));
  const stamp = join(TOOL, 'installed-lock.json');
  if (!existsSync(stamp) || !readFileSync(stamp).equals(lock)) {
    rmSync(TOOL, { recursive: true, force: true });
    mkdirSync(TOOL, { recursive: true });
    for (const name of ['package.json', 'package-lock.json'])
      copyFileSync(join(PINS, name), join(TOOL, name));
    npmCi(TOOL);
    writeFileSync(stamp, lock);
  }
  return join(TOOL, 'node_modules/typedoc/bin/typedoc');
}

const options = join(PINS, 'typedoc.json');
const { status } = spawnSync(
  process.execPath,
  [installed(), '--options', options, '--out', resolve(folder), ...DOORS],
  { cwd: ROOT, stdio: ['ignore', 2, 2] },
);
process.exitCode = status ?? 1;
