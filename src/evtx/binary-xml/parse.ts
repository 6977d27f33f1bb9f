import type { ChunkBytes } from '../chunk-bytes.ts';
import { DEEPEST_ELEMENT } from '../limits.ts';
import {
  AttributeListSize,
  CharacterReference,
  Dependency,
  ElementStart,
  FragmentHeader,
  MORE_FOLLOWS,
  Name,
  NameReference,
  NO_DEPENDENCY,
  PlainText,
  Substitution,
  TemplateDefinition,
  TemplateInstance,
  TemplateValues,
  TOKEN,
  ValueDescriptor,
  ValueText,
} from '../structures/binary-xml.ts';
import { STRING } from '../values/value-types.ts';
import type { AttributeNode, ElementNode, InstanceNode, Node, Template, ValuePlaces } from './nodes.ts';

/** What binary XML points at elsewhere in its chunk. */
export interface Tables {
  readonly chunk: ChunkBytes;
  /** @throws HiveError 'event-log-truncated', 'event-log-structure' */
  name(at: number): string;
  /** @throws HiveError 'event-log-truncated', 'event-log-structure' */
  template(at: number, identifier: number): Template;
}

export interface Fragment {
  /** Bytes from the chunk's start. */
  readonly at: number;
  readonly end: number;
  /** Whether it is a template definition's: its elements name what they depend on. */
  readonly isTemplate: boolean;
}

/**
 * Reads a fragment of binary XML into nodes. Follows offsets to names and template definitions, which `tables` bounds.
 * @throws HiveError 'event-log-truncated' where it leaves `end`, 'event-log-structure' where it is no binary XML
 */
export function parseFragment(tables: Tables, fragment: Fragment): readonly Node[] {
  return new Parser(tables, fragment).content(0);
}

class Parser {
  readonly #tables: Tables;
  readonly #chunk: ChunkBytes;
  readonly #end: number;
  readonly #isTemplate: boolean;
  #at: number;

  constructor(tables: Tables, { at, end, isTemplate }: Fragment) {
    this.#tables = tables;
    this.#chunk = tables.chunk;
    this.#at = at;
    this.#end = Math.min(end, tables.chunk.length);
    this.#isTemplate = isTemplate;
  }

