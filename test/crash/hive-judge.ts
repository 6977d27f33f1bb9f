import type { CrashVolume, FoundSet } from './crash-volume.ts';
import type { Judge, Verdict } from './power-cuts.ts';
import { type FileSet, replayedBins } from './replayed-state.ts';

/**
 * Judges an image without a second run of anything: the hive is there, it is the file that it was, and its logs replayed
 * by the rules give exactly the hive before the run or exactly the one after it.
 * @param before the image before the run
 * @param after the image after it
 */
export async function hiveJudge(volume: CrashVolume, before: Buffer, after: Buffer): Promise<Judge> {
  const { identity, bins: old } = await stateOf(volume, before);
  const { bins: renewed } = await stateOf(volume, after);
  let last: { readonly files: FileSet; readonly verdict: Verdict } | undefined;
  return async (image) => {
    const found = await volume.read(image);
    if (typeof found === 'string') return found;
    for (const [what, was] of Object.entries(identity))
      if (found.identity[what] !== was) return `another ${what}`;
    if (last === undefined || !isSameSet(last.files, found.files))
      last = { files: found.files, verdict: await verdictOf(found, old, renewed) };
    return last.verdict;
  };
}

async function stateOf(
  volume: CrashVolume,
  image: Buffer,
): Promise<FoundSet & { readonly bins: Uint8Array }> {
  const found = await volume.read(image);
  const bins = typeof found === 'string' ? found : await replayedBins(found.files);
  if (typeof found === 'string' || typeof bins === 'string')
    throw new Error(`there is no hive to judge by: ${String(bins)}`);
  return { ...found, bins };
}

async function verdictOf({ files }: FoundSet, old: Uint8Array, renewed: Uint8Array): Promise<Verdict> {
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
