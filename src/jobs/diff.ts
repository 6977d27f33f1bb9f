import { isHiveError } from '../ground/errors.ts';
import { LazyList } from '../ground/lazy-list.ts';
import { parseRegistryPath, type RegistryPath } from '../windows/registry-path.ts';
import { codePageOf } from './code-page-of.ts';
import { differencesOf, patchTarget, readRegFile, refuseSkipped } from './diff-reg-file.ts';
import { type ComparedKey, diffKeys } from './differing-keys.ts';
import { explaining } from './explain-failure.ts';
import { findCompared } from './find-compared.ts';
import type { Machine } from './machine.ts';
import { type OpenKey, withOpenKey } from './open-key.ts';
import { regFileOfDifferences } from './reg-file-lines.ts';
import { type PlaceOptions, profilesOf } from './registry-place.ts';
import type { ComparedHives, DiffResult, RegistryDifference } from './registry-results.ts';
import type { FindOptions, FoundTarget } from './targets.ts';

export interface DiffRequest extends PlaceOptions, FindOptions {
  /** Only that key and what is below it. */
  readonly key?: string;
  readonly asRegFile: boolean;
  /** Of a .reg file that is REGEDIT4; that of the target's Windows when not given. */
  readonly codePage?: number;
  /** Whether a .reg file is refused where something of it would be skipped. */
  readonly isStrict?: boolean;
}

/** What is compared of two Windows when no key is named, besides the hives of their users. */
const OF_MACHINE = ['HKLM\\SOFTWARE', 'HKLM\\SYSTEM', 'HKLM\\SAM', 'HKLM\\SECURITY', 'HKU\\.DEFAULT'];

/** Whose hive is `HKU\.DEFAULT`. Source: Microsoft Learn, "Security identifiers" (S-1-5-18). */
const LOCAL_SYSTEM = 'S-1-5-18';
/** Behind the name of a profile: the hive of its classes. */
const CLASSES = '_Classes';

const ROOT: RegistryPath = { root: undefined, names: [] };

/** A pair of keys, of which one may be missing in its hive. */
interface Compared {
  readonly shown: string;
  readonly before: Opened;
  readonly after: Opened;
}

interface Opened extends ComparedKey {
  readonly shown: string;
  readonly read: OpenKey['read'];
}

/**
 * Compares what two words on the command line mean, in the newest state of the hives: a hive with a hive, a Windows with one
 * of its hives or a copy or a backup of it, two Windows, or either with what a .reg file would make of it. Writes nothing.
 * @throws HiveError 'hive-missing' where there is nothing to compare, 'key-missing', and what withOpenKey throws.
 */
export async function diffTargets(
  machine: Machine,
  names: readonly [string, string],
  request: DiffRequest,
): Promise<DiffResult> {
  return isRegFile(names[1]) ? diffRegFile(machine, names, request) : diffHives(machine, names, request);
}

export function isRegFile(name: string): boolean {
  return /\.reg$/i.test(name);
}

/** What importing a .reg file would change. */
async function diffRegFile(
  machine: Machine,
  [name, file]: readonly [string, string],
  { asRegFile, followLinks, codePage, isStrict = false, ...options }: DiffRequest,
): Promise<DiffResult> {
  const found = await findCompared(machine, name, { followLinks: followLinks === true });
  const regFile = await readRegFile(machine, file, codePage ?? (await codePageOf(found)));
  if (isStrict) refuseSkipped(regFile, file);
  return explaining(found.files, found.target, async () => {
    const { hives, skipped } = await patchTarget(found, regFile, { ...options, isStrict });
    const differences = new LazyList(() => differencesOf(hives));
    const skippedLeftOut = regFile.skippedCount - regFile.skipped.length;
    return {
      hives: hives.map(({ mount, read }) => ({ key: mount, before: read, after: { hive: file } })),
      notCompared: [],
      skipped,
      ...(skippedLeftOut > 0 && { skippedLeftOut }),
      areSame: isEmpty(differences),
      differences,
      ...(asRegFile ? { reg: new LazyList(() => regFileOfDifferences(differences)) } : {}),
    };
  });
}

