import { HiveError } from '../ground/errors.ts';
import { chooseParts, type ImagePart } from '../imaging/part.ts';
import type { WimImage } from '../imaging/wim/wim-file.ts';
import { SETTING_FILES } from './image-files.ts';
import { type Access, type FoundImage, type OpenedPart, onImage } from './images.ts';
import type { Machine } from './machine.ts';
import type { Watch } from './repair-wiring.ts';
import { findTarget } from './targets.ts';

/** How it is opened; `wanted` is a part's number or name. */
export type OneWindowsRequest = Access & { readonly wanted?: string };

/**
 * Works on the one Windows that an image holds, or the one that is named of several.
 * @throws HiveError 'image-part-unnamed', 'image-part-missing', 'windows-missing', and what opening it or `work` throws.
 */
export async function onOneWindows<Result>(
  machine: Machine,
  watch: Watch,
  image: FoundImage,
  request: OneWindowsRequest,
  work: (opened: OpenedPart) => Promise<{ readonly result: Result; readonly isChanged: boolean }>,
): Promise<Result> {
  const part = await theOne(machine, watch, image, request.wanted);
  const [end] = await onImage(machine, watch, image, { ...request, wanted: String(part.index) }, work);
  if (end === undefined) throw new HiveError('windows-missing', { path: image.path });
  if (!end.ok) throw end.thrown;
  return end.result;
}

async function theOne(
  machine: Machine,
  watch: Watch,
  image: FoundImage,
  wanted: string | undefined,
): Promise<ImagePart> {
  const noted = image.kind === 'wim' ? notedWindows(chooseParts(image.path, image.wim.images, wanted)) : [];
  const parts = noted.length > 0 ? noted : await partsWithWindows(machine, watch, image, wanted);
  const [only, ...more] = parts;
  if (only === undefined) throw new HiveError('windows-missing', { path: image.path });
  if (more.length === 0) return only;
  const told = parts.map(({ index, name }) => ({ index, name }));
  throw new HiveError('image-part-unnamed', { path: image.path, parts: told });
}

/** The one that there is, or those of which the image itself tells that they hold a Windows. */
function notedWindows(images: readonly WimImage[]): readonly ImagePart[] {
  return images.length === 1 ? images : images.filter(({ windows }) => windows !== undefined);
}

async function partsWithWindows(
  machine: Machine,
  watch: Watch,
  image: FoundImage,
  wanted: string | undefined,
): Promise<readonly ImagePart[]> {
  const how = { access: 'read', reads: SETTING_FILES, ...(wanted === undefined ? {} : { wanted }) } as const;
  const ends = await onImage(machine, watch, image, how, async ({ folder }) => {
    await findTarget(machine, folder);
    return { result: undefined, isChanged: false };
  });
  const held = ends.filter(({ ok }) => ok);
  const [failed] = ends.filter((end) => !end.ok);
  if (held.length === 0 && failed !== undefined) throw failed.thrown;
  return held.map(({ part }) => part);
}
