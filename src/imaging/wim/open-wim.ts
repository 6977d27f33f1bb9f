import type { FilePath } from '../../ground/brand.ts';
import { HiveError, isHiveError } from '../../ground/errors.ts';
import { eachPart, withoutSuccess } from '../each-part.ts';
import { underImageLock } from '../image-lock.ts';
import { closeWhatIsLeft } from '../left-open.ts';
import type { PartEnd, PartWork } from '../opened.ts';
import type { ImagePart } from '../part.ts';
import { type PrivateFolder, RECORD, removeLeftFolders, withPrivateFolder } from '../private-folder.ts';
import type { ImagingTools } from '../tools.ts';
import type { WimEngine } from './engine.ts';
import { WIM_HEADER_SIZE } from './structures.ts';
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
    withPrivateFolder(tools, wim.path, closeWhatIsLeft, async (folder) => {
      await engine.read(tools, wim, part, folder, reads);
      const { result } = await work(part, folder.mount);
      return result;
    }),
  );
}

/**
 * Changes parts of a WIM, one after the other. A part whose work fails, is cancelled or changes nothing is let go of as it
 * was. The file is verified when something was written into it.
 * @throws HiveError 'hive-locked', 'program-missing', 'program-too-old': nothing was begun. What
 *   goes wrong with one part is its own end.
 */
export async function changeWimParts<Result>(
  tools: ImagingTools,
  engine: WimEngine,
  wim: Wim,
  parts: readonly ImagePart[],
  work: PartWork<Result>,
): Promise<readonly PartEnd<Result>[]> {
  await engine.requirePrograms(tools, wim);
  await removeLeftFolders(tools, closeWhatIsLeft);
  return underImageLock(tools, wim.path, async () => {
    let isWritten = false;
    const ends = await eachPart(tools, parts, (part) =>
      withPrivateFolder(tools, wim.path, closeWhatIsLeft, async (folder) => {
        await engine.mount(tools, wim, part, folder);
        const { result, isChanged } = await work(part, folder.mount).catch((error: unknown) => {
          throw roomWhereKept(tools, folder, error);
        });
        if (!isChanged) return result;
        await commit(tools, engine, wim, folder);
        isWritten = true;
        return result;
      }),
    );
    return isWritten ? verified(tools, engine, wim, ends) : ends;
  });
}

/** Until it is committed, what is changed lies in the temporary folder: that is where room is lacking. */
function roomWhereKept({ temporaryFolder }: ImagingTools, { mount }: PrivateFolder, error: unknown): unknown {
  const isThere = isHiveError(error, 'disk-full') && error.details.path.startsWith(mount);
  return isThere ? new HiveError('disk-full', { path: temporaryFolder }, { cause: error }) : error;
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

/** @throws HiveError 'image-not-written', 'image-uncertain' */
async function commit(
  tools: ImagingTools,
  engine: WimEngine,
  wim: Wim,
  folder: PrivateFolder,
): Promise<void> {
  const before = await fingerprint(tools, wim.path);
  const end = await engine.commit(tools, wim, folder);
  if (end.state === 'written') return;
  // Who writes may go on when the program that asked for it is gone.
  const isLetGo = (await engine.discard(tools, folder.mount)) && (await isAlone(tools, folder));
  const isSame = isLetGo && (await fingerprint(tools, wim.path)) === before;
  const told = {
    path: wim.path,
    program: 'unmount --commit',
    ...(end.said === undefined ? {} : { said: end.said }),
  };
  throw isSame ? new HiveError('image-not-written', told) : new HiveError('image-uncertain', told);
}

/** How long the driver of a mount may take to end after its mount. Milliseconds. */
const PAUSE_MS = 100;
const PAUSES = 50;

/** Whether nobody works in the folder any more: who writes has files of his own there. */
async function isAlone({ files, pause }: ImagingTools, { path, mount }: PrivateFolder): Promise<boolean> {
  for (let pauses = 0; ; pauses++) {
    const names = (await files.list(path)).map(({ name }) => name);
    if (names.every((name) => name === RECORD || files.join(path, name) === mount)) return true;
    if (pauses === PAUSES) return false;
    await pause(PAUSE_MS);
  }
}

/** A WIM grows at its end, and its header is written last: with the same size and header it is what it was. */
async function fingerprint({ files }: ImagingTools, path: FilePath): Promise<string> {
  const file = await files.open(path);
  try {
    const header = new Uint8Array(Math.min(WIM_HEADER_SIZE, file.length));
    await file.read(header, 0);
    return `${file.length} ${Buffer.from(header).toString('hex')}`;
  } finally {
    await file.close();
  }
}

/** What was written counts when the file is whole. */
async function verified<Result>(
  tools: ImagingTools,
  engine: WimEngine,
  wim: Wim,
  ends: readonly PartEnd<Result>[],
): Promise<readonly PartEnd<Result>[]> {
  const found = await engine.verify(tools, wim);
  if (found.state === 'right') return ends;
  const { path } = wim;
  const said = found.said === undefined ? {} : { said: found.said };
  const thrown = new HiveError('image-uncertain', { path, program: 'verify', ...said });
  return withoutSuccess(ends, thrown);
}
