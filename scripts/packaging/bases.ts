import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageName, type Target } from './targets.ts';

/** The official Node binaries, from npm, pinned by the SHA-512 in bases/package-lock.json. */

export interface Base {
  readonly target: Target;
  readonly node: string;
}

/** Of the one Node version that all bases have. */
export function baseVersion(folder: string): string {
  const { optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const versions = new Set<string>(Object.values(optionalDependencies));
  const [version] = versions;
  if (version === undefined || versions.size !== 1) {
    throw new Error(`${folder}/package.json must pin all bases to one version`);
  }
  return version;
}

/** Installs a target's Node below `cache`, unless it is there. Each in a folder of its own: npm refuses to mix systems. */
export function getBase(target: Target, pins: string, cache: string): Base {
  const folder = join(cache, target.name);
  const lock = join(pins, 'package-lock.json');
  const bin = join(folder, 'node_modules', packageName(target), 'bin');
  const node = join(bin, target.os === 'win32' ? 'node.exe' : 'node');
  const stamp = join(folder, 'installed-lock.json');
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp).equals(readFileSync(lock))) {
    return { target, node };
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    copyFileSync(join(pins, name), join(folder, name));
  }
  npmCi(folder, [`--os=${target.os}`, `--cpu=${target.cpu}`]);
  writeFileSync(stamp, readFileSync(lock));
  return { target, node };
}

/** Installs what the folder's lockfile says, without running anything of it. */
export function npmCi(folder: string, options: readonly string[] = []): void {
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...options], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
