import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fixtures } from '../../../fixtures/recipes/all.ts';
import { haveRealEventLogs, listRealEventLogs, realEventLog } from '../../../test/support/real-event-logs.ts';

/** What the fuzz run starts from: fixtures, and hives and event logs from real machines where they are. */

/** A hive and its logs, by suffix. */
export type HiveFiles = ReadonlyMap<string, Uint8Array>;

export interface Seed {
  readonly name: string;
  readonly load: () => HiveFiles;
}

/** Larger ones cost cases, and hold nothing that smaller ones do not. Bytes. */
const LARGEST_REAL_HIVE = 1024 * 1024;

const { HIVEMEND_HIVES: realHives = '../shared/hives' } = process.env;

export interface Corpus {
  readonly made: readonly Seed[];
  readonly real: readonly Seed[];
  /** Of real machines. */
  readonly eventLogs: readonly Uint8Array[];
}

export function loadCorpus(): Corpus {
  const made = fixtures.map(({ name, make }) => ({ name, load: once(make) }));
  const eventLogs = haveRealEventLogs ? listRealEventLogs().map(realEventLog) : [];
  return { made, real: realSeeds(), eventLogs };
}

function realSeeds(): Seed[] {
  const manifest = `${realHives}/MANIFEST.tsv`;
  if (!existsSync(manifest)) return [];
  const seeds: Seed[] = [];
  for (const row of readFileSync(manifest, 'utf8').trim().split('\n').slice(1)) {
    const [path = '', size = '', , kind = '', , , , , logs = '-'] = row.split('\t');
    if (/^(LOG|not-regf|EMPTY)/.test(kind) || Number(size) > LARGEST_REAL_HIVE) continue;
    const suffixes = logs === '-' ? [] : logs.split(';').filter(Boolean);
    const names = ['', ...suffixes.map((log) => `.${log.split('=')[0] ?? ''}`)];
    const load = once(() => new Map(names.map((suffix) => [suffix.toUpperCase(), unpack(path + suffix)])));
    seeds.push({ name: path, load });
  }
  return seeds;
}

/** Kept, since each is damaged many times. The damage is done to copies. */
function once(load: () => HiveFiles): () => HiveFiles {
  let files: HiveFiles | undefined;
  return () => {
    files ??= load();
    return files;
  };
}

const unpack = (path: string): Uint8Array =>
  new Uint8Array(gunzipSync(readFileSync(`${realHives}/${path}.gz`)));
