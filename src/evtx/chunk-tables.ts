import type { HiveError } from '../ground/errors.ts';
import { isHiveError } from '../ground/errors.ts';
import type { Template } from './binary-xml/nodes.ts';
import { parseFragment, type Tables } from './binary-xml/parse.ts';
import { systemPlaces } from './binary-xml/system-places.ts';
import type { ChunkBytes } from './chunk-bytes.ts';
import type { KnownTemplates } from './known-templates.ts';
import { MOST_TABLE_BYTES } from './limits.ts';
import { Name, TemplateDefinition } from './structures/binary-xml.ts';
import { ChunkHeader, TEMPLATE_LISTS } from './structures/chunk-header.ts';

/** Template definitions within template definitions. */
const DEEPEST_TEMPLATE = 8;

/** The names and template definitions of one chunk, read when they are first needed. What is damaged stays so. */
export class ChunkTables implements Tables {
  readonly chunk: ChunkBytes;
  readonly #names = new Map<number, string>();
  readonly #templates = new Map<number, Template | HiveError | 'being-read'>();
  readonly #known: KnownTemplates;
  #nameBytesLeft = MOST_TABLE_BYTES;
  #templateBytesLeft = MOST_TABLE_BYTES;
  #depth = 0;

  /** @param known is asked for what this chunk lost, and told what it has */
  constructor(chunk: ChunkBytes, known: KnownTemplates) {
    this.chunk = chunk;
    this.#known = known;
  }

  name(at: number): string {
    const known = this.#names.get(at);
    if (known !== undefined) return known;
    const { chunk } = this;
    chunk.requireLayout(Name, at, chunk.length);
    const length = Name.read(chunk.view, at, 'length');
    chunk.require(Name.name, at, Name.size + 2 * length, chunk.length);
    this.#nameBytesLeft -= Name.size + 2 * length;
    if (this.#nameBytesLeft < 0) throw chunk.damage('names', at, `at most ${MOST_TABLE_BYTES} bytes`, 'more');
    const name = chunk.utf16(at + Name.size, length);
    this.#names.set(at, name);
    return name;
  }

  template(at: number, identifier: number): Template {
    const template = this.#templateAt(at);
    if (!isHiveError(template) && template.identifier === identifier) return template;
    const listed = this.#listed(identifier);
    const found = listed === undefined ? undefined : this.#templateAt(listed);
    if (found !== undefined && !isHiveError(found)) return found;
    const known = this.#known.get(identifier);
    if (known !== undefined) return known;
    if (isHiveError(template)) throw template;
    throw this.chunk.damage(TemplateDefinition.name, at, identifier, template.identifier);
  }

  #templateAt(at: number): Template | HiveError {
    const known = this.#templates.get(at);
    if (known === 'being-read') return this.chunk.damage(TemplateDefinition.name, at, 'no cycle', 'itself');
    if (known !== undefined) return known;
    this.#templates.set(at, 'being-read');
    const template = this.#tryTemplate(at);
    this.#templates.set(at, template);
    return template;
  }

  #tryTemplate(at: number): Template | HiveError {
    const { chunk } = this;
    this.#depth += 1;
    try {
      chunk.requireLayout(TemplateDefinition, at, chunk.length);
      const size = TemplateDefinition.read(chunk.view, at, 'size');
      const start = at + TemplateDefinition.size;
      chunk.require(TemplateDefinition.name, start, size, chunk.length);
      this.#templateBytesLeft -= size;
      if (this.#templateBytesLeft < 0 || this.#depth > DEEPEST_TEMPLATE)
        throw chunk.damage(TemplateDefinition.name, at, `at most ${MOST_TABLE_BYTES} bytes`, 'more');
      const nodes = parseFragment(this, { at: start, end: start + size, isTemplate: true });
      const template = { identifier: this.#identifierAt(at), nodes, system: systemPlaces(nodes) };
      this.#known.add(template, size);
      return template;
    } catch (error) {
      if (isHiveError(error)) return error;
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  /** The chunk's own list of definitions, for a record whose offset leads elsewhere. */
  #listed(identifier: number): number | undefined {
    const { chunk } = this;
    const lists = ChunkHeader.read(chunk.view, 0, 'templates');
    const list = new DataView(lists.buffer, lists.byteOffset, lists.byteLength);
    let at = list.getUint32(4 * (identifier % TEMPLATE_LISTS), true);
    // Definitions are listed from the newest to the oldest, so that each lies before the one that names it.
    for (let last = chunk.length; at > 0 && at < last && at + TemplateDefinition.size <= chunk.length; ) {
      if (this.#identifierAt(at) === identifier) return at;
      last = at;
      at = TemplateDefinition.read(chunk.view, at, 'next');
    }
    return undefined;
  }

  #identifierAt(at: number): number {
    const guid = TemplateDefinition.read(this.chunk.view, at, 'guid');
    return new DataView(guid.buffer, guid.byteOffset, 4).getUint32(0, true);
  }
}
