import type { FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import { DAEMON_NUMBER, SHOWN_DISK } from './disk/qemu.ts';
import type { PrivateFolder } from './private-folder.ts';
import type { ImagingTools } from './tools.ts';
import { unmountFuse } from './unmount.ts';

/**
 * Puts away whatever is open in a private folder, of this run or of one that was killed: a mount, and below it the server
 * that shows a disk.
 * @returns whether nothing is open any more.
 */
export async function closeWhatIsLeft(tools: ImagingTools, folder: PrivateFolder): Promise<boolean> {
  const { files } = tools;
  if (files.flavour === 'windows') return (await import('./windows-left.ts')).closeOnWindows(tools, folder);
  const { wimlib } = await import('./wim/wimlib.ts');
  if (!(await wimlib.discard(tools, folder.mount))) return false;
  const isEnded = await endDaemon(tools, folder.path);
  return (await unmountFuse(tools, files.join(folder.path, SHOWN_DISK))) && isEnded;
}

const PAUSE_MS = 100;
/** Then it is ended without being asked. */
const PATIENCE = 50;
const MOST_PAUSES = 60;

/** A daemon that was told to end writes what it has. */
async function endDaemon(tools: ImagingTools, folder: FilePath): Promise<boolean> {
  const id = await readNumber(tools, tools.files.join(folder, DAEMON_NUMBER));
  if (id === undefined) return true;
  for (let pauses = 0; pauses < MOST_PAUSES; pauses++) {
    // The number may be another program's by now: ours has the folder on its command line.
    if (!(await tools.endProgram(id, { named: folder, isHard: pauses > PATIENCE }))) return true;
    await tools.pause(PAUSE_MS);
  }
  return false;
}

async function readNumber({ files }: ImagingTools, path: FilePath): Promise<number | undefined> {
  try {
    const file = await files.open(path);
    try {
      const bytes = new Uint8Array(Math.min(file.length, 32));
      await file.read(bytes, 0);
      const id = Number.parseInt(new TextDecoder().decode(bytes), 10);
      return id > 1 ? id : undefined;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isHiveError(error)) return undefined;
    throw error;
  }
}