  /** Up to the end of the element, or of the fragment, which some writers leave out. */
  content(depth: number): readonly Node[] {
    const nodes: Node[] = [];
    while (this.#at < this.#end || depth > 0) {
      const token = this.#token();
      if (token === TOKEN.endOfFragment && depth === 0) break;
      if (token === TOKEN.elementEnds && depth > 0) {
        this.#at += 1;
        break;
      }
      if (token === TOKEN.fragmentHeader) this.#skip(FragmentHeader);
      else if (token === TOKEN.elementStart) nodes.push(this.#element(depth + 1));
      else if (token === TOKEN.templateInstance) nodes.push(this.#instance());
      else if (token === TOKEN.instructionTarget) this.#instructionTarget();
      else if (token === TOKEN.instructionData) this.#plainText();
      else nodes.push(this.#part(token));
    }
    return nodes;
  }

  #element(depth: number): ElementNode {
    const start = this.#at;
    if (depth > DEEPEST_ELEMENT)
      throw this.#chunk.damage(ElementStart.name, start, `at most ${DEEPEST_ELEMENT} deep`, depth);
    const hasAttributes = (this.#chunk.bytes[start] ?? 0) & MORE_FOLLOWS;
    const dependency = this.#dependency();
    const fixed = this.#skip(ElementStart);
    const name = this.#name(ElementStart.read(this.#chunk.view, fixed, 'nameOffset'));
    if (hasAttributes) this.#skip(AttributeListSize);
    const attributes: AttributeNode[] = [];
    while (this.#token() === TOKEN.attribute) attributes.push(this.#attribute());
    const end = this.#token();
    this.#at += 1;
    if (end !== TOKEN.elementStartEnds && end !== TOKEN.emptyElementEnds)
      throw this.#chunk.damage(ElementStart.name, this.#at - 1, TOKEN.elementStartEnds, end);
    const content = end === TOKEN.elementStartEnds ? this.content(depth) : [];
    return { kind: 'element', name, dependency, attributes, content };
  }

  #dependency(): number | undefined {
    if (!this.#isTemplate) {
      this.#at += 1;
      return undefined;
    }
    const at = this.#skip(Dependency);
    const identifier = Dependency.read(this.#chunk.view, at, 'identifier');
    return identifier === NO_DEPENDENCY ? undefined : identifier;
  }

  #attribute(): AttributeNode {
    const at = this.#skip(NameReference);
    const name = this.#name(NameReference.read(this.#chunk.view, at, 'nameOffset'));
    const parts: Node[] = [];
    for (;;) {
      const token = this.#token();
      if (!isPart(token)) return { name, parts };
      parts.push(this.#part(token));
    }
  }

  /** What texts of elements and attributes are put together from. */
  #part(token: number): Node {
    const { view } = this.#chunk;
    switch (token) {
      case TOKEN.value:
        return { kind: 'text', text: this.#valueText() };
      case TOKEN.cdata:
        return { kind: 'text', text: this.#plainText() };
      case TOKEN.characterReference: {
        const code = CharacterReference.read(view, this.#skip(CharacterReference), 'code');
        return { kind: 'text', text: String.fromCharCode(code) };
      }
      case TOKEN.entityReference: {
        const name = this.#name(NameReference.read(view, this.#skip(NameReference), 'nameOffset'));
        return { kind: 'text', text: ENTITIES[name] ?? `&${name};` };
      }
      case TOKEN.substitution:
      case TOKEN.optionalSubstitution: {
        const index = Substitution.read(view, this.#skip(Substitution), 'identifier');
        return { kind: 'substitution', index, isOptional: token === TOKEN.optionalSubstitution };
      }
      default:
        throw this.#chunk.damage('binary XML', this.#at, 'a token', token);
    }
  }

  #valueText(): string {
    const at = this.#skip(ValueText);
    const type = ValueText.read(this.#chunk.view, at, 'type');
    if (type !== STRING) throw this.#chunk.damage(ValueText.name, at + 1, STRING, type);
    return this.#characters(ValueText.read(this.#chunk.view, at, 'length'));
  }

  #plainText(): string {
    const at = this.#skip(PlainText);
    return this.#characters(PlainText.read(this.#chunk.view, at, 'length'));
  }

  #characters(length: number): string {
    const at = this.#at;
    this.#chunk.require('text', at, 2 * length, this.#end);
    this.#at += 2 * length;
    return this.#chunk.utf16(at, length);
  }

  #instructionTarget(): void {
    const at = this.#skip(NameReference);
    this.#name(NameReference.read(this.#chunk.view, at, 'nameOffset'));
  }

  /** A name that was not needed before lies right here. */
  #name(at: number): string {
    const name = this.#tables.name(at);
    if (at === this.#at) {
      this.#at += Name.size + 2 * name.length + 2;
      this.#chunk.require(Name.name, at, this.#at - at, this.#end);
    }
    return name;
  }

  #instance(): InstanceNode {
    const { template, values, end } = readInstance(this.#tables, this.#at, this.#end);
    this.#at = end;
    return { kind: 'instance', template, values };
  }

  /** The token at hand, without its flag. */
  #token(): number {
    this.#chunk.require('binary XML', this.#at, 1, this.#end);
    return (this.#chunk.bytes[this.#at] ?? 0) & ~MORE_FOLLOWS;
  }

  /** @returns where the structure that is stepped over lies */
  #skip(structure: { readonly name: string; readonly size: number }): number {
    const at = this.#at;
    this.#chunk.requireLayout(structure, at, this.#end);
    this.#at += structure.size;
    return at;
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function isPart(token: number): boolean {
  return (
    (token >= TOKEN.value && token !== TOKEN.attribute && token <= TOKEN.entityReference) ||
    token === TOKEN.substitution ||
    token === TOKEN.optionalSubstitution
  );
}

export interface Instance {
  readonly template: Template;
  readonly values: ValuePlaces;
  /** Behind the last value. */
  readonly end: number;
}

/**
 * Reads a template instance, whose token is at `at`.
 * @throws HiveError 'event-log-truncated' where it leaves `end`, and what its template definition throws
 */
export function readInstance(tables: Tables, at: number, end: number): Instance {
  const { chunk } = tables;
  chunk.requireLayout(TemplateInstance, at, end);
  const definition = TemplateInstance.read(chunk.view, at, 'definitionOffset');
  const template = tables.template(definition, TemplateInstance.read(chunk.view, at, 'identifier'));
  let next = at + TemplateInstance.size;
  if (definition === next) {
    chunk.requireLayout(TemplateDefinition, next, end);
    next += TemplateDefinition.size + TemplateDefinition.read(chunk.view, next, 'size');
  }
  chunk.requireLayout(TemplateValues, next, end);
  const count = TemplateValues.read(chunk.view, next, 'count');
  const descriptors = next + TemplateValues.size;
  chunk.require(ValueDescriptor.name, descriptors, count * ValueDescriptor.size, end);
  const values = { count, descriptors, end };
  return { template, values, end: endOfValues(tables, values) };
}

function endOfValues({ chunk }: Tables, { count, descriptors, end }: ValuePlaces): number {
  let at = descriptors + count * ValueDescriptor.size;
  for (let index = 0; index < count; index++)
    at += ValueDescriptor.read(chunk.view, descriptors + index * ValueDescriptor.size, 'size');
  chunk.require('template values', descriptors, at - descriptors, end);
  return at;
}
