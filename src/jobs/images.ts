import type { FilePath } from '../ground/brand.ts';
import type { FoundImage } from '../imaging/find-image.ts';
import { onImageParts } from '../imaging/images.ts';
import type { Access, PartEnd, PartRequest } from '../imaging/opened.ts';
import type { ImagePart } from '../imaging/part.ts';
import type { ImagingTools } from '../imaging/tools.ts';
import { BACKUPS_FOLDER } from '../install/find-backups.ts';
import type { InstallEvent } from '../install/outcome.ts';
import type { Machine } from './machine.ts';
import { renamed } from './renamed.ts';
import type { Watch } from './repair-wiring.ts';

/** A Windows in an image, while it is open. */
export interface OpenedPart {
  readonly part: ImagePart;
  /** In place of a target. */
  readonly folder: FilePath;
  /** Where backups go that nobody put elsewhere: beside the image, which would grow by them. */
  readonly backupFolder: FilePath;
  readonly watch: Watch;
}

export type { Access, FoundImage };

/**
 * Works on the parts of an image that are meant. Paths in results and errors are as they are to a person: the image's, then the
 * part's number, then those in it; nobody can look into a folder that is gone.
 * @throws HiveError what onImageParts throws.
 */
export async function onImage<Result>(
  machine: Machine,
  watch: Watch,
  image: FoundImage,
  how: PartRequest,
  work: (opened: OpenedPart) => Promise<{ readonly result: Result; readonly isChanged: boolean }>,
): Promise<readonly PartEnd<Result>[]> {
  const tools = await imagingTools(machine, watch);
  const { files } = tools;
  const places = new Map<number, FilePath>();
  const ends = await onImageParts(tools, image, how, (part, folder) => {
    places.set(part.index, folder);
    const shown = files.join(image.path, String(part.index));
    return work({
      part,
      folder,
      backupFolder: backupFolderOf(tools, image.path, part),
      watch: { ...watch, tell: (event: InstallEvent) => watch.tell(renamed(event, folder, shown)) },
    });
  });
  return ends.map((end) => {
    const folder = places.get(end.part.index);
    return folder === undefined ? end : renamed(end, folder, files.join(image.path, String(end.part.index)));
  });
}

/** Such as `hivemend-backups/install.wim.1` beside `install.wim`. */
function backupFolderOf({ files }: ImagingTools, image: FilePath, { index }: ImagePart): FilePath {
  return files.join(files.parent(image), BACKUPS_FOLDER, `${files.baseName(image)}.${index}`);
}

async function imagingTools(machine: Machine, watch: Watch): Promise<ImagingTools> {
  return {
    ...machine.run,
    ...watch,
    ...(machine.systemRoot === undefined ? {} : { systemRoot: machine.systemRoot }),
    files: await machine.files(),
    commands: await machine.commands(),
    toolVersion: machine.version,
    mounts: () => machine.mounts(),
    temporaryFolder: machine.temporaryFolder(),
    makePrivateFolder: (start) => machine.makePrivateFolder(start),
    isPrivateFolder: (path) => machine.isPrivateFolder(path),
    endProgram: (id, how) => machine.endProgram(id, how),
    openImages: machine.openImages,
    ...(machine.programTimeLimitMs === undefined ? {} : { timeLimitMs: machine.programTimeLimitMs }),
  };
}
