import { crc32 } from 'node:zlib';
import {
  AttributeListSize,
  ElementStart,
  MORE_FOLLOWS,
  Name,
  NO_DEPENDENCY,
  TemplateDefinition,
  TemplateInstance,
  TOKEN,
} from '../../../src/evtx/structures/binary-xml.ts';
import {
  CHUNK_CHECKED,
  CHUNK_HEADER_SIZE,
  CHUNK_SIZE,
  ChunkHeader,
  TEMPLATE_LISTS,
} from '../../../src/evtx/structures/chunk-header.ts';
import { EventRecord, SIZE_COPY } from '../../../src/evtx/structures/event-record.ts';
import type { MadeValue } from './values.ts';

/** Binary XML to be written. */
export interface MadeElement {
  readonly name: string;
  readonly attributes?: readonly (readonly [name: string, part: MadePart])[];
  readonly content?: readonly (MadeElement | MadePart)[];
  /** The value that the element depends on. */
  readonly dependency?: number;
}

export type MadePart =
  | string
  /** The value of that number. */
  | { readonly value: number; readonly type: number; readonly isOptional?: boolean }
  /** Bytes as they stand: tokens that a whole log does not have. */
  | { readonly bytes: readonly number[] };

export interface MadeTemplate {
  /** The first four bytes of its GUID. */
  readonly identifier: number;
  readonly root: MadeElement;
}

const NAME_LISTS = 64;

/** One chunk, written from front to back as Windows does: names and templates where they are needed first. */
export class ChunkWriter {
  readonly bytes = new Uint8Array(CHUNK_SIZE);
  readonly #view = new DataView(this.bytes.buffer);
  readonly #names = new Map<string, number>();
  readonly #templates = new Map<number, number>();
  readonly #firstRecordId: bigint;
  #recordId: bigint;
  #at = CHUNK_HEADER_SIZE;
  #lastRecord = 0;

  constructor(firstRecordId: bigint) {
    this.#firstRecordId = firstRecordId;
    this.#recordId = firstRecordId;
  }

  /** Where the next thing will be written. */
  get at(): number {
    return this.#at;
  }

  get nextRecordId(): bigint {
    return this.#recordId;
  }

