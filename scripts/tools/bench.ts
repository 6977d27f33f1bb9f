import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { haveImages } from '../../test/support/image-place.ts';
import { haveNtfs, withNtfs } from '../../test/support/ntfs-volume.ts';
import { diskContenders, wimContenders } from './bench/image-contenders.ts';
import { benchmarkHive } from './bench/make-hive.ts';
import { measure } from './bench/measure.ts';
import { programsToMeasure } from './bench/program.ts';
import { exportContenders, importContenders, queryContenders } from './bench/registry-contenders.ts';
import { repairContenders } from './bench/repair-contenders.ts';
import {
  aimsOf,
  aimsTable,
  imageAims,
  type RegistryResult,
  registryAims,
  type SizeResult,
  type StartupResult,
  table,
} from './bench/report.ts';
import { startupContenders } from './bench/startup-contenders.ts';

/**
 * `npm run bench [-- MIB... --rounds N]`: whole processes against what people do without hivemend, on hives of 8, 64, 100
 * (a usual Windows 11 hive) and 256 MiB or of the given sizes; the smallest of more than 8 MiB also on an NTFS volume, where
 * root can mount one. Prints medians and writes build/bench.json.
 */

const WORK = resolve('build', 'bench', 'work');
/** Times the hive's size: the hive, copies of it, what a merge writes, and file system. */
const ROOM_ON_NTFS = 6;
/** hivexregedit takes seconds where others take a blink: a few runs tell. */
const EXPORT_ROUNDS = 3;
/** So does wimlib with a hive that it packs again. */
const IMAGE_ROUNDS = 5;
const PACKAGES = { '/usr/bin/time': 'time', '/usr/bin/hivexregedit': 'libwin-hivex-perl' };

for (const [program, name] of Object.entries(PACKAGES))
  if (!existsSync(program)) throw new Error(`${program} is missing: apt install ${name}`);
const { executable, bundle } = programsToMeasure();

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' } },
});
const sizes = measureSizes(positionals.length > 0 ? positionals.map(Number) : [8, 64, 100, 256]);
const ntfs = await measureOnNtfs(sizes.find(({ megabytes }) => megabytes > 8)?.megabytes);
const images = await measureImages(sizes.find(({ megabytes }) => megabytes > 64)?.megabytes);
const registry = measureRegistry(sizes.map(({ megabytes }) => megabytes));
const startups = measureStartups();
const executables = executableSizes();
const aims = [...aimsOf(sizes, startups), ...registryAims(registry), ...imageAims(images)];
console.log(aimsTable(aims));
const machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  processors: availableParallelism(),
  node: process.version,
};
mkdirSync('build', { recursive: true });
const measuredAt = new Date().toISOString();
const result = {
  measuredAt,
  commit: commit(),
  machine,
  sizes,
  ntfs,
  images,
  registry,
  startups,
  executables,
  aims,
};
writeFileSync(join('build', 'bench.json'), `${JSON.stringify(result, null, 2)}\n`);
console.log('build/bench.json');

/** A small hive's times scatter more and cost less. */
function roundsFor(megabytes: number): number {
  if (values.rounds !== undefined) return Number(values.rounds);
  return megabytes <= 8 ? 15 : megabytes <= 64 ? 11 : 7;
}

function measureSizes(megabytes: readonly number[]): readonly SizeResult[] {
  const results: SizeResult[] = [];
  for (const size of megabytes) {
    const contenders = repairContenders(executable, benchmarkHive(size), WORK);
    const figures = measure(contenders, roundsFor(size));
    console.log(table(`${size} MiB, ${roundsFor(size)} runs each in turn`, figures));
    results.push({ megabytes: size, figures });
  }
  rmSync(WORK, { recursive: true, force: true });
  return results;
}

/** Through ntfs-3g, as recovery media and imaging systems on Linux reach a Windows volume. */
async function measureOnNtfs(size: number | undefined): Promise<SizeResult | undefined> {
  if (size === undefined || !haveNtfs) return undefined;
  return withNtfs(async (volume) => {
    const contenders = repairContenders(executable, benchmarkHive(size), join(volume, 'work'));
    const figures = measure(contenders, roundsFor(size));
    console.log(table(`${size} MiB on NTFS, ${roundsFor(size)} runs each in turn`, figures));
    return { megabytes: size, figures };
  }, size * ROOM_ON_NTFS);
}

/** On a Windows within an image, where root can open one. */
async function measureImages(size: number | undefined): Promise<SizeResult | undefined> {
  if (size === undefined || !haveImages) return undefined;
  const hive = benchmarkHive(size);
  const rounds = Math.min(IMAGE_ROUNDS, roundsFor(size));
  const wim = measure(wimContenders(executable, hive, WORK), rounds);
  console.log(table(`${size} MiB in a WIM, ${rounds} runs each in turn`, wim));
  const disk = measure(await diskContenders(executable, hive, WORK), rounds);
  console.log(table(`${size} MiB on a qcow2, ${rounds} runs each in turn`, disk));
  rmSync(WORK, { recursive: true, force: true });
  return { megabytes: size, figures: [...wim, ...disk] };
}

function measureRegistry(megabytes: readonly number[]): readonly RegistryResult[] {
  const results = megabytes.map((size): RegistryResult => {
    const hive = benchmarkHive(size);
    const query = measure(queryContenders(executable, hive), roundsFor(size));
    const exported = measure(
      exportContenders(executable, hive, WORK),
      Math.min(EXPORT_ROUNDS, roundsFor(size)),
    );
    const imported = measure(
      importContenders(executable, hive, WORK),
      Math.min(EXPORT_ROUNDS, roundsFor(size)),
    );
    console.log(table(`One value of ${size} MiB`, query));
    console.log(table(`All of ${size} MiB as a .reg file`, exported));
    console.log(table(`10,000 values into ${size} MiB`, imported));
    return { megabytes: size, query, exported, imported };
  });
  rmSync(WORK, { recursive: true, force: true });
  return results;
}

function measureStartups(): readonly StartupResult[] {
  return [executable, bundle].map((program) => {
    const figures = measure(
      startupContenders(program, WORK),
      values.rounds === undefined ? 41 : Number(values.rounds),
    );
    console.log(table(`Start-up, ${program.name}`, figures));
    return { program: program.name, figures };
  });
}

function executableSizes(): Readonly<Record<string, number>> {
  const names = readdirSync('dist').filter((name) => /^hivemend-(win|linux)-/.test(name));
  const found = Object.fromEntries(names.map((name) => [name, statSync(join('dist', name)).size]));
  for (const [name, size] of Object.entries(found))
    console.log(`${name}: ${(size / (1 << 20)).toFixed(1)} MiB`);
  return found;
}

function commit(): string {
  return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
}
