import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadCorpus } from './fuzz/corpus.ts';
import { makeCase } from './fuzz/fuzz-case.ts';
import { type Finding, type Tally, watch } from './fuzz/watch.ts';
import { work } from './fuzz/worker.ts';

/**
 * Damaged hives and logs through check, repair and undo: `npm run fuzz -- --seconds 60 [--seed N]`, or one case again:
 * `npm run fuzz -- --seed N --case M`. Ends with 1 when it found something; its input is under build/fuzz/ then.
 */

const script = fileURLToPath(import.meta.url);

if (process.argv[2] === '--worker') {
  const [seed = 1, first = 0, count = 0] = process.argv.slice(3).map(Number);
  await work(seed, first, count);
} else {
  process.exitCode = await fuzz();
}

async function fuzz(): Promise<number> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string' }, seed: { type: 'string' }, case: { type: 'string' } },
  });
  const seconds = Number(values.seconds ?? 60);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const one = values.case === undefined ? undefined : Number(values.case);
  const tally: Tally = { cases: 0, slowestMs: 0, peakMiB: 0, outcomes: new Map(), findings: [] };
  const started = Date.now();
  const until = started + seconds * 1000;
  await watch(
    script,
    seed,
    one ?? 0,
    { until, count: one === undefined ? Number.MAX_SAFE_INTEGER : 1 },
    tally,
  );
  const findings = await confirm(seed, tally.findings);
  report(seed, (Date.now() - started) / 1000, tally);
  for (const finding of findings) save(seed, finding);
  return findings.length === 0 ? 0 : 1;
}

/** Time and memory that earlier cases left behind are no finding: each one is tried again in a process of its own. */
async function confirm(seed: number, found: readonly Finding[]): Promise<Finding[]> {
  const confirmed: Finding[] = [];
  for (const index of new Set(found.map((finding) => finding.index))) {
    const tally: Tally = { cases: 0, slowestMs: 0, peakMiB: 0, outcomes: new Map(), findings: [] };
    await watch(script, seed, index, { until: Number.POSITIVE_INFINITY, count: 1 }, tally);
    confirmed.push(...tally.findings);
  }
  return confirmed;
}

function report(seed: number, seconds: number, tally: Tally): void {
  const sorted = [...tally.outcomes].sort(([, one], [, other]) => other - one);
  for (const [outcome, count] of sorted.slice(0, 20)) console.log(`${String(count).padStart(8)}  ${outcome}`);
  const rate = (tally.cases / seconds).toFixed(1);
  console.log(
    `fuzz: seed ${seed}, ${tally.cases} cases in ${seconds.toFixed(0)} s, ${rate} cases/s, slowest ${Math.round(tally.slowestMs)} ms, peak ${Math.round(tally.peakMiB)} MiB`,
  );
}

function save(seed: number, { index, seed: origin, problem }: Finding): void {
  const folder = `build/fuzz/${seed}-${index}`;
  mkdirSync(folder, { recursive: true });
  const { files } = makeCase(loadCorpus(), seed, index);
  for (const [suffix, bytes] of files ?? []) writeFileSync(`${folder}/SOFTWARE${suffix}`, bytes);
  const again = `npm run fuzz -- --seed ${seed} --case ${index}`;
  writeFileSync(`${folder}/finding.txt`, `${problem}\n\nmade from ${origin}\nagain: ${again}\n`);
  console.log(`finding: ${problem.split('\n').slice(0, 4).join('\n  ')}\n  in ${folder}; again: ${again}`);
}
