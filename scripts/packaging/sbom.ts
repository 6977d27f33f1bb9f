import { execFileSync } from 'node:child_process';

/** The software bill of materials (CycloneDX JSON): npm's own, of the packages in the bundle, and what is not from npm. */

export interface SbomFacts {
  readonly root: string;
  readonly name: string;
  readonly version: string;
  readonly hivex: { readonly version: string; readonly sha256: string; readonly source: string };
  readonly emscripten: string;
  readonly node: string;
}

export function makeSbom(facts: SbomFacts): string {
  const text = execFileSync(
    'npm',
    ['sbom', '--package-lock-only', '--omit=dev', '--sbom-format=cyclonedx', '--sbom-type=application'],
    { cwd: facts.root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 24 },
  );
  const sbom = JSON.parse(text);
  // A time and a random number would make every build another one, and the version of npm has no part in it.
  delete sbom.serialNumber;
  delete sbom.metadata.timestamp;
  delete sbom.metadata.tools;
  // npm takes the folder's name.
  sbom.metadata.component.name = facts.name;
  const embedded = componentsInside(facts);
  sbom.components = [...sbom.components, ...embedded];
  const self = sbom.metadata.component['bom-ref'];
  for (const dependency of sbom.dependencies) {
    if (dependency.ref === self) {
      dependency.dependsOn = [...(dependency.dependsOn ?? []), ...embedded.map((one) => one['bom-ref'])];
    }
  }
  return `${JSON.stringify(sbom, null, 2)}\n`;
}

function componentsInside({ hivex, emscripten, node }: SbomFacts) {
  return [
    {
      'bom-ref': `hivex@${hivex.version}`,
      type: 'library',
      name: 'hivex',
      version: hivex.version,
      scope: 'required',
      description: 'Reads and writes Windows registry hives; compiled to WebAssembly, unmodified',
      licenses: [{ license: { id: 'LGPL-2.1-only' } }],
      purl: `pkg:generic/hivex@${hivex.version}?checksum=sha256:${hivex.sha256}`,
      hashes: [{ alg: 'SHA-256', content: hivex.sha256 }],
      externalReferences: [{ type: 'source-distribution', url: hivex.source }],
    },
    {
      'bom-ref': `emscripten@${emscripten}`,
      type: 'library',
      name: 'emscripten',
      version: emscripten,
      scope: 'required',
      description: 'The C library (musl) inside the WebAssembly module, and its compiler',
      licenses: [{ license: { id: 'MIT' } }],
      purl: `pkg:deb/debian/emscripten@${emscripten}`,
    },
    {
      'bom-ref': `node@${node}`,
      type: 'platform',
      name: 'node',
      version: node,
      scope: 'required',
      description: 'Runs the program inside the executables',
      licenses: [{ license: { id: 'MIT' } }],
      purl: `pkg:generic/node@${node}`,
    },
  ];
}
