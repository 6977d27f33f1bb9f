import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of THIRD-PARTY-LICENSES.txt: every work inside the executables, or the package, with its licence. */

export interface LicenceFacts {
  readonly root: string;
  /** What the text lies beside, and its verb. */
  readonly holder: 'Its executables hold' | 'This package holds';
  readonly hivex: { readonly version: string; readonly sha256: string; readonly source: string };
  readonly hivexLicence: string;
  readonly emscripten: string;
  /** Where Node is inside, too. */
  readonly node?: { readonly version: string; readonly licence: string };
}

const RULE = '='.repeat(78);

/** Debian installs the licence beside the compiler whose library is linked into the module. */
const EMSCRIPTEN_LICENCE = '/usr/share/doc/emscripten/copyright';

export function collectLicences(facts: LicenceFacts): string {
  const works = [
    {
      title: `hivex ${facts.hivex.version} (LGPL-2.1), as a WebAssembly module`,
      text: `${howToSwap(facts)}\n${read(facts.hivexLicence)}`,
    },
    { title: `emscripten ${facts.emscripten}: the C library in that module`, text: read(EMSCRIPTEN_LICENCE) },
    ...(facts.node === undefined
      ? []
      : [{ title: `Node.js ${facts.node.version}, in the executables`, text: read(facts.node.licence) }]),
    ...bundledPackages(facts.root),
  ];
  return [
    `hivemend is under the MIT licence. ${facts.holder} these works of others:`,
    '',
    ...works.map(({ title }) => `  - ${title}`),
    ...works.flatMap(({ title, text }) => ['', RULE, title, RULE, '', text.trimEnd()]),
    '',
  ].join('\n');
}

function howToSwap({ hivex }: LicenceFacts): string {
  return `hivex is free software; you may change it and use hivemend with your own build of it:

  1. The source, which is compiled unmodified: ${hivex.source}
     (SHA-256 ${hivex.sha256})
  2. Change it, and compile it as scripts/building/build-wasm of hivemend's sources does; wasm/README.md tells how.
  3. Use the result in place of the one inside:  hivemend repair TARGET --hivex-wasm FILE
     (or, in a program of your own, loadHivex of hivemend/hivex).
`;
}

/** Packages that npm would install for the program itself, with those that they need. */
function bundledPackages(root: string): { title: string; text: string }[] {
  const lock = JSON.parse(read(join(root, 'package-lock.json')));
  const entries: [string, { dev?: boolean; version?: string; license?: string }][] = Object.entries(
    lock.packages,
  );
  return entries
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path, { version = '', license = '' }]) => {
      const folder = join(root, path);
      const name = path.replace(/^.*node_modules\//, '');
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      if (file === undefined) throw new Error(`${name} comes without a licence text`);
      return { title: `${name} ${version} (${license})`, text: read(join(folder, file)) };
    });
}

function read(path: string): string {
  if (!existsSync(path)) throw new Error(`the licence ${path} is missing`);
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
}
