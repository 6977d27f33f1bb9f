import { DETACH_SCRIPT, runDiskpart } from './disk/diskpart.ts';
import type { PrivateFolder } from './private-folder.ts';
import type { ImagingTools } from './tools.ts';
import { dism } from './wim/dism.ts';

/** What may be open in a private folder on Windows: a WIM that DISM mounted, or a disk that diskpart attached. */
export async function closeOnWindows(tools: ImagingTools, folder: PrivateFolder): Promise<boolean> {
  const { files } = tools;
  const script = files.join(folder.path, DETACH_SCRIPT);
  if ((await files.status(script)) === undefined) return dism.discard(tools, folder.mount);
  await runDiskpart(tools, folder.mount, script);
  return (await files.status(folder.mount)) === undefined || (await files.list(folder.mount)).length === 0;
}
