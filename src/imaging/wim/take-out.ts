import type { ReadOnlyFile } from '../../files/file-system.ts';
import type { FilePath } from '../../ground/brand.ts';
import { sourceOfBytes } from '../../ground/byte-sources.ts';
import type { ImagePart } from '../part.ts';
import type { PrivateFolder } from '../private-folder.ts';
import type { ImagingTools } from '../tools.ts';
import { type Directory, type FoundEntry, findEntry } from './directory.ts';
import type { WimEngine } from './engine.ts';
import { type Digests, digestsOf, filesBelow } from './file-digests.ts';
import type { Entry } from './lookup-table.ts';
import { RESOURCE_COMPRESSED, RESOURCE_METADATA, type WimHeader } from './structures.ts';
import { readTables, type WimTables } from './tables.ts';
import { unpack } from './unpack.ts';
import type { Wim } from './wim-file.ts';
import type { WimState } from './wim-state.ts';

/** Files of an image that were taken out to be changed, with what the WIM tells of them. */
export interface TakenOut {
  readonly path: FilePath;
  /** What the WIM was. */
  readonly before: WimState;
  readonly tables: WimTables;
  readonly metadata: { readonly entry: Entry; readonly directory: Directory; readonly digests: Digests };
  readonly taken: readonly TakenFile[];
  readonly chunkSize: number;
}

export interface TakenFile {
  readonly names: readonly string[];
  readonly found: FoundEntry;
  readonly digests: Digests;
}

/**
 * Takes files out of an image, below `folder.mount`.
 * @returns undefined where they can't be carried in without a mount: of files with several names or streams, of tables that are packed.
 * @throws HiveError 'image-truncated', 'image-structure', and what reading the WIM throws.
 */
export async function takeOut(
  tools: ImagingTools,
  engine: WimEngine,
  wim: Wim,
  { part, reads }: { readonly part: ImagePart; readonly reads: readonly string[] },
  folder: PrivateFolder,
): Promise<TakenOut | undefined> {
  const file = await tools.files.open(wim.path);
  try {
    const tables = await readTables(file);
    if (tables === undefined) return undefined;
    const chunkSize = chunkSizeOf(tables.header);
    const entry = metadataOf(tables, part);
    if (entry === undefined || chunkSize === undefined) return undefined;
    const bytes = await unpack(tools, engine, { file, tables, entry }, folder);
    const directory = { bytes, context: { file: `${wim.path} (${part.index})` } };
    await engine.read(tools, wim, part, folder, reads);
    const taken = await takenFiles(tools, { tables, directory, chunkSize }, folder);
    if (taken === undefined) return undefined;
    const digests = await digestsOf(sourceOfBytes(bytes, wim.path), chunkSize);
    const before = { length: file.length, header: tables.headerBytes };
    return { path: wim.path, before, tables, metadata: { entry, directory, digests }, taken, chunkSize };
  } finally {
    await file.close();
  }
}

/** Where nothing is packed it only says how much is compared at a time. */
const UNPACKED_CHUNK = 0x8000;
const SMALLEST_CHUNK = 0x1000;
const LARGEST_CHUNK = 0x400_0000;
/** Resources are packed. wimlib: "dwFlags". */
const FLAG_COMPRESSION = 0x2;

function chunkSizeOf({ flags, chunkSize }: WimHeader): number | undefined {
  if ((flags & FLAG_COMPRESSION) === 0) return UNPACKED_CHUNK;
  const isPower = chunkSize > 0 && (chunkSize & (chunkSize - 1)) === 0;
  return isPower && chunkSize >= SMALLEST_CHUNK && chunkSize <= LARGEST_CHUNK ? chunkSize : undefined;
}

/** Of a Windows it has some 30 MiB; it is held in memory. */
const LARGEST_METADATA = 1024 * 1024 * 1024;

/** They come in the order of the images. */
function metadataOf({ lookup, header }: WimTables, { index }: ImagePart): Entry | undefined {
  const all = lookup.metadata();
  const entry = all[index - 1];
  if (entry === undefined || all.length !== header.imageCount || entry.references !== 1) return undefined;
  return isWhole(entry) && entry.originalSize <= LARGEST_METADATA ? entry : undefined;
}

/** Neither part of a solid block nor spread over several files. */
const isWhole = ({ flags, partNumber }: Entry): boolean =>
  (flags & ~(RESOURCE_COMPRESSED | RESOURCE_METADATA)) === 0 && partNumber === 1;

async function takenFiles(
  tools: ImagingTools,
  known: Pick<TakenOut, 'tables' | 'chunkSize'> & { readonly directory: Directory },
  { mount }: PrivateFolder,
): Promise<readonly TakenFile[] | undefined> {
  const { files } = tools;
  const taken: TakenFile[] = [];
  for (const names of await filesBelow(files, mount)) {
    const file = await files.open(files.join(mount, ...names));
    try {
      const one = await takenFile(known, names, file);
      if (one === undefined) return undefined;
      taken.push(one);
    } finally {
      await file.close();
    }
  }
  return taken;
}

async function takenFile(
  {
    tables,
    directory,
    chunkSize,
  }: Pick<TakenOut, 'tables' | 'chunkSize'> & { readonly directory: Directory },
  names: readonly string[],
  file: ReadOnlyFile,
): Promise<TakenFile | undefined> {
  const entry = findEntry(directory, names);
  if (entry === undefined) return undefined;
  const { found, beside } = entry;
  // A run that was interrupted before the image was made left something, which is put right where all of it can be seen.
  const isLeft = beside.some(({ name }) => name.includes('.hivemend-'));
  const resource = tables.lookup.find(found.sha1);
  const isKnown = file.length === 0 || (resource?.originalSize === file.length && isWhole(resource));
  if (!found.isPlainFile || isLeft || !isKnown) return undefined;
  return { names, found, digests: await digestsOf(file, chunkSize) };
}
