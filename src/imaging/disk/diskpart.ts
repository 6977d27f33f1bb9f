import type { CommandResult } from '../../files/command-runner.ts';
import type { FilePath } from '../../ground/brand.ts';
import type { PrivateFolder } from '../private-folder.ts';
import { LONG_MS, runSystemProgram } from '../programs.ts';
import type { ImagingTools } from '../tools.ts';

/** Windows' own program for disks, which recovery media have, too; PowerShell they have not. Microsoft: "diskpart". */

const NAME = 'diskpart.exe';

/** In the private folder while a disk is attached: what detaches it. */
export const DETACH_SCRIPT = 'detach.txt';

export const DISKPART = NAME;

/** Runs a script of commands, which ends at the first that fails. @throws HiveError 'program-failed' */
export function runDiskpart(tools: ImagingTools, path: FilePath, script: FilePath): Promise<CommandResult> {
  return runSystemProgram(tools, NAME, ['/s', script], { path, limitMs: LONG_MS, mayBeStopped: false });
}

/** Writes commands into a script of that name. */
export async function writeScript(
  { files }: ImagingTools,
  folder: PrivateFolder,
  name: string,
  lines: readonly string[],
): Promise<FilePath> {
  const path = files.join(folder.path, name);
  if ((await files.status(path)) !== undefined) await files.remove(path);
  const file = await files.create(path);
  try {
    // It reads what it is given in the console's code page, or as UTF-16 with its mark.
    await file.write(new Uint8Array(Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`, 'utf16le')), 0);
  } finally {
    await file.close();
  }
  return path;
}
