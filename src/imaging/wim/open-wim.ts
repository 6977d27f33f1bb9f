import { HiveError } from '../../ground/errors.ts';
import { eachPart } from '../each-part.ts';
import { closeWhatIsLeft } from '../left-open.ts';
import type { PartEnd, PartWork } from '../opened.ts';
import type { ImagePart } from '../part.ts';
import { makeCopyFolder, removeLeftFolders, withPrivateFolder } from '../private-folder.ts';
import type { ImagingTools } from '../tools.ts';
import type { WimEngine } from './engine.ts';
import type { Wim } from './wim-file.ts';

/**
 * Reads parts of a WIM, each in a folder of its own that is gone afterwards.
 * @throws HiveError 'program-missing', 'program-too-old'. What goes wrong with one part does not keep the others from their turn.
 */
export async function readWimParts<Result>(
  tools: ImagingTools,
  engine: WimEngine,
  wim: Wim,
  { parts, reads }: { readonly parts: readonly ImagePart[]; readonly reads: readonly string[] },
  work: PartWork<Result>,
): Promise<readonly PartEnd<Result>[]> {
  await engine.requirePrograms(tools, wim);
  await removeLeftFolders(tools, closeWhatIsLeft);
  return eachPart(tools, parts, (part) =>
    withPrivateFolder(tools, wim.path, closeWhatIsLeft, async (own) => {
      const folder = engine.takesOut ? await makeCopyFolder(tools, own) : own;
      await engine.read(tools, wim, part, folder, reads);
      const { result } = await work(part, folder.mount);
      return result;
    }),
  );
}

/** @throws HiveError 'image-not-writable', 'read-only' */
export async function refuseUnwritable({ files }: ImagingTools, wim: Wim): Promise<void> {
  const { path } = wim;
  const because =
    wim.totalParts > 1
      ? 'split'
      : wim.isPipable
        ? 'pipable'
        : wim.isSolid
          ? 'solid'
          : wim.isReadOnly
            ? 'marked-read-only'
            : wim.isHalfWritten
              ? 'left-half-written'
              : undefined;
  if (because !== undefined) throw new HiveError('image-not-writable', { path, because });
  const status = await files.status(path);
  if ((await files.isReadOnly(path)) || status?.writable === false)
    throw new HiveError('read-only', { path });
}
