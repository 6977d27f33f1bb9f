import { RegFileParser } from '../change/reg-file/parse-reg-file.ts';
import type { RegFile, RegSection } from '../change/reg-file/reg-file.ts';
import type { FilePath } from '../ground/brand.ts';
import { forEachChunk } from '../ground/chunks.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import type { HiveReader } from '../regf/hive-reader.ts';
import { readWholeHive } from '../regf/whole-hive.ts';
import { placeInWindows, rootedPath } from '../windows/registry-path.ts';
import type { Machine } from './machine.ts';
import { withNewestHive } from './newest-hive.ts';
import { PatchedKey } from './patched-key.ts';
import { findHiveOf, type HivePlace, type PlaceOptions, placeInHive } from './registry-place.ts';
import type { HiveRead, RegistryDifference, SkippedPart } from './registry-results.ts';
import type { FoundTarget } from './targets.ts';

/** @throws HiveError what opening the file and RegFileParser throw */
export async function readRegFile(
  machine: Machine,
  path: FilePath,
  codePage: number | undefined,
): Promise<RegFile> {
  const file = await (await machine.files()).open(path);
  try {
    const parser = new RegFileParser(path, codePage === undefined ? {} : { codePage });
    await forEachChunk(file, 0, file.length, (chunk) => parser.push(chunk));
    return parser.end();
  } finally {
    await file.close();
  }
}

/** @throws HiveError 'reg-file-unclear' */
export function refuseSkipped({ skipped: [first], skippedCount }: RegFile, path: FilePath): void {
  if (first === undefined) return;
  const { line, column, problem } = first;
  throw new HiveError('reg-file-unclear', { path, line, column, problem, count: skippedCount });
}

/** A hive that the file names keys of. */
export interface PatchedHive {
  readonly read: HiveRead;
  /** Where Windows has its root. */
  readonly mount: string;
  readonly root: PatchedKey;
}

export interface PatchedTarget {
  readonly hives: readonly PatchedHive[];
  readonly skipped: readonly SkippedPart[];
}

interface OpenHive extends PatchedHive {
  readonly reader: HiveReader;
}

/**
 * What a .reg file would make of a target's hives. Keys that are in none of them are skipped and told, or thrown.
 * @throws HiveError 'hive-missing', 'profile-missing', and what opening and reading the hives throw.
 */
export async function patchTarget(
  { target, files }: FoundTarget,
  { sections, skipped }: RegFile,
  { isStrict, ...options }: PlaceOptions & { readonly isStrict: boolean },
): Promise<PatchedTarget> {
  const places = new Map<string, HivePlace>();
  const hives = new Map<FilePath, OpenHive>();
  const parts: SkippedPart[] = [...skipped];
  for (const section of sections) {
    try {
      const path = rootedPath(section.path);
      // Looked for once for each hive: a file may have a hundred thousand keys.
      const id = JSON.stringify(target.isHiveFile ? undefined : placeInWindows(path)?.hive);
      const known = places.get(id) ?? (await findHiveOf(files, target, path, options));
      places.set(id, known);
      const place = target.isHiveFile ? { ...known, path } : { ...known, ...placeOf(path, known) };
      const { primary } = place.hiveSet;
      const hive = hives.get(primary) ?? (await open(files, place, options));
      hives.set(primary, hive);
      const inHive = placeInHive(hive.reader, place, files.baseName(primary));
      if (inHive.path.length === 0 && section.action === 'delete')
        parts.push(skippedSection(section, 'hive-root-deleted'));
      else hive.root.apply(inHive.path, section);
    } catch (error) {
      const isElsewhere =
        isHiveError(error, 'key-path-unmapped') || isHiveError(error, 'key-path-of-other-hive');
      if (!isElsewhere || isStrict) throw error;
      parts.push(skippedSection(section, error.code));
    }
  }
  return { hives: [...hives.values()], skipped: parts.sort((a, b) => a.line - b.line) };
}

/** The same hive, and another key of it. */
function placeOf(path: ReturnType<typeof rootedPath>, known: HivePlace): Pick<HivePlace, 'mount' | 'path'> {
  const place = placeInWindows(path);
  return place === undefined ? known : { mount: place.mount, path: { root: undefined, names: place.path } };
}

async function open(files: FoundTarget['files'], place: HivePlace, options: PlaceOptions): Promise<OpenHive> {
  const { primary } = place.hiveSet;
  return withNewestHive(files, place.hiveSet, options, async ({ hive, account }) => {
    const reader = await readWholeHive(hive, primary);
    const { path, shown } = placeInHive(reader, place, files.baseName(primary));
    return {
      reader,
      read: { hive: primary, ...(account === undefined ? {} : { replay: account }) },
      mount: shown.slice(0, shown.length - path.length).join('\\'),
      root: new PatchedKey('', reader.root()),
    };
  });
}

function skippedSection({ line, column, values }: RegSection, problem: SkippedPart['problem']): SkippedPart {
  const last = values.at(-1)?.line ?? line;
  return { line, column, problem, first: line, last };
}

/** @throws HiveError while iterating, where a hive is damaged. */
export function* differencesOf(hives: readonly PatchedHive[]): Generator<RegistryDifference, void, void> {
  for (const { root, mount } of hives) yield* root.differences(mount);
}
