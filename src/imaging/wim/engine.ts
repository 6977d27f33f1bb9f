import type { FilePath } from '../../ground/brand.ts';
import type { ImagePart } from '../part.ts';
import type { PrivateFolder } from '../private-folder.ts';
import type { ImagingTools } from '../tools.ts';
import type { Wim } from './wim-file.ts';

/** Who opens and writes WIM files: wimlib's program on Linux, the system's DISM on Windows, or both. */
export interface WimEngine {
  /** Whether what `read` makes readable are copies, which may be changed: a change can do without a mount then. */
  readonly takesOut: boolean;
  /** @throws HiveError 'program-missing', 'program-too-old' */
  requirePrograms(tools: ImagingTools, wim: Wim): Promise<void>;
  /**
   * Makes files of an image readable below `folder.mount`.
   * @param reads see `Access`.
   * @throws HiveError
   */
  read(
    tools: ImagingTools,
    wim: Wim,
    part: ImagePart,
    folder: PrivateFolder,
    reads: readonly string[],
  ): Promise<void>;
  /** Mounts an image for writing. @throws HiveError */
  mount(tools: ImagingTools, wim: Wim, part: ImagePart, folder: PrivateFolder): Promise<void>;
  /** Writes what was changed into the file. Where that fails, it may still be mounted. */
  commit(
    tools: ImagingTools,
    wim: Wim,
    folder: PrivateFolder,
  ): Promise<{ readonly state: 'written' } | { readonly state: 'failed'; readonly said?: string }>;
  /** Whether a program has the file open to write into it; undefined where nobody can tell. @throws HiveError 'program-failed' */
  isAtWork(tools: ImagingTools, path: FilePath): Promise<boolean | undefined>;
  /** Takes a mount away without keeping anything of it. @returns whether nothing is mounted there any more. */
  discard(tools: ImagingTools, mount: FilePath): Promise<boolean>;
  /** Reads the whole file and compares it with the checksums in it. */
  verify(
    tools: ImagingTools,
    wim: Wim,
  ): Promise<{ readonly state: 'right' } | { readonly state: 'wrong'; readonly said?: string }>;
}
