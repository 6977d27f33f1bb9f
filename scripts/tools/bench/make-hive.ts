import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { softwareLikeHive } from './software-like.ts';

const FOLDER = join('build', 'bench');

/** Folders whose code decides what a hive looks like: a change there makes new ones. */
const MAKERS = [join('src', 'hive-builder'), join('scripts', 'tools', 'bench')];

/** The path of a hive of that size, made at its first use. */
export function benchmarkHive(megabytes: number): string {
  const version = makersVersion();
  const path = join(FOLDER, `software-${megabytes}-${version}`);
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  for (const name of readdirSync(FOLDER))
    if (name.startsWith(`software-${megabytes}-`)) rmSync(join(FOLDER, name));
  const start = performance.now();
  const bytes = softwareLikeHive(megabytes);
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`made ${path}: ${(bytes.length / (1 << 20)).toFixed(1)} MiB in ${seconds} s`);
  return path;
}

function makersVersion(): string {
  const hash = createHash('sha256');
  for (const folder of MAKERS)
    for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 8);
}
