import { HiveError, isHiveError } from '../../ground/errors.ts';
import { eachPart, withoutSuccess } from '../each-part.ts';
import { underImageLock } from '../image-lock.ts';
import { closeWhatIsLeft } from '../left-open.ts';
import type { PartEnd, PartWork } from '../opened.ts';
import type { ImagePart } from '../part.ts';
import {
  makeCopyFolder,
  type PrivateFolder,
  removeLeftFolders,
  withPrivateFolder,
} from '../private-folder.ts';
import type { ImagingTools } from '../tools.ts';
import { putBack } from './appending.ts';
import { carryIn } from './carry-in.ts';
import { changeMounted } from './change-mounted.ts';
import type { WimEngine } from './engine.ts';
import { takeOut } from './take-out.ts';
import type { Wim } from './wim-file.ts';
import { isSameState, stateOf, type WimState } from './wim-state.ts';

/**
 * Changes parts of a WIM, one after the other. A part whose work fails, is cancelled or changes nothing is let go of as it
 * was. The file is verified when something was written into it.
 * @throws HiveError 'hive-locked', 'file-in-use', 'program-missing', 'program-too-old': nothing was begun. What
 *   goes wrong with one part is its own end.
 */
export async function changeWimParts<Result>(
  tools: ImagingTools,
  engine: WimEngine,
  wim: Wim,
  { parts, reads }: { readonly parts: readonly ImagePart[]; readonly reads: readonly string[] },
  work: PartWork<Result>,
): Promise<readonly PartEnd<Result>[]> {
  await engine.requirePrograms(tools, wim);
  await removeLeftFolders(tools, closeWhatIsLeft);
  return underImageLock(tools, wim.path, async () => {
    const before = await stateOf(tools, wim.path);
    const ways = new Set<Way>();
    const ends = await eachPart(tools, parts, async (part) => {
      const { way, result } = await changePart(tools, engine, wim, { part, reads }, work);
      ways.add(way);
      return result;
    });
    const isWritten = ways.has('appended') || ways.has('mounted');
    if (!isWritten) return ends;
    return verified(tools, engine, wim, { ends, ...(ways.has('mounted') ? {} : { before }) });
  });
}

/** How a change got into the file: with its end alone, or through a mount. */
type Way = 'appended' | 'mounted' | 'unchanged';

interface PartChange<Result> {
  readonly way: Way;
  readonly result: Result;
}

async function changePart<Result>(
  tools: ImagingTools,
  engine: WimEngine,
  wim: Wim,
  { part, reads }: { readonly part: ImagePart; readonly reads: readonly string[] },
  work: PartWork<Result>,
): Promise<PartChange<Result>> {
  const inFolder = <Made>(body: (folder: PrivateFolder) => Promise<Made>): Promise<Made> =>
    withPrivateFolder(tools, wim.path, closeWhatIsLeft, (folder) =>
      body(folder).catch((error: unknown) => {
        throw roomWhereKept(tools, folder, error);
      }),
    );
  if (engine.takesOut) {
    await refuseAtWork(tools, engine, wim);
    // Whether this user may write to it is known before anything is backed up.
    await (await tools.files.openForWriting(wim.path)).close();
    let appended: PartChange<Result> | undefined;
    const changing = inFolder(async (own): Promise<PartChange<Result> | undefined> => {
      const folder = await makeCopyFolder(tools, own);
      const taken = await takeOut(tools, engine, wim, { part, reads }, folder);
      if (taken === undefined) return undefined;
      const { result, isChanged } = await work(part, folder.mount);
      if (!isChanged) return { way: 'unchanged', result };
      await refuseAtWork(tools, engine, wim);
      await carryIn(tools, taken, part, folder);
      appended = { way: 'appended', result };
      return appended;
    });
    // What was carried in counts; a folder that could not be taken away is left to the next run.
    const changed = await changing.catch((error: unknown) => {
      if (appended !== undefined && isHiveError(error)) return appended;
      throw error;
    });
    if (changed !== undefined) return changed;
  }
  return inFolder(async (folder) => {
    const { isWritten, result } = await changeMounted(tools, engine, wim, { part, folder }, work);
    return { way: isWritten ? 'mounted' : 'unchanged', result };
  });
}

/** Another program would write its own end over ours. */
async function refuseAtWork(tools: ImagingTools, engine: WimEngine, { path }: Wim): Promise<void> {
  if (await engine.isAtWork(tools, path)) throw new HiveError('file-in-use', { path, cause: 'EWOULDBLOCK' });
}

/** Until it is carried in, what is changed lies in the temporary folder: that is where room is lacking. */
function roomWhereKept({ temporaryFolder }: ImagingTools, { path }: PrivateFolder, error: unknown): unknown {
  const isThere = isHiveError(error, 'disk-full') && error.details.path.startsWith(path);
  return isThere ? new HiveError('disk-full', { path: temporaryFolder }, { cause: error }) : error;
}

/** What was written counts when the file is whole. What only made it longer is taken back where it is not. */
async function verified<Result>(
  tools: ImagingTools,
  engine: WimEngine,
  wim: Wim,
  { ends, before }: { readonly ends: readonly PartEnd<Result>[]; readonly before?: WimState },
): Promise<readonly PartEnd<Result>[]> {
  // The medium may be gone by now: then there is nothing to take back either.
  const after = await stateOf(tools, wim.path).catch((error: unknown) => {
    if (!isHiveError(error)) throw error;
    return undefined;
  });
  const found = await engine.verify(tools, wim);
  if (found.state === 'right') return ends;
  const told = {
    path: wim.path,
    program: 'verify',
    ...(found.said === undefined ? {} : { said: found.said }),
  };
  if (before === undefined || after === undefined)
    return withoutSuccess(ends, new HiveError('image-uncertain', told));
  try {
    const isOurs = isSameState(await stateOf(tools, wim.path), after);
    if (!isOurs) return withoutSuccess(ends, new HiveError('image-uncertain', told));
    const thrown = new HiveError('image-not-written', told);
    await putBack(tools, wim.path, before, thrown);
    return withoutSuccess(ends, thrown);
  } catch (error) {
    if (!isHiveError(error)) throw error;
    return withoutSuccess(ends, new HiveError('image-uncertain', told, { cause: error }));
  }
}
