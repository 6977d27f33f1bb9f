import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `npm pack` makes of the repository, with a manifest that says what its users need to know, and that alone. */

/** Fields of package.json that are for its users. What the modules need of other packages is inside of them. */
const FIELDS = [
  'name',
  'version',
  'description',
  'keywords',
  'license',
  'type',
  'engines',
  'exports',
  'bin',
  'files',
  'sideEffects',
];

/** What npm takes besides `files`. */
const ALWAYS = ['README.md', 'LICENSE'];

/**
 * @param root with build/library in it: see scripts/building/library.ts.
 * @param work a folder for this alone, which is made anew.
 * @param repository such as https://example.org/somebody/hivemend, where it is known.
 * @returns the package's name in `output`.
 */
export function packNpmPackage(root: string, work: string, output: string, repository?: string): string {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const manifest = manifestOf(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), repository);
  writeFileSync(join(work, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const path of [...ALWAYS, ...manifest.files])
    cpSync(join(root, path), join(work, path), { recursive: true });
  const options = ['--pack-destination', output, '--ignore-scripts', '--loglevel=error'];
  const name = execFileSync('npm', ['pack', ...options], {
    cwd: work,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return name.trim();
}

interface Manifest {
  readonly [field: string]: unknown;
  readonly files: readonly string[];
}

function manifestOf(own: Manifest, repository: string | undefined): Manifest {
  const kept = Object.fromEntries(FIELDS.map((field) => [field, own[field]]));
  const links =
    repository === undefined
      ? {}
      : {
          homepage: repository,
          bugs: `${repository}/issues`,
          repository: { type: 'git', url: `git+${repository}.git` },
        };
  return { ...kept, files: own.files, ...links };
}
