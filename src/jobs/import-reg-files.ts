import type { RegFile } from '../change/reg-file/reg-file.ts';
import type { FilePath } from '../ground/brand.ts';
import { type HiveError, isHiveError } from '../ground/errors.ts';
import type { HiveReader } from '../regf/hive-reader.ts';
import { placeInWindows, rootedPath } from '../windows/registry-path.ts';
import { type ChangeOptions, changeTarget, type PlannedHive } from './change-target.ts';
import { codePageOf } from './code-page-of.ts';
import { readRegFile, refuseSkipped } from './diff-reg-file.ts';
import type { Machine } from './machine.ts';
import { refusedEdit, refusedPlace, refusedSection, skippedSection } from './refused-lines.ts';
import { editsOfSection, type PlacedEdit, type PlacedSection } from './reg-file-edits.ts';
import { findHiveOf, type HivePlace, placeInHive } from './registry-place.ts';
import type { ChangeResult, SkippedPart } from './registry-results.ts';
import type { Watch } from './repair-wiring.ts';
import type { FoundTarget } from './targets.ts';

export interface ImportRequest {
  /** Hold one after the other. */
  readonly regFiles: readonly FilePath[];
  /** Of REGEDIT4 files; that of the target's Windows when not given. */
  readonly codePage?: number;
  /** Whether nothing is changed where something would be skipped. */
  readonly isStrict: boolean;
}

/**
 * Does what .reg files say, in all hives of the target that they name: one change, of which all is done or nothing.
 * @throws HiveError 'reg-file-unclear', 'reg-file-refused', 'reg-file-unfit', 'reg-file-hive-missing', all with line and column; and
 *   what reading the files and changeTarget throw.
 */
export async function importRegFiles(
  machine: Machine,
  watch: Watch,
  name: string,
  request: ImportRequest,
  options: ChangeOptions,
): Promise<ChangeResult> {
  return await changeTarget(machine, watch, name, 'import', options, async (found) => {
    const gathering = new Gathering(found, request, options);
    const codePage = request.codePage ?? (await codePageOf(found));
    for (const path of request.regFiles) {
      const regFile = await readRegFile(machine, path, codePage);
      if (request.isStrict) refuseSkipped(regFile, path);
      await gathering.add(regFile, path);
    }
    const { skipped, skippedLeftOut } = gathering;
    return { hives: gathering.hives(), skipped, skippedLeftOut };
  });
}

/** A hive that the files name keys of. */
interface NamedHive {
  readonly place: HivePlace;
  readonly sections: PlacedSection[];
}

/** Puts the sections of .reg files to the hives that they are about. */
class Gathering {
  readonly skipped: SkippedPart[] = [];
  skippedLeftOut = 0;
  readonly #found: FoundTarget;
  readonly #isStrict: boolean;
  readonly #options: ChangeOptions;
  /** Looked for once for each hive: a file may have a hundred thousand keys. */
  readonly #places = new Map<string, HivePlace>();
  readonly #hives = new Map<FilePath, NamedHive>();

  constructor(found: FoundTarget, { isStrict }: ImportRequest, options: ChangeOptions) {
    this.#found = found;
    this.#isStrict = isStrict;
    this.#options = options;
  }

  async add({ sections, skipped, skippedCount }: RegFile, file: FilePath): Promise<void> {
    this.skippedLeftOut += skippedCount - skipped.length;
    for (const part of skipped) this.skipped.push({ ...part, file });
    for (const section of sections) {
      const placed = { file, section, path: rootedPath(section.path) };
      try {
        const place = await this.#placeOf(placed);
        const { primary } = place.hiveSet;
        const hive = this.#hives.get(primary) ?? { place, sections: [] };
        this.#hives.set(primary, hive);
        hive.sections.push(placed);
      } catch (error) {
        if (!isHiveError(error)) throw error;
        this.skipped.push(this.#skip(placed, error));
      }
    }
  }

  hives(): readonly PlannedHive[] {
    return [...this.#hives.values()].map((hive) => this.#plan(hive));
  }

  async #placeOf({ path }: PlacedSection): Promise<HivePlace> {
    const { target, files } = this.#found;
    const id = JSON.stringify(target.isHiveFile ? undefined : placeInWindows(path)?.hive);
    const known = this.#places.get(id) ?? (await findHiveOf(files, target, path, this.#options));
    this.#places.set(id, known);
    return known;
  }

  #plan({ place, sections }: NamedHive): PlannedHive {
    let edits: readonly PlacedEdit[] = [];
    return {
      hiveSet: place.hiveSet,
      look: (hive) => {
        const looked = this.#look(hive, place, sections);
        edits = looked.edits;
        return { edits: edits.map(({ edit }) => edit), seen: looked };
      },
      explain: (error) => refusedEdit(error, edits),
    };
  }

  #look(hive: HiveReader, place: HivePlace, sections: readonly PlacedSection[]) {
    const fileName = this.#found.files.baseName(place.hiveSet.primary);
    const edits: PlacedEdit[] = [];
    const skipped: SkippedPart[] = [];
    let mount: readonly string[] = [];
    for (const placed of sections) {
      try {
        const inWindows = place.mount === undefined ? undefined : placeInWindows(placed.path);
        const path = inWindows === undefined ? placed.path : { root: undefined, names: inWindows.path };
        const at = placeInHive(hive, { ...place, path, mount: inWindows?.mount }, fileName);
        mount = at.shown.slice(0, at.shown.length - at.path.length);
        const isRoot = at.path.length === 0 && placed.section.action === 'delete';
        if (isRoot) skipped.push(this.#skipRoot(placed));
        else edits.push(...editsOfSection(placed, at.path));
      } catch (error) {
        if (!isHiveError(error)) throw error;
        skipped.push(this.#skip(placed, error));
      }
    }
    return { mount, skipped, edits };
  }

  /** @throws HiveError where it is no reason to skip anything */
  #skip(placed: PlacedSection, error: HiveError): SkippedPart {
    const isElsewhere =
      isHiveError(error, 'key-path-unmapped') || isHiveError(error, 'key-path-of-other-hive');
    if (!isElsewhere) throw refusedPlace(placed, error);
    if (this.#isStrict) throw refusedSection(placed, error.code);
    return skippedSection(placed, error.code);
  }

  #skipRoot(placed: PlacedSection): SkippedPart {
    if (this.#isStrict) throw refusedSection(placed, 'hive-root-deleted');
    return skippedSection(placed, 'hive-root-deleted');
  }
}
