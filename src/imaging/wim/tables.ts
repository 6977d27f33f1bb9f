import type { WritableFile } from '../../files/file-system.ts';
import type { NamedSource } from '../../ground/byte-sources.ts';
import { writeResource } from './appending.ts';
import { grownIntegrityTable, readIntegrityTable } from './integrity.ts';
import { LookupTable } from './lookup-table.ts';
import { packResource, pieceOf, type Resource, unpackResource } from './resource.ts';
import { RESOURCE_COMPRESSED, SIZE_BITS, WIM_HEADER_SIZE, WimHeader } from './structures.ts';
import { bytesAt } from './wim-file.ts';

/** A WIM's header and the tables that it tells of: what a change gives new places to. */
export interface WimTables {
  readonly headerBytes: Uint8Array;
  readonly header: WimHeader;
  readonly lookup: LookupTable;
  readonly lookupEnd: number;
  /** UTF-16, with what marks it as such. */
  readonly xml: string;
}

/**
 * @returns undefined where they are packed, which no program makes them.
 * @throws HiveError 'image-truncated', 'image-structure', 'image-signature'
 */
export async function readTables(file: NamedSource): Promise<WimTables | undefined> {
  const headerBytes = await bytesAt(file, 0, WIM_HEADER_SIZE);
  const header = WimHeader.decode(headerBytes, 0, { file: file.path });
  const lookup = unpackResource(file, 'lookup table', {
    size: header.lookupTableSize,
    offset: header.lookupTableOffset,
    originalSize: header.lookupTableOriginalSize,
  });
  const xml = unpackResource(file, 'XML data', {
    size: header.xmlSize,
    offset: header.xmlOffset,
    originalSize: header.xmlOriginalSize,
  });
  if (((lookup.flags | xml.flags) & RESOURCE_COMPRESSED) !== 0) return undefined;
  return {
    headerBytes,
    header,
    lookup: await LookupTable.read(file, lookup),
    lookupEnd: lookup.offset + lookup.size,
    xml: Buffer.from(await bytesAt(file, xml.offset, xml.size)).toString('utf16le'),
  };
}

/** What a change tells the tables. */
interface Told {
  /** @param totalBytes where the XML data begins. */
  readonly xmlOf: (totalBytes: number) => string;
  /** The metadata resource of the image that a machine is started from, where it has moved. */
  readonly boot?: Resource;
}

/**
 * Writes the tables behind everything that is there.
 * @returns the header that tells of them, which nobody has written yet.
 * @throws HiveError 'image-truncated', 'image-structure', and what writing throws.
 */
export async function writeTables(
  file: WritableFile,
  tables: WimTables,
  { xmlOf, boot }: Told,
): Promise<Uint8Array> {
  const { headerBytes, header, lookup } = tables;
  const write = async (bytes: Uint8Array, { flags }: { readonly flags: number }): Promise<Resource> =>
    writeResource(file, { flags, originalSize: bytes.length, pieces: [pieceOf(bytes)] }, file.length);
  const newLookup = await write(lookup.encode(), { flags: flagsOf(header.lookupTableSize) });
  const lookupEnd = newLookup.offset + newLookup.size;
  const xmlBytes = new Uint8Array(Buffer.from(xmlOf(lookupEnd), 'utf16le'));
  const xml = packResource(await write(xmlBytes, { flags: flagsOf(header.xmlSize) }));
  const integrity = await newIntegrity(file, tables, lookupEnd);
  const packedLookup = packResource(newLookup);
  const newHeader = headerBytes.slice();
  WimHeader.encode(newHeader, 0, {
    lookupTableSize: packedLookup.size,
    lookupTableOffset: packedLookup.offset,
    lookupTableOriginalSize: packedLookup.originalSize,
    xmlSize: xml.size,
    xmlOffset: xml.offset,
    xmlOriginalSize: xml.originalSize,
    ...(boot === undefined ? {} : bootFields(boot)),
    ...(integrity === undefined
      ? {}
      : integrityFields(await write(integrity, { flags: flagsOf(header.integritySize) }))),
  });
  return newHeader;
}

/** Undefined where the WIM has none. */
async function newIntegrity(
  file: NamedSource,
  { header, lookupEnd }: WimTables,
  newEnd: number,
): Promise<Uint8Array | undefined> {
  if (header.integrityOffset === 0n) return undefined;
  const old = unpackResource(file, 'integrity table', {
    size: header.integritySize,
    offset: header.integrityOffset,
    originalSize: header.integrityOriginalSize,
  });
  const table = await readIntegrityTable(file, old, lookupEnd);
  return grownIntegrityTable(file, table, { before: lookupEnd, after: newEnd });
}

const flagsOf = (packedSize: bigint): number => Number(packedSize >> SIZE_BITS);

function bootFields(boot: Resource): Partial<WimHeader> {
  const { size, offset, originalSize } = packResource(boot);
  return { bootMetadataSize: size, bootMetadataOffset: offset, bootMetadataOriginalSize: originalSize };
}

function integrityFields(table: Resource): Partial<WimHeader> {
  const { size, offset, originalSize } = packResource(table);
  return { integritySize: size, integrityOffset: offset, integrityOriginalSize: originalSize };
}
