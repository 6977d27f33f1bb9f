import type { NamedSource } from '../../ground/byte-sources.ts';
import { areSameBytes } from '../../ground/same-bytes.ts';
import { packResource, type Resource, unpackResource } from './resource.ts';
import { LookupEntry, RESOURCE_METADATA } from './structures.ts';
import { bytesAt, LARGEST_LOOKUP_TABLE, structureError } from './wim-file.ts';

const { size: ENTRY_SIZE, at: AT } = LookupEntry;

/** What lies in a WIM: contents by their SHA-1, with how many files hold them, and the metadata resource of each image. */
export class LookupTable {
  readonly #file: NamedSource;
  readonly #bytes: Uint8Array;
  /** Places of entries in the table. */
  readonly #removed = new Set<number>();
  readonly #added: Uint8Array[] = [];

  private constructor(file: NamedSource, bytes: Uint8Array) {
    this.#file = file;
    this.#bytes = bytes;
  }

  /** @throws HiveError 'image-structure' */
  static async read(file: NamedSource, { size, offset }: Resource): Promise<LookupTable> {
    if (size % ENTRY_SIZE !== 0)
      throw structureError(file.path, 'lookup table', `a multiple of ${ENTRY_SIZE} bytes`, size, offset);
    if (size > LARGEST_LOOKUP_TABLE)
      throw structureError(file.path, 'lookup table', `at most ${LARGEST_LOOKUP_TABLE} bytes`, size, offset);
    return new LookupTable(file, await bytesAt(file, offset, size));
  }

  /** @throws HiveError 'image-truncated' */
  find(sha1: Uint8Array): Entry | undefined {
    const [first] = sha1;
    for (const bytes of this.#entries((table, at) => table[at + AT.sha1] === first))
      if (areSameBytes(bytes.subarray(AT.sha1, AT.sha1 + sha1.length), sha1) && !isMetadata(bytes, 0))
        return this.#decode(bytes);
    return undefined;
  }

  /** In the order of the images. @throws HiveError 'image-truncated' */
  metadata(): readonly Entry[] {
    return this.#entries(isMetadata).map((bytes) => this.#decode(bytes));
  }

  /** One file less, or more, holds it. What none holds any more leaves the table. */
  refer({ bytes, references }: Entry, difference: 1 | -1): void {
    LookupEntry.encode(bytes, 0, { references: Math.max(0, references + difference) });
    if (references + difference > 0) return;
    const place = this.#added.indexOf(bytes);
    if (place >= 0) this.#added.splice(place, 1);
    else this.#removed.add(bytes.byteOffset - this.#bytes.byteOffset);
  }

  /** What one file holds. */
  add(resource: Resource, sha1: Uint8Array): void {
    const bytes = new Uint8Array(ENTRY_SIZE);
    LookupEntry.encode(bytes, 0, { ...packResource(resource), partNumber: 1, references: 1, sha1 });
    this.#added.push(bytes);
  }

  /** An image's metadata resource keeps its place among them. */
  moveMetadata({ bytes }: Entry, resource: Resource, sha1: Uint8Array): void {
    LookupEntry.encode(bytes, 0, { ...packResource(resource), sha1 });
  }

  encode(): Uint8Array {
    return Buffer.concat(this.#entries(() => true));
  }

  /** Those that may be the ones, of the hundred thousands that a Windows has. */
  #entries(mayBe: (table: Uint8Array, at: number) => boolean): Uint8Array[] {
    const entries: Uint8Array[] = [];
    for (let at = 0; at < this.#bytes.length; at += ENTRY_SIZE)
      if (mayBe(this.#bytes, at) && !this.#removed.has(at))
        entries.push(this.#bytes.subarray(at, at + ENTRY_SIZE));
    return [...entries, ...this.#added.filter((bytes) => mayBe(bytes, 0))];
  }

  #decode(bytes: Uint8Array): Entry {
    const entry = LookupEntry.decode(bytes, 0, { file: this.#file.path });
    const { partNumber, references } = entry;
    return {
      bytes,
      partNumber,
      references,
      sha1: entry.sha1.slice(),
      ...unpackResource(this.#file, 'resource', entry),
    };
  }
}

export interface Entry extends Resource {
  /** In the table. */
  readonly bytes: Uint8Array;
  readonly partNumber: number;
  readonly references: number;
  readonly sha1: Uint8Array;
}

/** The flags are the upper byte of the size. */
const isMetadata = (table: Uint8Array, at: number): boolean =>
  ((table[at + AT.size + 7] ?? 0) & RESOURCE_METADATA) !== 0;
