import type { ReadOnlyFile, WritableFile } from '../../files/file-system.ts';
import { sourceOfBytes } from '../../ground/byte-sources.ts';
import { HiveError } from '../../ground/errors.ts';
import { fileTimeOf } from '../../ground/file-time.ts';
import { areSameBytes } from '../../ground/same-bytes.ts';
import type { ImagePart } from '../part.ts';
import type { PrivateFolder } from '../private-folder.ts';
import type { ImagingTools } from '../tools.ts';
import { append, writeResource } from './appending.ts';
import { changedXml } from './changed-xml.ts';
import { type NewResource, spliced, stored } from './chunks.ts';
import { changeContents } from './directory.ts';
import { filesBelow, sha1AndDigestsOf } from './file-digests.ts';
import type { Entry } from './lookup-table.ts';
import type { Resource } from './resource.ts';
import { RESOURCE_COMPRESSED, RESOURCE_METADATA } from './structures.ts';
import { writeTables } from './tables.ts';
import type { TakenFile, TakenOut } from './take-out.ts';

/**
 * Changed files go into a WIM without being packed anew: behind all that is there comes what changed of each, beside the packed
 * chunks that did not; then the image's metadata with other SHA-1s, the tables, and at last the header. Nothing that the old header tells of is
 * written over, and nothing needs to be mounted.
 */

/** A file whose contents are others than those in the image. */
interface ChangedFile extends TakenFile {
  readonly file: ReadOnlyFile;
  readonly now: { readonly length: number; readonly checksums: Uint32Array; readonly sha1: Uint8Array };
}

/**
 * @throws HiveError 'image-uncertain' when the WIM may not be what it was; else it is.
 */
export async function carryIn(
  tools: ImagingTools,
  taken: TakenOut,
  part: ImagePart,
  folder: PrivateFolder,
): Promise<void> {
  await refuseOtherFiles(tools, taken, folder);
  const opened: ReadOnlyFile[] = [];
  const changed: ChangedFile[] = [];
  try {
    for (const known of taken.taken) {
      const file = await tools.files.open(tools.files.join(folder.mount, ...known.names));
      opened.push(file);
      const now = await sha1AndDigestsOf(file, taken.chunkSize);
      if (!isSame(known, now)) changed.push({ ...known, file, now });
    }
    if (changed.length > 0)
      await append(tools, taken.path, taken.before, (wim) => writeChange(tools, wim, taken, part, changed));
  } finally {
    for (const file of opened) await file.close();
  }
}

const isSame = (known: TakenFile, now: ChangedFile['now']): boolean =>
  now.length === 0 ? known.digests.length === 0 : areSameBytes(known.found.sha1, now.sha1);

/** Metadata changes by SHA-1s alone: no file comes or goes. */
async function refuseOtherFiles(
  { files }: ImagingTools,
  { path, taken }: TakenOut,
  { mount }: PrivateFolder,
): Promise<void> {
  const before = taken.map(({ names }) => names.join('/'));
  const now = (await filesBelow(files, mount)).map((names) => names.join('/'));
  const others = [...before, ...now].filter((name) => before.includes(name) !== now.includes(name));
  if (others.length > 0)
    throw new HiveError('image-not-written', { path, program: 'append', said: others.join(', ') });
}

/** @returns the header. */
async function writeChange(
  tools: ImagingTools,
  wim: WritableFile,
  taken: TakenOut,
  part: ImagePart,
  changed: readonly ChangedFile[],
): Promise<Uint8Array> {
  const { tables, metadata } = taken;
  const time = fileTimeOf(tools.clock());
  for (const file of changed) {
    await writeContents(wim, taken, file);
    changeContents(metadata.directory.bytes, file.found, sha1OrNone(file.now), time);
  }
  const moved = await writeMetadata(wim, taken);
  const grownBy = changed.reduce((sum, { now, digests }) => sum + now.length - digests.length, 0);
  return writeTables(wim, tables, {
    xmlOf: (totalBytes) => changedXml(tables.xml, { index: part.index, grownBy, time, totalBytes }),
    ...(tables.header.bootIndex === part.index ? { boot: moved } : {}),
  });
}

/** What is empty has no SHA-1. */
const sha1OrNone = ({ length, sha1 }: ChangedFile['now']): Uint8Array =>
  length === 0 ? new Uint8Array(sha1.length) : sha1;

async function writeContents(wim: WritableFile, taken: TakenOut, { found, file, digests, now }: ChangedFile) {
  const { lookup } = taken.tables;
  const old = lookup.find(found.sha1);
  if (now.length > 0) {
    const there = lookup.find(now.sha1);
    if (there === undefined) {
      const isSameChunk = (index: number): boolean => digests.checksums[index] === now.checksums[index];
      const resource = await resourceOf(wim, taken, old, file, isSameChunk);
      lookup.add(await writeResource(wim, resource, wim.length), now.sha1);
    } else lookup.refer(there, 1);
  }
  if (old !== undefined) lookup.refer(old, -1);
}

async function resourceOf(
  wim: WritableFile,
  { chunkSize }: TakenOut,
  old: Entry | undefined,
  content: ReadOnlyFile,
  isSameChunk: (index: number) => boolean,
): Promise<NewResource> {
  const isPacked = old !== undefined && (old.flags & RESOURCE_COMPRESSED) !== 0;
  return isPacked ? spliced(wim, old, chunkSize, content, isSameChunk) : stored(content);
}

async function writeMetadata(
  wim: WritableFile,
  { path, tables, metadata, chunkSize }: TakenOut,
): Promise<Resource> {
  const { entry, directory, digests } = metadata;
  const source = sourceOfBytes(directory.bytes, path);
  const now = await sha1AndDigestsOf(source, chunkSize);
  const isSameChunk = (index: number): boolean => digests.checksums[index] === now.checksums[index];
  const isPacked = (entry.flags & RESOURCE_COMPRESSED) !== 0;
  const resource = isPacked ? await spliced(wim, entry, chunkSize, source, isSameChunk) : stored(source);
  const flags = resource.flags | RESOURCE_METADATA;
  const moved = await writeResource(wim, { ...resource, flags }, wim.length);
  tables.lookup.moveMetadata(entry, moved, now.sha1);
  return moved;
}
