import { downloadOf, PUBLISHER, type Release, TAGS } from './release.ts';
import { type Rule, requireValid } from './rules.ts';

/**
 * The package of Chocolatey. The rules are nuspec.xsd's, and the requirements of Chocolatey's package validator that a
 * nuspec can break, by their numbers (docs.chocolatey.org, "Package Validator", CPMR0001 and on).
 */

const url: Rule = { is: 'text', pattern: /^https?:\/\/\S+$/ };
/** No addresses of persons: CPMR0020. No values left over from a template: CPMR0019. */
const prose = /^(?![\s\S]*(?:\S@\S+\.\S|__REPLACE|\{\{))[\s\S]*$/;

export const CHOCOLATEY_RULES: Rule = {
  is: 'object',
  fields: {
    // CPMR0024: no word for a prerelease in it; CPMR0029: does not end with '.config'.
    id: {
      is: 'text',
      pattern: /^(?!.*(?:alpha|beta|-pre|\.config$))[a-z0-9]+(?:[.-][a-z0-9]+)*$/,
      atMost: 100,
    },
    version: { is: 'text', pattern: /^\d+\.\d+\.\d+(?:-[0-9A-Za-z-]+)?$/ },
    title: { is: 'text', pattern: prose },
    authors: { is: 'text', pattern: prose },
    // CPMR0001.
    copyright: { is: 'text', atLeast: 4, pattern: prose },
    // CPMR0009.
    projectUrl: url,
    projectSourceUrl: url,
    bugTrackerUrl: url,
    // CPMR0040.
    packageSourceUrl: url,
    // CPMR0007: without it, acceptance could not be asked for.
    licenseUrl: url,
    requireLicenseAcceptance: { is: 'text', oneOf: ['false'] },
    summary: { is: 'text', pattern: prose },
    // CPMR0002, CPMR0026 and CPMR0032.
    description: { is: 'text', atLeast: 30, atMost: 4000, pattern: prose },
    // CPMR0014 and CPMR0023: spaces between them.
    tags: { is: 'text', pattern: /^[^,\s]+(?: [^,\s]+)*$/ },
  },
  required: [
    'id',
    'version',
    'authors',
    'description',
    'projectUrl',
    'licenseUrl',
    'tags',
    'packageSourceUrl',
  ],
};

export function chocolateyPackage(release: Release): ReadonlyMap<string, string> {
  const { version, repository, purpose } = release;
  const metadata = {
    id: 'hivemend',
    version,
    title: 'hivemend',
    authors: PUBLISHER,
    copyright: PUBLISHER,
    projectUrl: repository,
    projectSourceUrl: repository,
    bugTrackerUrl: `${repository}/issues`,
    packageSourceUrl: repository,
    licenseUrl: `${repository}/blob/v${version}/LICENSE`,
    requireLicenseAcceptance: 'false',
    summary: purpose.en,
    description: purpose.en,
    tags: TAGS.join(' '),
  };
  requireValid('hivemend.nuspec', metadata, CHOCOLATEY_RULES);
  return new Map([
    ['chocolatey/hivemend.nuspec', nuspec(metadata)],
    // CPMR0003: the script's name.
    ['chocolatey/tools/chocolateyinstall.ps1', installScript(release)],
  ]);
}

function nuspec(metadata: Readonly<Record<string, string>>): string {
  const lines = Object.entries(metadata).map(([name, value]) => `    <${name}>${escaped(value)}</${name}>`);
  return `<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2015/06/nuspec.xsd">
  <metadata>
${lines.join('\n')}
  </metadata>
  <files>
    <file src="tools\\**" target="tools" />
  </files>
</package>
`;
}

/** Chocolatey makes a command of every executable that it finds in the package's folder. It runs on x64, or emulates it. */
function installScript(release: Release): string {
  const { url: address, sha256 } = downloadOf(release, 'hivemend-win-x64.exe');
  return `$ErrorActionPreference = 'Stop'
$tools = Split-Path -Parent $MyInvocation.MyCommand.Definition
$download = @{
  PackageName = 'hivemend'
  FileFullPath = Join-Path $tools 'hivemend.exe'
  Url64bit = '${address}'
  Checksum64 = '${sha256}'
  ChecksumType64 = 'sha256'
}
Get-ChocolateyWebFile @download
`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
