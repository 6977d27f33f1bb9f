import { describe, expect, it } from 'vitest';
import { CHOCOLATEY_RULES, chocolateyPackage } from '../../scripts/packaging/manifests/chocolatey.ts';
import type { Release } from '../../scripts/packaging/manifests/release.ts';
import { type Rule, requireValid, violations } from '../../scripts/packaging/manifests/rules.ts';
import { SCOOP_RULES, scoopManifest } from '../../scripts/packaging/manifests/scoop.ts';
import { WINGET_RULES, wingetManifest } from '../../scripts/packaging/manifests/winget.ts';
import { en } from '../../src/report/messages/en.ts';
import { ja } from '../../src/report/messages/ja.ts';

const [X64, ARM64] = ['a'.repeat(64), 'b'.repeat(64)];
const release: Release = {
  version: '1.2.3',
  repository: 'https://git.example/somebody/hivemend',
  sha256: new Map([
    ['hivemend-win-x64.exe', X64],
    ['hivemend-win-arm64.exe', ARM64],
  ]),
  purpose: { en: en.help.purpose, ja: ja.help.purpose },
};
const address = (name: string) => `${release.repository}/releases/download/v1.2.3/${name}`;

describe('the manifest of winget', () => {
  const files = wingetManifest(release);
  const read = (suffix: string) => files.get(`winget/Hivemend.Hivemend${suffix}.yaml`) ?? '';

  it('has a file for the version, the installers and each language', () => {
    expect([...files.keys()].sort()).toEqual([
      'winget/Hivemend.Hivemend.installer.yaml',
      'winget/Hivemend.Hivemend.locale.en-US.yaml',
      'winget/Hivemend.Hivemend.locale.ja-JP.yaml',
      'winget/Hivemend.Hivemend.yaml',
    ]);
    for (const text of files.values()) expect(text).toContain('PackageVersion: "1.2.3"\n');
  });

  it('names both executables with their checksums, as the command hivemend', () => {
    expect(read('.installer')).toContain(
      [
        'InstallerType: "portable"',
        'Commands:',
        '- "hivemend"',
        'Installers:',
        '- Architecture: "x64"',
        `  InstallerUrl: "${address('hivemend-win-x64.exe')}"`,
        `  InstallerSha256: "${X64.toUpperCase()}"`,
        '- Architecture: "arm64"',
        `  InstallerUrl: "${address('hivemend-win-arm64.exe')}"`,
        `  InstallerSha256: "${ARM64.toUpperCase()}"`,
        '',
      ].join('\n'),
    );
  });

  it('describes it in both languages', () => {
    expect(read('.locale.en-US')).toContain('ShortDescription: "hivemend lets');
    expect(read('.locale.ja-JP')).toContain('Microsoft アカウント');
  });

  it.each([
    ['version', { DefaultLocale: 'en_US' }, /DefaultLocale is not as it is to be/],
    ['installer', { InstallerType: 'setup' }, /InstallerType is none of/],
    ['installer', { Installers: [] }, /Installers has 0 entries/],
    [
      'installer',
      { Installers: [{ Architecture: 'x64', InstallerUrl: 'ftp://x' }] },
      /lacks InstallerSha256/,
    ],
    ['defaultLocale', { ShortDescription: 'x'.repeat(257) }, /ShortDescription has 257 characters/],
    ['defaultLocale', { Tags: ['a', 'a'] }, /the same entry twice/],
    ['locale', { PackageIdentifier: 'hivemend' }, /PackageIdentifier is not as it is to be/],
    ['locale', { Nonsense: 'x' }, /an unknown Nonsense/],
  ] as const)('is refused when it is no %s: %j', (file, fields, complaint) => {
    expect(() => requireValid(file, fields, WINGET_RULES[file])).toThrow(complaint);
  });
});

describe('the manifest of Scoop', () => {
  const manifest = JSON.parse(scoopManifest(release).get('scoop/hivemend.json') ?? '');

  it('names both executables with their checksums, under one name', () => {
    expect(manifest).toMatchObject({
      version: '1.2.3',
      architecture: {
        '64bit': { url: `${address('hivemend-win-x64.exe')}#/hivemend.exe`, hash: X64 },
        arm64: { url: `${address('hivemend-win-arm64.exe')}#/hivemend.exe`, hash: ARM64 },
      },
      bin: 'hivemend.exe',
      checkver: { github: release.repository },
    });
  });

  it.each([
    [{ homepage: 'hivemend' }, /homepage is not as it is to be/],
    [{ architecture: { amd64: {} } }, /unknown amd64/],
    [{ version: '1 2' }, /version is not as it is to be/],
  ])('is refused as %j', (fields, complaint) => {
    expect(() => requireValid('x', { ...manifest, ...fields }, SCOOP_RULES)).toThrow(complaint);
  });
});

describe('the package of Chocolatey', () => {
  const files = chocolateyPackage(release);

  it('downloads the executable by its checksum, next to the script', () => {
    const script = files.get('chocolatey/tools/chocolateyinstall.ps1') ?? '';
    expect(script).toContain(`Url64bit = '${address('hivemend-win-x64.exe')}'`);
    expect(script).toContain(`Checksum64 = '${X64}'`);
    // CPMR0010 and CPMR0011: it calls no choco, and imports no module of it.
    expect(script).not.toMatch(/\b(?:choco|cinst|cup) |Import-Module/);
  });

  it('is well-formed XML without what XML takes for its own', () => {
    const text = files.get('chocolatey/hivemend.nuspec') ?? '';
    expect(text).toContain('<id>hivemend</id>');
    const odd = chocolateyPackage({
      ...release,
      purpose: { ...release.purpose, en: 'a < b & c > d, and more of it to be long' },
    });
    expect(odd.get('chocolatey/hivemend.nuspec')).toContain('<summary>a &lt; b &amp; c &gt; d, and');
  });

  it.each([
    [{ tags: 'a, b' }, /tags is not/],
    [{ description: 'short' }, /description has 5 characters/],
    [{ description: 'Write to somebody@example.org about everything.' }, /description is not/],
    [{ id: 'hivemend-beta' }, /id is not/],
    [{ requireLicenseAcceptance: 'true' }, /none of false/],
  ])('is refused as %j', (fields, complaint) => {
    expect(() => requireValid('x', fields, CHOCOLATEY_RULES)).toThrow(complaint);
  });
});

it('a release without an executable makes no manifest', () => {
  const without = { ...release, sha256: new Map<string, string>() };
  for (const make of [wingetManifest, scoopManifest, chocolateyPackage])
    expect(() => make(without)).toThrow(/has no hivemend-win-x64\.exe/);
});

it('what is of another kind is told', () => {
  const list: Rule = { is: 'list', of: { is: 'text' }, atMost: 2 };
  expect(violations('x', list, 'here')).toEqual(['here is no list']);
  expect(violations([1], list, 'here')).toEqual(['here[0] is no text']);
  expect(violations(null, { is: 'object', fields: {}, required: [] }, 'here')).toEqual(['here is no object']);
});
