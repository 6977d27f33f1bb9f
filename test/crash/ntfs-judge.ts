import { NtfsDamage, type NtfsFile, NtfsReader } from '../support/ntfs-reader.ts';
import type { Judge, Verdict } from './power-cuts.ts';
import { type FileSet, replayedBins } from './replayed-state.ts';

const FOLDER = ['Windows', 'System32', 'config'];
const SUFFIXES = ['', '.LOG1', '.LOG2'];

interface FoundSet {
  readonly primary: NtfsFile;
  readonly files: FileSet;
}

/** The hive set on an NTFS image. @throws NtfsDamage */
export function readHiveSet(image: Buffer): FoundSet {
  const reader = new NtfsReader(image);
  const files = new Map<string, Uint8Array>();
  let primary: NtfsFile | undefined;
  for (const suffix of SUFFIXES) {
    const file = reader.find([...FOLDER, `SOFTWARE${suffix}`]);
    if (suffix === '') primary = file;
    if (file !== undefined) files.set(suffix, file.contents);
  }
  if (primary === undefined) throw new NtfsDamage('no SOFTWARE file');
  return { primary, files };
}

/**
 * Judges an image without a second run of anything: the hive is there, it is the file that it was, and its logs replayed
 * by the rules give exactly the hive before the run or exactly the one after it.
 */
export async function ntfsJudge(before: Buffer, after: Buffer): Promise<Judge> {
  const start = readHiveSet(before);
  const [old, renewed] = [await replayedBins(start.files), await replayedBins(readHiveSet(after).files)];
  if (typeof old === 'string' || typeof renewed === 'string')
    throw new Error(`the hive before the run: ${String(old)}; after it: ${String(renewed)}`);
  let last: { readonly files: FileSet; readonly verdict: Verdict } | undefined;
  return async (image) => {
    let found: FoundSet;
    try {
      found = readHiveSet(image);
    } catch (error) {
      if (error instanceof NtfsDamage) return error.message.replace(/\d+/g, 'N');
      throw error;
    }
    const changed = changedIdentity(start.primary, found.primary);
    if (changed !== undefined) return changed;
    if (last === undefined || !isSameSet(last.files, found.files)) {
      last = { files: found.files, verdict: await verdictOf(found.files, old, renewed) };
    }
    return last.verdict;
  };
}

/** Law 5: what of the file is not what it was. */
function changedIdentity(old: NtfsFile, now: NtfsFile): Verdict | undefined {
  if (now.number !== old.number || now.sequence !== old.sequence) return 'another file record';
  if (now.descriptor !== old.descriptor) return 'another security descriptor';
  if (now.attributes !== old.attributes) return 'other attributes';
  return now.created === old.created ? undefined : 'another creation time';
}

async function verdictOf(files: FileSet, old: Uint8Array, renewed: Uint8Array): Promise<Verdict> {
  const bins = await replayedBins(files);
  if (typeof bins === 'string') return bins;
  if (Buffer.compare(bins, old) === 0) return 'old';
  return Buffer.compare(bins, renewed) === 0 ? 'new' : 'neither the old nor the new hive';
}

function isSameSet(one: FileSet, other: FileSet): boolean {
  if (one.size !== other.size) return false;
  return [...one].every(([suffix, bytes]) => {
    const now = other.get(suffix);
    return now !== undefined && Buffer.compare(bytes, now) === 0;
  });
}
