import type { DecodeContext } from '../../ground/layout.ts';
import {
  ATTRIBUTE_ENCRYPTED,
  ATTRIBUTE_FOLDER,
  ATTRIBUTE_NORMAL,
  ATTRIBUTE_REPARSE_POINT,
  DirectoryEntry,
  NO_SECURITY,
  SecurityHeader,
  StreamEntry,
} from './structures.ts';
import { structureError } from './wim-file.ts';

/** An image's metadata resource, unpacked: its folders, and in each the entries of what is in it. */

export interface Directory {
  readonly bytes: Uint8Array;
  readonly context: DecodeContext;
}

export interface FoundEntry {
  /** From the start of the resource. */
  readonly at: number;
  readonly name: string;
  readonly isFolder: boolean;
  /** Whether it is one file of one stream, so that its contents are told by its entry alone. */
  readonly isPlainFile: boolean;
  readonly sha1: Uint8Array;
  readonly children: number;
}

/** No path of a Windows has so many folders. */
const MOST_FOLDERS = 256;

/**
 * What lies at a path, spelled as it is there, and beside it.
 * @throws HiveError 'image-truncated', 'image-structure'
 */
export function findEntry(
  directory: Directory,
  names: readonly string[],
): { readonly found: FoundEntry; readonly beside: readonly FoundEntry[] } | undefined {
  if (names.length === 0 || names.length > MOST_FOLDERS) return undefined;
  let folder = rootEntry(directory);
  for (const [depth, name] of names.entries()) {
    const beside = [...entriesFrom(directory, folder.children)];
    const found = beside.find((entry) => entry.name === name);
    if (found === undefined) return undefined;
    if (depth === names.length - 1) return { found, beside };
    if (!found.isFolder) return undefined;
    folder = found;
  }
  return undefined;
}

function rootEntry(directory: Directory): FoundEntry {
  const { bytes, context } = directory;
  const { size } = SecurityHeader.decode(bytes, 0, context);
  return entryAt(directory, aligned(Math.max(size, SecurityHeader.size))).entry;
}

/** A folder's entries lie one behind the other, up to an empty one. */
function* entriesFrom(directory: Directory, start: number): Iterable<FoundEntry> {
  if (start === 0) return;
  for (let at = start; !isEnd(directory, at); ) {
    const { entry, end } = entryAt(directory, at);
    yield entry;
    at = end;
  }
}

const LENGTH_SIZE = 8;

function isEnd({ bytes, context }: Directory, at: number): boolean {
  if (at < 0 || at + LENGTH_SIZE > bytes.length)
    throw structureError(context.file, 'directory', `within ${bytes.length} bytes`, at);
  return lengthAt(bytes, at) <= LENGTH_SIZE;
}

const lengthAt = (bytes: Uint8Array, at: number): number =>
  Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true));

/** @returns where the next one begins, too: always further on. */
function entryAt(
  { bytes, context }: Directory,
  at: number,
): { readonly entry: FoundEntry; readonly end: number } {
  const entry = DirectoryEntry.decode(bytes, at, context);
  const { attributes, hardLinkGroup, streams, nameLength } = entry;
  const nameEnd = at + DirectoryEntry.size + nameLength;
  let end = at + aligned(Number(entry.length));
  if (nameEnd > end || end > bytes.length)
    throw structureError(context.file, 'directory entry', `${nameEnd - at} bytes or more`, end - at, at);
  for (let stream = 0; stream < streams; stream++) {
    const { length } = StreamEntry.decode(bytes, end, context);
    if (length < StreamEntry.size)
      throw structureError(
        context.file,
        'stream entry',
        `${StreamEntry.size} bytes or more`,
        Number(length),
        end,
      );
    end += aligned(Number(length));
  }
  const isFolder = (attributes & ATTRIBUTE_FOLDER) !== 0;
  const isOther = (attributes & (ATTRIBUTE_REPARSE_POINT | ATTRIBUTE_ENCRYPTED)) !== 0;
  return {
    entry: {
      at,
      name: new TextDecoder('utf-16le').decode(bytes.subarray(at + DirectoryEntry.size, nameEnd)),
      isFolder,
      isPlainFile: !isFolder && !isOther && hardLinkGroup === 0n && streams === 0,
      sha1: entry.sha1.slice(),
      children: Number(entry.subfolderOffset),
    },
    end,
  };
}

/** Gives a file other contents, at a time (FILETIME). */
export function changeContents(bytes: Uint8Array, { at }: FoundEntry, sha1: Uint8Array, time: bigint): void {
  DirectoryEntry.encode(bytes, at, { sha1, lastWriteTime: time });
}

const aligned = (length: number): number => Math.ceil(length / 8) * 8;

/** The metadata resource of an image that has nothing but one file. */
export function directoryOfOneFile(name: string, sha1: Uint8Array): Uint8Array {
  const nameBytes = new Uint8Array(Buffer.from(name, 'utf16le'));
  const root = SecurityHeader.size;
  const rootLength = aligned(DirectoryEntry.size);
  const file = root + rootLength + LENGTH_SIZE;
  // A name ends with a NUL that does not count.
  const fileLength = aligned(DirectoryEntry.size + nameBytes.length + 2);
  const bytes = new Uint8Array(file + fileLength + LENGTH_SIZE);
  SecurityHeader.encode(bytes, 0, { size: SecurityHeader.size, entries: 0 });
  DirectoryEntry.encode(bytes, root, {
    length: BigInt(rootLength),
    attributes: ATTRIBUTE_FOLDER,
    securityId: NO_SECURITY,
    subfolderOffset: BigInt(file),
  });
  DirectoryEntry.encode(bytes, file, {
    length: BigInt(fileLength),
    attributes: ATTRIBUTE_NORMAL,
    securityId: NO_SECURITY,
    sha1,
    nameLength: nameBytes.length,
  });
  bytes.set(nameBytes, file + DirectoryEntry.size);
  return bytes;
}
