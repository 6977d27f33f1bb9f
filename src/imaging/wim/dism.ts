import type { FilePath } from '../../ground/brand.ts';
import { isHiveError } from '../../ground/errors.ts';
import { LONG_MS, refuseFailure, runSystemProgram, saidBy } from '../programs.ts';
import type { ImagingTools } from '../tools.ts';
import type { WimEngine } from './engine.ts';

/** Windows' own program for images. Microsoft: "DISM Image Management Command-Line Options". */

const NAME = 'dism.exe';

const run = (tools: ImagingTools, path: FilePath, args: readonly string[]) =>
  runSystemProgram(tools, NAME, ['/English', ...args], { path, limitMs: LONG_MS, mayBeStopped: false });

export const dism: WimEngine = {
  takesOut: false,

  /** It is a part of Windows, of recovery and installation media, too. */
  async requirePrograms() {},

  async read(tools, { path }, { index }, { mount }) {
    const args = [`/ImageFile:${path}`, `/Index:${index}`, `/MountDir:${mount}`, '/ReadOnly'];
    refuseFailure(NAME, path, await run(tools, path, ['/Mount-Image', ...args]));
  },

  async mount(tools, { path, hasIntegrityTable }, { index }, { mount }) {
    const check = hasIntegrityTable ? ['/CheckIntegrity'] : [];
    const args = [`/ImageFile:${path}`, `/Index:${index}`, `/MountDir:${mount}`, ...check];
    refuseFailure(NAME, path, await run(tools, path, ['/Mount-Image', ...args]));
  },

  async commit(tools, { path, hasIntegrityTable }, { mount }) {
    const check = hasIntegrityTable ? ['/CheckIntegrity'] : [];
    try {
      const args = ['/Unmount-Image', `/MountDir:${mount}`, '/Commit', ...check];
      const result = await run(tools, path, args);
      return result.exitCode === 0 ? { state: 'written' } : { state: 'failed', ...saidBy(result) };
    } catch (error) {
      if (!isHiveError(error, 'program-failed')) throw error;
      return { state: 'failed', said: error.details.cause ?? NAME };
    }
  },

  /** It opens the file so that nobody else can, and tells of others when it mounts. */
  async isAtWork() {
    return undefined;
  },

  /** An image is mounted where the folder is not empty: DISM demands an empty one. */
  async discard(tools, mount) {
    const { files } = tools;
    if ((await files.status(mount)) === undefined || (await files.list(mount)).length === 0) return true;
    await run(tools, mount, ['/Unmount-Image', `/MountDir:${mount}`, '/Discard']);
    return (await files.list(mount)).length === 0;
  },

  /** DISM has no command for it: it reads every image's tables when it lists them. */
  async verify(tools, { path }) {
    const result = await run(tools, path, ['/Get-ImageInfo', `/ImageFile:${path}`]);
    return result.exitCode === 0 ? { state: 'right' } : { state: 'wrong', ...saidBy(result) };
  },
};