  /**
   * Writes a record, whose binary XML `body` writes. False, and nothing is written, when there is no room for it.
   * @param written FILETIME
   */
  record(written: bigint, body: () => void): boolean {
    const start = this.#at;
    const names = new Map(this.#names);
    const templates = new Map(this.#templates);
    try {
      this.#at += EventRecord.size;
      body();
      const size = Math.ceil((this.#at + SIZE_COPY - start) / 8) * 8;
      this.#view.setUint32(start + size - SIZE_COPY, size, true);
      EventRecord.encode(this.bytes, start, { size, recordId: this.#recordId, written });
      this.#at = start + size;
    } catch (error) {
      if (!(error instanceof RangeError) || start === CHUNK_HEADER_SIZE) throw error;
      this.bytes.fill(0, start);
      restore(this.#names, names);
      restore(this.#templates, templates);
      this.#at = start;
      return false;
    }
    this.#lastRecord = start;
    this.#recordId += 1n;
    return true;
  }

  /** An event as a template instance: the definition is written where it comes first. */
  instance(template: MadeTemplate, values: readonly MadeValue[]): void {
    this.raw([TOKEN.fragmentHeader, 1, 1, 0]);
    const start = this.#at;
    this.#at += TemplateInstance.size;
    const { identifier } = template;
    const known = this.#templates.get(identifier);
    TemplateInstance.encode(this.bytes, start, {
      token: TOKEN.templateInstance,
      version: 1,
      identifier,
      definitionOffset: known ?? this.#at,
    });
    if (known === undefined) this.#definition(template);
    this.values(values);
    this.raw([TOKEN.endOfFragment]);
  }

  values(values: readonly MadeValue[]): void {
    this.u32(values.length);
    for (const { type, bytes } of values) this.raw([bytes.length & 0xff, bytes.length >> 8, type, 0]);
    for (const { bytes } of values) this.raw(bytes);
  }

  /** A fragment without a template, as collectors write. */
  fragment(root: MadeElement): void {
    this.raw([TOKEN.fragmentHeader, 1, 1, 0]);
    this.element(root, false);
    this.raw([TOKEN.endOfFragment]);
  }

  element({ name, attributes = [], content = [], dependency }: MadeElement, isTemplate: boolean): void {
    const hasAttributes = attributes.length > 0;
    this.raw([TOKEN.elementStart | (hasAttributes ? MORE_FOLLOWS : 0)]);
    if (isTemplate) this.u16(dependency ?? NO_DEPENDENCY);
    const start = this.#at;
    this.#at += ElementStart.size;
    ElementStart.encode(this.bytes, start, { nameOffset: this.#name(name) });
    const list = this.#at;
    if (hasAttributes) {
      this.#at += AttributeListSize.size;
      for (const [index, [attribute, part]] of attributes.entries()) {
        this.raw([TOKEN.attribute | (index + 1 < attributes.length ? MORE_FOLLOWS : 0)]);
        const reference = this.#at;
        this.u32(0);
        this.#view.setUint32(reference, this.#name(attribute), true);
        this.#part(part);
      }
      AttributeListSize.encode(this.bytes, list, { size: this.#at - list - AttributeListSize.size });
    }
    if (content.length === 0) this.raw([TOKEN.emptyElementEnds]);
    else {
      this.raw([TOKEN.elementStartEnds]);
      for (const part of content) {
        if (typeof part === 'object' && 'name' in part) this.element(part, isTemplate);
        else this.#part(part);
      }
      this.raw([TOKEN.elementEnds]);
    }
    ElementStart.encode(this.bytes, start, { size: this.#at - start - 4 });
  }

  raw(bytes: readonly number[] | Uint8Array): void {
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  u16(value: number): void {
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
  }

  u32(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  /** The whole chunk, with its header and checksums. */
  finish(): Uint8Array {
    ChunkHeader.encode(this.bytes, 0, {
      firstRecordNumber: this.#firstRecordId,
      lastRecordNumber: this.#recordId - 1n,
      firstRecordId: this.#firstRecordId,
      lastRecordId: this.#recordId - 1n,
      headerSize: 128,
      lastRecordOffset: this.#lastRecord,
      freeSpaceOffset: this.#at,
    });
    return sealChunk(this.bytes);
  }

  /** @returns where the name is; it is written here when it is new */
  #name(name: string): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const at = this.#at;
    const hash = hashOf(name);
    const list = 128 + 4 * (hash % NAME_LISTS);
    this.raw(new Uint8Array(Name.size));
    Name.encode(this.bytes, at, { next: this.#view.getUint32(list, true), hash, length: name.length });
    for (let i = 0; i < name.length; i++) this.u16(name.charCodeAt(i));
    this.u16(0);
    this.#view.setUint32(list, at, true);
    this.#names.set(name, at);
    return at;
  }

  #definition({ identifier, root }: MadeTemplate): void {
    const at = this.#at;
    const list = 384 + 4 * (identifier % TEMPLATE_LISTS);
    this.raw(new Uint8Array(TemplateDefinition.size));
    this.raw([TOKEN.fragmentHeader, 1, 1, 0]);
    this.element(root, true);
    this.raw([TOKEN.endOfFragment]);
    const guid = new Uint8Array(16).fill(0xab);
    new DataView(guid.buffer).setUint32(0, identifier, true);
    const next = this.#view.getUint32(list, true);
    TemplateDefinition.encode(this.bytes, at, { next, guid, size: this.#at - at - TemplateDefinition.size });
    this.#view.setUint32(list, at, true);
    this.#templates.set(identifier, at);
  }

  #part(part: MadePart): void {
    if (typeof part === 'string') {
      this.raw([TOKEN.value, 1]);
      this.u16(part.length);
      for (let i = 0; i < part.length; i++) this.u16(part.charCodeAt(i));
    } else if ('bytes' in part) this.raw(part.bytes);
    else {
      const { value, type, isOptional = true } = part;
      this.raw([isOptional ? TOKEN.optionalSubstitution : TOKEN.substitution]);
      this.u16(value);
      this.raw([type]);
    }
  }
}

/** Writes both checksums of a chunk. */
export function sealChunk(chunk: Uint8Array): Uint8Array {
  const end = ChunkHeader.read(new DataView(chunk.buffer, chunk.byteOffset), 0, 'freeSpaceOffset');
  ChunkHeader.encode(chunk, 0, { recordsChecksum: crc32(chunk.subarray(CHUNK_HEADER_SIZE, end)) });
  const headerChecksum = CHUNK_CHECKED.reduce((sum, [from, to]) => crc32(chunk.subarray(from, to), sum), 0);
  ChunkHeader.encode(chunk, 0, { headerChecksum });
  return chunk;
}

/** Specification: name, hash: `hash * 65599 + character`, the lower 16 bits. */
function hashOf(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 65599) + name.charCodeAt(i)) >>> 0;
  return hash & 0xffff;
}

function restore<Key, Value>(map: Map<Key, Value>, before: ReadonlyMap<Key, Value>): void {
  for (const key of map.keys()) if (!before.has(key)) map.delete(key);
}
