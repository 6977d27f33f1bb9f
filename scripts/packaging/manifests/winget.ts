import { downloadOf, LICENCE, PUBLISHER, type Release, TAGS } from './release.ts';
import { type Rule, requireValid } from './rules.ts';

/**
 * The manifest of Windows' package manager, in its four files. The rules are those of microsoft/winget-cli,
 * schemas/JSON/manifests/v1.6.0 (manifest.version, .installer, .defaultLocale and .locale), for the fields that are used.
 */

const IDENTIFIER = 'Hivemend.Hivemend';
const SCHEMA = '1.6.0';

const url: Rule = { is: 'text', pattern: /^https?:\/\/\S+$/i, atMost: 2048 };
const locale: Rule = { is: 'text', pattern: /^[a-zA-Z]{2,3}(?:-[a-zA-Z]{1,8})*$/, atMost: 20 };

const everyFile = (type: string): Readonly<Record<string, Rule>> => ({
  PackageIdentifier: {
    is: 'text',
    pattern: /^[^.\s\\/:*?"<>|]{1,32}(?:\.[^.\s\\/:*?"<>|]{1,32}){1,7}$/,
    atMost: 128,
  },
  PackageVersion: { is: 'text', pattern: /^[^\\/:*?"<>|\s]+$/, atMost: 128 },
  ManifestType: { is: 'text', oneOf: [type] },
  ManifestVersion: { is: 'text', pattern: /^(?:0|[1-9]\d{0,4})(?:\.(?:0|[1-9]\d{0,4})){2}$/ },
});

const REQUIRED = ['PackageIdentifier', 'PackageVersion', 'ManifestType', 'ManifestVersion'];

const localeFields: Readonly<Record<string, Rule>> = {
  PackageLocale: locale,
  Publisher: { is: 'text', atLeast: 2, atMost: 256 },
  PublisherUrl: url,
  PublisherSupportUrl: url,
  PackageName: { is: 'text', atLeast: 2, atMost: 256 },
  PackageUrl: url,
  License: { is: 'text', atLeast: 3, atMost: 512 },
  LicenseUrl: url,
  ShortDescription: { is: 'text', atLeast: 3, atMost: 256 },
  Moniker: { is: 'text', atMost: 40 },
  Tags: { is: 'list', of: { is: 'text', atMost: 40 }, atMost: 16 },
};

export const WINGET_RULES = {
  version: {
    is: 'object',
    fields: { ...everyFile('version'), DefaultLocale: locale },
    required: [...REQUIRED, 'DefaultLocale'],
  },
  installer: {
    is: 'object',
    fields: {
      ...everyFile('installer'),
      InstallerType: {
        is: 'text',
        oneOf: ['msix', 'msi', 'appx', 'exe', 'zip', 'inno', 'nullsoft', 'wix', 'burn', 'pwa', 'portable'],
      },
      Commands: { is: 'list', of: { is: 'text', atMost: 40 }, atMost: 16 },
      Installers: {
        is: 'list',
        atLeast: 1,
        atMost: 1024,
        of: {
          is: 'object',
          fields: {
            Architecture: { is: 'text', oneOf: ['x86', 'x64', 'arm', 'arm64', 'neutral'] },
            InstallerUrl: url,
            InstallerSha256: { is: 'text', pattern: /^[A-Fa-f0-9]{64}$/ },
          },
          required: ['Architecture', 'InstallerUrl', 'InstallerSha256'],
        },
      },
    },
    required: [...REQUIRED, 'Installers'],
  },
  defaultLocale: {
    is: 'object',
    fields: { ...everyFile('defaultLocale'), ...localeFields },
    required: [...REQUIRED, 'PackageLocale', 'Publisher', 'PackageName', 'License', 'ShortDescription'],
  },
  locale: {
    is: 'object',
    fields: { ...everyFile('locale'), ...localeFields },
    required: [...REQUIRED, 'PackageLocale'],
  },
} as const satisfies Readonly<Record<string, Rule>>;

type File = keyof typeof WINGET_RULES;

/** Texts by their paths below the folder of manifests. */
export function wingetManifest(release: Release): ReadonlyMap<string, string> {
  const { repository, purpose } = release;
  const installer = (architecture: string) => {
    const { url: address, sha256 } = downloadOf(release, `hivemend-win-${architecture}.exe`);
    return { Architecture: architecture, InstallerUrl: address, InstallerSha256: sha256.toUpperCase() };
  };
  const names = { Publisher: PUBLISHER, PackageName: 'hivemend' };
  const licence = { License: LICENCE, LicenseUrl: `${repository}/blob/v${release.version}/LICENSE` };
  const files: readonly (readonly [string, File, object])[] = [
    ['', 'version', { DefaultLocale: 'en-US' }],
    [
      '.installer',
      'installer',
      {
        InstallerType: 'portable',
        Commands: ['hivemend'],
        Installers: [installer('x64'), installer('arm64')],
      },
    ],
    [
      '.locale.en-US',
      'defaultLocale',
      {
        PackageLocale: 'en-US',
        ...names,
        PublisherUrl: repository,
        PublisherSupportUrl: `${repository}/issues`,
        PackageUrl: repository,
        ...licence,
        ShortDescription: purpose.en,
        Moniker: 'hivemend',
        Tags: TAGS,
      },
    ],
    [
      '.locale.ja-JP',
      'locale',
      { PackageLocale: 'ja-JP', ...names, ...licence, ShortDescription: purpose.ja },
    ],
  ];
  return new Map(
    files.map(([suffix, type, fields]) => {
      const manifest = {
        PackageIdentifier: IDENTIFIER,
        PackageVersion: release.version,
        ...fields,
        ManifestType: type,
        ManifestVersion: SCHEMA,
      };
      const name = `${IDENTIFIER}${suffix}.yaml`;
      requireValid(name, manifest, WINGET_RULES[type]);
      return [`winget/${name}`, `# Made by scripts/package.\n${yaml(manifest)}`];
    }),
  );
}

/** YAML 1.2 takes JSON's texts as they are. */
function yaml(value: object, indent = ''): string {
  return Object.entries(value)
    .map(([name, field]: [string, unknown]) => {
      if (!Array.isArray(field)) return `${indent}${name}: ${JSON.stringify(field)}\n`;
      return `${indent}${name}:\n${field.map((one: unknown) => entry(one, indent)).join('')}`;
    })
    .join('');
}

function entry(one: unknown, indent: string): string {
  if (typeof one !== 'object' || one === null) return `${indent}- ${JSON.stringify(one)}\n`;
  return `${indent}- ${yaml(one, `${indent}  `).trimStart()}`;
}
