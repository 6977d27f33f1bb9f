import type { Figures } from './measure.ts';
import { CHANGED_ONLY } from './repair-contenders.ts';

export interface Aim {
  readonly what: string;
  readonly measured: number;
  readonly limit: number;
  readonly unit: 'times' | 'ms';
}

export interface SizeResult {
  readonly megabytes: number;
  readonly figures: readonly Figures[];
}

export interface StartupResult {
  readonly program: 'executable' | 'bundle';
  readonly figures: readonly Figures[];
}

export interface RegistryResult {
  readonly megabytes: number;
  readonly query: readonly Figures[];
  readonly exported: readonly Figures[];
  readonly imported: readonly Figures[];
}

/** What a repair may take, by mebibytes of the hive: times the careful person's, and times the floor's. */
const REPAIR_AIMS = new Map([
  [8, { person: 1, floor: 5.5 }],
  [64, { person: 0.6, floor: 3.5 }],
  [100, { person: 0.45, floor: 2.8 }],
  [256, { person: 0.35, floor: 2.3 }],
]);

/** Largest hive that is measured as a rule, in MiB. */
const LARGE = 256;

/** What the program promises: see the README's table. */
export function aimsOf(sizes: readonly SizeResult[], startups: readonly StartupResult[]): readonly Aim[] {
  const aims: Aim[] = [];
  for (const { megabytes, figures } of sizes) {
    const ratio = (name: string, other: string, limit: number): void => {
      const measured = of(figures, name) / of(figures, other);
      aims.push({ what: `${name} of ${megabytes} MiB to ${other}`, measured, limit, unit: 'times' });
    };
    const repair = REPAIR_AIMS.get(megabytes);
    if (repair !== undefined) {
      ratio('repair', 'careful person', repair.person);
      ratio('repair', 'floor', repair.floor);
    }
    ratio('undo', 'repair', 1);
    if (megabytes !== LARGE) continue;
    ratio(CHANGED_ONLY, 'careful person', 0.3);
    ratio(CHANGED_ONLY, 'floor', 1.9);
    ratio('undo', 'floor', 1);
    ratio('check', 'node -e 0', 3.5);
  }
  for (const { program, figures } of startups) {
    // The bundle is not handed out: V8 compiles it anew at every start.
    if (program !== 'executable') continue;
    for (const name of ['version', 'check']) {
      const measured = of(figures, name) / of(figures, 'node -e 0');
      aims.push({
        what: `${name} ${name === 'check' ? 'of a small hive ' : ''}to node -e 0`,
        measured,
        limit: 1.3,
        unit: 'times',
      });
    }
  }
  return aims;
}

/** Below this, in MiB, an export takes little more than a start. */
const WORTH_EXPORTING = 64;

/** One value costs hardly more than a start, whatever the hive's size; a whole hive half of what people wait for. */
export function registryAims(results: readonly RegistryResult[]): readonly Aim[] {
  return results.flatMap(({ megabytes, query, exported, imported }): Aim[] => {
    const looked: Aim = {
      what: `query of one value of ${megabytes} MiB to node -e 0`,
      measured: of(query, 'query of one value') / of(query, 'node -e 0'),
      limit: 1.3,
      unit: 'times',
    };
    const written: Aim = {
      what: `export of ${megabytes} MiB to hivexregedit --export`,
      measured: of(exported, 'export') / of(exported, 'hivexregedit --export'),
      limit: 0.5,
      unit: 'times',
    };
    const read: Aim = {
      what: `import of 10,000 values into ${megabytes} MiB to hivexregedit --merge`,
      measured: of(imported, 'import') / of(imported, 'hivexregedit --merge'),
      limit: 0.5,
      unit: 'times',
    };
    return megabytes < WORTH_EXPORTING ? [looked] : [looked, written, read];
  });
}

/** Within an image, what is saved is taking the hive out and packing it again. */
export function imageAims(result: SizeResult | undefined): readonly Aim[] {
  if (result === undefined) return [];
  const { megabytes, figures } = result;
  const measured = of(figures, 'repair in a WIM') / of(figures, 'extract, hivexregedit, update');
  return [{ what: `repair of ${megabytes} MiB in a WIM to by hand`, measured, limit: 0.5, unit: 'times' }];
}

function of(figures: readonly Figures[], name: string): number {
  return figures.find((row) => row.name === name)?.median ?? Number.NaN;
}

export function table(title: string, figures: readonly Figures[]): string {
  const [first] = figures;
  const rows = figures.map(({ name, median, runs, peakMemory }) => [
    name,
    `${median.toFixed(1)} ms`,
    first === undefined ? '' : (median / first.median).toFixed(2),
    `${Math.min(...runs).toFixed(0)} to ${Math.max(...runs).toFixed(0)}`,
    `${peakMemory} MiB`,
  ]);
  return columns(title, [['', 'median', `to ${first?.name}`, 'all runs, ms', 'peak memory'], ...rows]);
}

export function aimsTable(aims: readonly Aim[]): string {
  const rows = aims.map(({ what, measured, limit, unit }) => [
    measured <= limit ? 'pass' : 'MISS',
    what,
    unit === 'ms' ? `${measured.toFixed(0)} ms` : `${measured.toFixed(2)} times`,
    `at most ${limit}${unit === 'ms' ? ' ms' : ''}`,
  ]);
  return columns('Aims', rows);
}

function columns(title: string, rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return [title, ...lines.map((line) => `  ${line.trimEnd()}`), ''].join('\n');
}