async function diffHives(
  machine: Machine,
  names: readonly [string, string],
  { key, asRegFile, followLinks, ...options }: DiffRequest,
): Promise<DiffResult> {
  const find = (name: string) => findCompared(machine, name, { followLinks: followLinks === true });
  const [before, after] = [await find(names[0]), await find(names[1])];
  const paths = key === undefined ? undefined : [key];
  const { compared, notCompared } =
    paths === undefined && !hasHives(before) && !hasHives(after)
      ? { compared: [await openBoth(before, ROOT, after, ROOT, options)], notCompared: [] }
      : await openAll(before, after, paths, options);
  const differences = new LazyList(() => allDifferences(compared));
  const reg = asRegFile ? { reg: new LazyList(() => regFileOfDifferences(differences)) } : {};
  const hives = compared.map(
    ({ shown, before, after }): ComparedHives => ({ key: shown, before: before.read, after: after.read }),
  );
  return { hives, notCompared, areSame: isEmpty(differences), differences, ...reg };
}

/** A Windows, or a folder with copies of its hives; not a hive file. */
function hasHives({ target }: FoundTarget): boolean {
  return target.isHiveFile !== true;
}

async function openAll(
  before: FoundTarget,
  after: FoundTarget,
  named: readonly string[] | undefined,
  options: PlaceOptions,
): Promise<{ readonly compared: readonly Compared[]; readonly notCompared: readonly string[] }> {
  const paths = named ?? (await pathsOfHive(before, after, options));
  const compared: Compared[] = [];
  if (paths !== undefined) {
    for (const path of paths.map(parseRegistryPath))
      compared.push(await openBoth(before, path, after, path, options));
    return { compared, notCompared: [] };
  }
  const ofUsers = await usersHives(before, after, options);
  const notCompared: string[] = [];
  for (const text of [...OF_MACHINE, ...ofUsers]) {
    const path = parseRegistryPath(text);
    const one = await openIfThere(before, path, options);
    const other = await openIfThere(after, path, options);
    if (one !== undefined && other !== undefined)
      compared.push({ shown: one.shown, before: one, after: other });
    // Not every profile has a hive of classes.
    else if (one !== undefined || other !== undefined || !text.endsWith(CLASSES)) notCompared.push(text);
  }
  return { compared, notCompared };
}

/** Beside a Windows, a hive file tells which hive is meant; undefined for two Windows. */
async function pathsOfHive(
  before: FoundTarget,
  after: FoundTarget,
  options: PlaceOptions,
): Promise<readonly string[] | undefined> {
  const hive = [before, after].find((found) => !hasHives(found));
  return hive === undefined ? undefined : [(await openKey(hive, ROOT, options)).shown];
}

/** Of two Windows, by the names of their profiles: who has the same name in both may have another SID. Folders of copies have none. */
async function usersHives(
  before: FoundTarget,
  after: FoundTarget,
  options: PlaceOptions,
): Promise<readonly string[]> {
  const targets = [before, after];
  if (targets.some(({ target }) => target.windowsFolder === undefined)) return [];
  const names = new Map<string, string>();
  for (const { files, target } of targets)
    for (const { name, sid } of (await profilesOf(files, target, options)).profiles)
      if (sid !== LOCAL_SYSTEM) names.set(name.toUpperCase(), names.get(name.toUpperCase()) ?? name);
  return [...names.values()].flatMap((name) => [`HKU\\${name}`, `HKU\\${name}${CLASSES}`]);
}

/** @returns undefined where this Windows lacks the hive. */
async function openIfThere(
  found: FoundTarget,
  path: RegistryPath,
  options: PlaceOptions,
): Promise<Opened | undefined> {
  try {
    return await openKey(found, path, options);
  } catch (error) {
    if (isHiveError(error, 'hive-missing') || isHiveError(error, 'profile-missing')) return undefined;
    throw error;
  }
}

async function openBoth(
  before: FoundTarget,
  beforePath: RegistryPath,
  after: FoundTarget,
  afterPath: RegistryPath,
  options: PlaceOptions,
): Promise<Compared> {
  const one = await openKey(before, beforePath, options);
  const other = await openKey(after, afterPath, options);
  return { shown: one.shown, before: one, after: other };
}

async function openKey(
  { target, files }: FoundTarget,
  path: RegistryPath,
  options: PlaceOptions,
): Promise<Opened> {
  return explaining(files, target, () =>
    withOpenKey(files, target, path, { ...options, isWhole: true }, async (open) => open),
  );
}

function* allDifferences(compared: readonly Compared[]): Generator<RegistryDifference, void, void> {
  for (const { before, after, shown } of compared) yield* diffKeys(before, after, shown);
}

function isEmpty(list: Iterable<unknown>): boolean {
  for (const _ of list) return false;
  return true;
}
