import { spawnSync } from 'node:child_process';
import { en } from '../../src/report/messages/en.ts';
import { ja } from '../../src/report/messages/ja.ts';
import { chocolateyPackage } from './manifests/chocolatey.ts';
import { scoopManifest } from './manifests/scoop.ts';
import { wingetManifest } from './manifests/winget.ts';
import { bashCompletion } from './shell/bash.ts';
import { fishCompletion } from './shell/fish.ts';
import { manualPage } from './shell/manual.ts';
import { type Outline, outlineOf } from './shell/outline.ts';
import { powershellCompletion } from './shell/powershell.ts';
import { zshCompletion } from './shell/zsh.ts';

/** What of a release is made of the program's own tables and words. */

/** Texts by their names: completion for shells, and the manual page. */
export function shellFiles(root: string, version: string): ReadonlyMap<string, string> {
  const outline = outlineOf(en, version);
  const repository = repositorySet();
  const issues = repository === undefined ? undefined : `${repository}/issues`;
  const date = commitDate(root);
  const page = (each: Outline) => manualPage(each, { date, reports: each.words.help.reports(issues) });
  return new Map([
    ['hivemend.bash', bashCompletion(outline)],
    ['hivemend.zsh', zshCompletion(outline)],
    ['hivemend.fish', fishCompletion(outline)],
    ['hivemend.ps1', powershellCompletion(outline)],
    ['hivemend.1', page(outline)],
    ['hivemend.ja.1', page(outlineOf(ja, version))],
  ]);
}

/**
 * Texts by their paths.
 * @param sums the release's SHA256SUMS
 */
export function manifestFiles(
  repository: string,
  version: string,
  sums: string,
): ReadonlyMap<string, string> {
  const release = {
    version,
    repository,
    sha256: new Map(
      sums
        .trimEnd()
        .split('\n')
        .map((line) => [line.slice(66), line.slice(0, 64)]),
    ),
    purpose: { en: en.help.purpose, ja: ja.help.purpose },
  };
  return new Map([...wingetManifest(release), ...scoopManifest(release), ...chocolateyPackage(release)]);
}

/**
 * Where the project lies in public, such as https://example.org/somebody/hivemend: a setting of whoever builds it.
 * scripts/building/bundle.mjs reads it as well.
 */
export function repositorySet(): string | undefined {
  const { HIVEMEND_REPOSITORY = '' } = process.env;
  return HIVEMEND_REPOSITORY === '' ? undefined : HIVEMEND_REPOSITORY.replace(/\/+$/, '');
}

/** Empty outside of a repository. */
function commitDate(root: string): string {
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%cs'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}
