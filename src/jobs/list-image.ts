import { isHiveError } from '../ground/errors.ts';
import type { PartEnd } from '../imaging/opened.ts';
import type { WimImage } from '../imaging/wim/wim-file.ts';
import { inspect } from './check.ts';
import { explaining } from './explain-failure.ts';
import { SETTING_FILES } from './image-files.ts';
import { type FoundImage, onImage } from './images.ts';
import type { Machine } from './machine.ts';
import type { Watch } from './repair-wiring.ts';
import type { CheckResult, ListedImage, ListedPart } from './results.ts';
import { findTarget } from './targets.ts';

/**
 * Looks into all that an image holds. What is wrong with one part is told there. Writes nothing.
 * @throws HiveError what onImage throws, but for an image without Windows; 'cancelled'
 */
export async function listImage(machine: Machine, watch: Watch, image: FoundImage): Promise<ListedImage> {
  const ends = await lookInto(machine, watch, image);
  const looked = new Map(ends.map((end) => [end.part.index, end]));
  const all: readonly WimImage[] = image.kind === 'wim' ? image.wim.images : ends.map(({ part }) => part);
  const parts = all.map(({ index, name, windows }): ListedPart => {
    const told = { index, name, ...(windows === undefined ? {} : { noted: windows }) };
    const end = looked.get(index);
    if (end === undefined) return told;
    if (end.ok) return { ...told, found: end.result };
    if (!isHiveError(end.thrown) || isHiveError(end.thrown, 'cancelled')) throw end.thrown;
    return isHiveError(end.thrown, 'windows-missing') ? told : { ...told, error: end.thrown };
  });
  return { path: image.path, kind: image.kind, parts };
}

async function lookInto(
  machine: Machine,
  watch: Watch,
  image: FoundImage,
): Promise<readonly PartEnd<CheckResult>[]> {
  const how = { access: 'read', reads: SETTING_FILES, isEveryPartTold: true } as const;
  return onImage(machine, watch, image, how, async ({ folder }) => {
    const { target, files } = await findTarget(machine, folder);
    const options = { acceptDirty: false, isScanned: false, run: machine.run };
    const result = await explaining(files, target, () => inspect(files, target, options));
    return { result, isChanged: false };
  });
}
