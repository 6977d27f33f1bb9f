import { downloadOf, LICENCE, type Release } from './release.ts';
import { type Rule, requireValid } from './rules.ts';

/** The manifest of Scoop. The rules are those of ScoopInstaller/Scoop, schema.json and "App Manifests" of its wiki. */

const uri: Rule = { is: 'text', pattern: /^https?:\/\/\S+$/ };

const downloads = (fields: Readonly<Record<string, Rule>>): Rule => {
  const architecture: Rule = { is: 'object', fields, required: Object.keys(fields) };
  return {
    is: 'object',
    fields: { '32bit': architecture, '64bit': architecture, arm64: architecture },
    required: [],
  };
};

export const SCOOP_RULES: Rule = {
  is: 'object',
  fields: {
    version: { is: 'text', pattern: /^[\w.+-]+$/ },
    description: { is: 'text' },
    homepage: uri,
    license: { is: 'text' },
    architecture: downloads({ url: uri, hash: { is: 'text', pattern: /^[a-fA-F0-9]{64}$/ } }),
    bin: { is: 'text' },
    checkver: { is: 'object', fields: { github: uri }, required: ['github'] },
    autoupdate: {
      is: 'object',
      fields: { architecture: downloads({ url: { is: 'text', pattern: /\$version/ } }) },
      required: ['architecture'],
    },
  },
  required: ['version', 'homepage', 'license'],
};

/** Behind `#/` stands the name that the file gets. */
const RENAMED = '#/hivemend.exe';

export function scoopManifest(release: Release): ReadonlyMap<string, string> {
  const { version, repository, purpose } = release;
  const download = (name: string) => {
    const { url, sha256 } = downloadOf(release, name);
    return { url: `${url}${RENAMED}`, hash: sha256 };
  };
  const next = (name: string) => ({
    url: `${repository}/releases/download/v$version/${name}${RENAMED}`,
  });
  const manifest = {
    version,
    description: purpose.en,
    homepage: repository,
    license: LICENCE,
    architecture: { '64bit': download('hivemend-win-x64.exe'), arm64: download('hivemend-win-arm64.exe') },
    bin: 'hivemend.exe',
    checkver: { github: repository },
    autoupdate: {
      architecture: { '64bit': next('hivemend-win-x64.exe'), arm64: next('hivemend-win-arm64.exe') },
    },
  };
  requireValid('hivemend.json', manifest, SCOOP_RULES);
  return new Map([['scoop/hivemend.json', `${JSON.stringify(manifest, null, 4)}\n`]]);
}
