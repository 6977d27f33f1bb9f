import { createHash } from 'node:crypto';
import type { NamedSource } from '../../ground/byte-sources.ts';
import { createFile } from '../../install/small-files.ts';
import type { PrivateFolder } from '../private-folder.ts';
import type { ImagingTools } from '../tools.ts';
import { writeResource } from './appending.ts';
import { directoryOfOneFile } from './directory.ts';
import type { WimEngine } from './engine.ts';
import type { Entry } from './lookup-table.ts';
import { packResource, pieceOf, type Resource } from './resource.ts';
import { LookupEntry, RESOURCE_METADATA, WIM_HEADER_SIZE, WimHeader } from './structures.ts';
import type { WimTables } from './tables.ts';
import { bytesAt, readWim } from './wim-file.ts';

/** Of its only file. */
const NAME = 'resource';

/**
 * What a resource of a WIM holds, unpacked by the program that opens WIM files, which compares it with its SHA-1: it is the
 * one file of a little WIM, packed as it is in the big one.
 * @throws HiveError 'program-failed' and what else reading a WIM throws.
 */
export async function unpack(
  tools: ImagingTools,
  engine: WimEngine,
  { file, tables, entry }: { readonly file: NamedSource; readonly tables: WimTables; readonly entry: Entry },
  folder: PrivateFolder,
): Promise<Uint8Array> {
  const { files } = tools;
  const path = files.join(folder.path, 'resource.wim');
  const mount = files.join(folder.path, 'resource');
  await files.makeFolder(mount);
  await createFile(files, path, {}, async (little) => {
    await little.write(new Uint8Array(WIM_HEADER_SIZE), 0);
    const flags = entry.flags & ~RESOURCE_METADATA;
    const { originalSize, offset: position, size: length } = entry;
    const contents = await writeResource(
      little,
      { flags, originalSize, pieces: [{ source: file, position, length }] },
      little.length,
    );
    const write = async (bytes: Uint8Array, bits = 0): Promise<Resource> =>
      writeResource(
        little,
        { flags: bits, originalSize: bytes.length, pieces: [pieceOf(bytes)] },
        little.length,
      );
    const directory = directoryOfOneFile(NAME, entry.sha1);
    const metadata = await write(directory, RESOURCE_METADATA);
    const sha1 = new Uint8Array(createHash('sha1').update(directory).digest());
    const lookup = await write(lookupTableOf([contents, entry.sha1], [metadata, sha1]), RESOURCE_METADATA);
    const text = `\ufeff<WIM><IMAGE INDEX="1"><NAME>${NAME}</NAME></IMAGE></WIM>`;
    const xml = await write(new Uint8Array(Buffer.from(text, 'utf16le')), RESOURCE_METADATA);
    await little.write(headerOf(tables.headerBytes, lookup, xml), 0);
  });
  const wim = await files.open(path);
  try {
    await engine.read(tools, await readWim(wim), { index: 1, name: NAME }, { path: folder.path, mount }, [
      NAME,
    ]);
  } finally {
    await wim.close();
  }
  const unpacked = await files.open(files.join(mount, NAME));
  try {
    return await bytesAt(unpacked, 0, unpacked.length);
  } finally {
    await unpacked.close();
  }
}

function lookupTableOf(
  ...resources: readonly (readonly [resource: Resource, sha1: Uint8Array])[]
): Uint8Array {
  const bytes = new Uint8Array(resources.length * LookupEntry.size);
  for (const [index, [resource, sha1]] of resources.entries()) {
    const fields = { ...packResource(resource), partNumber: 1, references: 1, sha1 };
    LookupEntry.encode(bytes, index * LookupEntry.size, fields);
  }
  return bytes;
}

/** Version and packing are those of the big one. */
function headerOf(like: Uint8Array, lookup: Resource, xml: Resource): Uint8Array {
  const bytes = like.slice();
  const [packedLookup, packedXml] = [packResource(lookup), packResource(xml)];
  WimHeader.encode(bytes, 0, {
    imageCount: 1,
    lookupTableSize: packedLookup.size,
    lookupTableOffset: packedLookup.offset,
    lookupTableOriginalSize: packedLookup.originalSize,
    xmlSize: packedXml.size,
    xmlOffset: packedXml.offset,
    xmlOriginalSize: packedXml.originalSize,
    bootMetadataSize: 0n,
    bootMetadataOffset: 0n,
    bootMetadataOriginalSize: 0n,
    bootIndex: 0,
    integritySize: 0n,
    integrityOffset: 0n,
    integrityOriginalSize: 0n,
  });
  return bytes;
}
