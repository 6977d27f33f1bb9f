import type { Look } from '../change/apply.ts';
import type { Difference } from '../change/edits.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { type HiveError, isHiveError } from '../ground/errors.ts';
import { LazyList } from '../ground/lazy-list.ts';
import { type LogFormat, logFormatOf } from '../install/method.ts';
import { whenRead } from '../regf/hive-pages.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import { describeWindows } from '../windows/description.ts';
import { changeHives, type HiveRequest } from './change-hives.ts';
import { explaining } from './explain-failure.ts';
import { withIdleHivex } from './idle-hivex.ts';
import type { Machine } from './machine.ts';
import { withNewestHive } from './newest-hive.ts';
import { registryDifferences, toldDifferences } from './registry-differences.ts';
import type { PlaceOptions } from './registry-place.ts';
import type { ChangeResult, RegistryDifference, SkippedPart } from './registry-results.ts';
import { inPlaceNote, tellAll, toolsFor, type Watch, type WriteOptions } from './repair-wiring.ts';
import { type FindOptions, type FoundTarget, findTargetToWrite, refuseHibernatedTarget } from './targets.ts';

export interface ChangeOptions extends WriteOptions, FindOptions, PlaceOptions {
  /** Where backups go; beside each hive when not given. */
  readonly backupFolder?: FilePath;
  /** Keep only the changed pages as a backup. */
  readonly pagesOnly: boolean;
  readonly ignoreHibernation: boolean;
}

/** One hive of the target, and who says what is to become of it. */
export interface PlannedHive {
  readonly hiveSet: HiveSet;
  readonly look: (hive: HiveReader) => Look<SeenHive>;
  /** Says more of an error about the hive. */
  readonly explain?: (error: HiveError) => HiveError;
}

export interface SeenHive {
  /** Where Windows has the hive's root, names from a root key on. */
  readonly mount: readonly string[];
  /** Of .reg files: what says nothing here. */
  readonly skipped?: readonly SkippedPart[];
}

/** What is to be changed of a target. */
export interface PlannedChange {
  /** Each for another hive. */
  readonly hives: readonly PlannedHive[];
  /** Of .reg files: what says nothing here. */
  readonly skipped?: readonly SkippedPart[];
  /** More of it, which is not listed. */
  readonly skippedLeftOut?: number;
}

export type ChangeCommand = 'add' | 'delete' | 'import';

/**
 * Changes keys and values of what a word on the command line means, with the care of a repair: see `changeHives`.
 * @param plan finds the hives; what it throws leaves the target as it is.
 * @throws HiveError what resolveTarget and changeHives throw, and 'windows-hibernated'.
 */
export async function changeTarget(
  machine: Machine,
  watch: Watch,
  name: string,
  command: ChangeCommand,
  options: ChangeOptions,
  plan: (found: FoundTarget) => Promise<PlannedChange>,
): Promise<ChangeResult> {
  const { backupFolder, pagesOnly, acceptDirty, ignoreHibernation } = options;
  const found = await findTargetToWrite(machine, watch, name, options);
  const doubts = [
    ...inPlaceNote(options.inPlace),
    ...(ignoreHibernation ? [] : await refuseHibernatedTarget(found.files, found.target)),
  ];
  tellAll(watch, doubts);
  const tools = toolsFor(machine, found.files, watch, options);
  const seen = { target: found.target, files: tools.files };
  const {
    hives,
    skipped,
    skippedLeftOut = 0,
  } = await explaining(found.files, found.target, () => plan(seen));
  const requests: HiveRequest<Seen, Told>[] = [];
  for (const hive of hives) requests.push(requestFor(hive, await otherwiseFormat(seen, hive, options)));
  const run = { command, pagesOnly, acceptDirty, ...(backupFolder === undefined ? {} : { backupFolder }) };
  const [only, ...others] = hives;
  const hive = only === undefined || others.length > 0 ? found.target.hive : only.hiveSet;
  const ends = await explaining(found.files, { ...found.target, hive }, () =>
    explainingHives(hives, () =>
      withIdleHivex(machine, tools, (pooled) => changeHives(pooled, run, requests)),
    ),
  );
  const tolds = ends.map(({ told }) => told);
  const count = tolds.reduce((sum, { differences }) => sum + differences.length, 0);
  return {
    target: name,
    dryRun: !tools.files.isLasting,
    alreadyRight: ends.every(({ outcome }) => outcome.alreadyRight),
    hives: ends.map(({ outcome, told }) => ({ key: told.key, ...outcome })),
    ...(skipped === undefined
      ? {}
      : { skipped: inOrder([...skipped, ...ends.flatMap(({ told }) => told.skipped)]) }),
    ...(skippedLeftOut > 0 && { skippedLeftOut }),
    differences: new LazyList(() => allDifferences(tolds), count),
    warnings: doubts,
  };
}

interface Seen extends SeenHive {
  readonly build: number | undefined;
}

interface Told {
  /** Where Windows has the hive's root. */
  readonly key: string;
  readonly skipped: readonly SkippedPart[];
  readonly differences: readonly Difference[];
}

/** Made when somebody asks: of a large change the first few are shown. */
function* allDifferences(tolds: readonly Told[]): Generator<RegistryDifference, void, void> {
  for (const { differences, key } of tolds) yield* registryDifferences(differences, key);
}

function requestFor(
  { hiveSet, look }: PlannedHive,
  otherwise: LogFormat | undefined,
): HiveRequest<Seen, Told> {
  return {
    hiveSet,
    look: (hive) => {
      const { edits, seen } = look(hive);
      return { edits, seen: { ...seen, build: describeWindows(hive).build } };
    },
    logFormat: ({ build }) => logFormatOf(build) ?? otherwise,
    tell: (change, { mount, skipped = [] }) => {
      const differences = toldDifferences(change.state === 'made' ? change.differences : []);
      return { key: mount.join('\\'), skipped, differences };
    },
  };
}

/** By files in the order in which they were named, and by lines. */
function inOrder(parts: readonly SkippedPart[]): readonly SkippedPart[] {
  const files = [...new Set(parts.map(({ file }) => file))];
  return files.flatMap((wanted) =>
    parts.filter(({ file }) => file === wanted).sort((a, b) => a.line - b.line),
  );
}

async function explainingHives<Result>(
  hives: readonly PlannedHive[],
  body: () => Promise<Result>,
): Promise<Result> {
  try {
    return await body();
  } catch (error) {
    if (!isHiveError(error) || !('path' in error.details)) throw error;
    const { path } = error.details;
    const explain = hives.find(({ hiveSet }) => hiveSet.primary === path)?.explain;
    throw explain === undefined ? error : explain(error);
  }
}

/** What the Windows writes that a hive without logs is of: its SOFTWARE hive tells, if it can be read. */
async function otherwiseFormat(
  { target, files }: FoundTarget,
  { hiveSet }: PlannedHive,
  options: ChangeOptions,
): Promise<LogFormat | undefined> {
  const isOther = target.isHiveFile !== true && hiveSet.primary !== target.hive.primary;
  if (!isOther || hiveSet.logs.length > 0) return undefined;
  return await withNewestHive(files, target.hive, options, async ({ hive }) => {
    const software = await HiveReader.onDemand(hive, target.hive.primary);
    return logFormatOf((await whenRead(() => describeWindows(software))).build);
  });
}
