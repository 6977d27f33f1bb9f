import { HiveError } from '../../ground/errors.ts';
import type { PartWork } from '../opened.ts';
import type { ImagePart } from '../part.ts';
import { type PrivateFolder, RECORD } from '../private-folder.ts';
import { LONG_MS } from '../programs.ts';
import type { ImagingTools } from '../tools.ts';
import { putBack } from './appending.ts';
import type { WimEngine } from './engine.ts';
import type { Wim } from './wim-file.ts';
import { progressOf, stateOf } from './wim-state.ts';

/**
 * Changes a part of a WIM that is mounted, by the program that mounted it. A part whose work fails, is cancelled or changes
 * nothing is let go of as it was.
 * @throws HiveError 'image-not-written', 'image-uncertain', and what mounting throws.
 */
export async function changeMounted<Result>(
  tools: ImagingTools,
  engine: WimEngine,
  wim: Wim,
  { part, folder }: { readonly part: ImagePart; readonly folder: PrivateFolder },
  work: PartWork<Result>,
): Promise<{ readonly isWritten: boolean; readonly result: Result }> {
  await engine.mount(tools, wim, part, folder);
  const { result, isChanged } = await work(part, folder.mount);
  if (isChanged) await commit(tools, engine, wim, folder);
  return { isWritten: isChanged, result };
}

async function commit(
  tools: ImagingTools,
  engine: WimEngine,
  wim: Wim,
  folder: PrivateFolder,
): Promise<void> {
  const { path } = wim;
  const before = await stateOf(tools, path);
  const end = await engine.commit(tools, wim, folder);
  if (end.state === 'written') return;
  const said = end.said === undefined ? {} : { said: end.said };
  const told = { path, program: 'unmount --commit', ...said };
  // Who writes may go on when the program that asked for it is gone.
  const isLetGo =
    (await engine.discard(tools, folder.mount)) && (await isLeftAlone(tools, engine, wim, folder));
  if (!isLetGo) throw new HiveError('image-uncertain', told);
  const progress = progressOf(before, await stateOf(tools, path));
  if (progress === 'done') return;
  if (progress === 'unknown') throw new HiveError('image-uncertain', told);
  const error = new HiveError('image-not-written', told);
  // Whoever wrote was ended: what is there is the old file, marked, with something behind its end.
  if (progress === 'begun') await putBack(tools, path, before, error);
  throw error;
}

/** How long the driver of a mount may take to end after its mount. Milliseconds. */
const PAUSE_MS = 100;
const PAUSES = 50;

/** Whether nobody writes any more. Who writes has the file locked, and has files of his own in the folder. */
async function isLeftAlone(
  tools: ImagingTools,
  engine: WimEngine,
  { path }: Wim,
  folder: PrivateFolder,
): Promise<boolean> {
  const { files, pause } = tools;
  const mostPauses = Math.max(PAUSES, (tools.timeLimitMs ?? LONG_MS) / PAUSE_MS);
  for (let pauses = 0; pauses < mostPauses; pauses++) {
    const isAtWork = await engine.isAtWork(tools, path);
    if (isAtWork !== true) {
      const names = (await files.list(folder.path)).map(({ name }) => name);
      const isEmpty = names.every(
        (name) => name === RECORD || files.join(folder.path, name) === folder.mount,
      );
      // A driver that was killed leaves them.
      if (isEmpty || pauses >= PAUSES) return isEmpty || isAtWork === false;
    }
    await pause(PAUSE_MS);
  }
  return false;
}
