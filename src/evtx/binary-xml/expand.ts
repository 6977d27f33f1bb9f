import type { ChunkBytes } from '../chunk-bytes.ts';
import type { ExpansionBudget } from '../expansion-budget.ts';
import { DEEPEST_ELEMENT } from '../limits.ts';
import { ElementStart, ValueDescriptor } from '../structures/binary-xml.ts';
import { decodeValue, type ValuePlace } from '../values/decode-value.ts';
import { textOfValue } from '../values/value-text.ts';
import {
  ARRAY,
  BINARY_XML,
  type EventValue,
  isArrayContent,
  NULL,
  type ValueContent,
} from '../values/value-types.ts';
import type { AttributeNode, ElementNode, Node, SubstitutionNode, ValuePlaces } from './nodes.ts';
import { parseFragment, type Tables } from './parse.ts';

/** An element with everything put in. */
export interface EventElement {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly value: EventValue }[];
  readonly content: readonly EventContent[];
}

export type EventContent = EventElement | EventValue;

export function isElement(content: EventContent): content is EventElement {
  return 'attributes' in content;
}

export function isValue(content: EventContent): content is EventValue {
  return !isElement(content);
}

/**
 * Puts the values of a template instance into its template, as Windows does.
 * @throws HiveError 'event-log-structure' where the event becomes too large, and what nested binary XML throws
 */
export function expand(
  tables: Tables,
  nodes: readonly Node[],
  values: ValuePlaces | undefined,
  budget: ExpansionBudget,
): readonly EventContent[] {
  return new Expansion(tables, budget).content(nodes, locate(tables.chunk, values), 0);
}

/** Where each value lies. `values` was checked when its instance was read. */
function locate(chunk: ChunkBytes, values: ValuePlaces | undefined): readonly ValuePlace[] {
  const places: ValuePlace[] = [];
  if (values === undefined) return places;
  let at = values.descriptors + values.count * ValueDescriptor.size;
  for (let index = 0; index < values.count; index++) {
    const descriptor = values.descriptors + index * ValueDescriptor.size;
    const size = ValueDescriptor.read(chunk.view, descriptor, 'size');
    places.push({ type: ValueDescriptor.read(chunk.view, descriptor, 'type'), at, size });
    at += size;
  }
  return places;
}

class Expansion {
  readonly #tables: Tables;
  readonly #budget: ExpansionBudget;

  constructor(tables: Tables, budget: ExpansionBudget) {
    this.#tables = tables;
    this.#budget = budget;
  }

  content(nodes: readonly Node[], values: readonly ValuePlace[], depth: number): readonly EventContent[] {
    const content: EventContent[] = [];
    for (const node of nodes) this.#add(content, node, values, depth);
    return content;
  }

  #add(content: EventContent[], node: Node, values: readonly ValuePlace[], depth: number): void {
    const { chunk } = this.#tables;
    if (depth > DEEPEST_ELEMENT)
      throw chunk.damage(ElementStart.name, 0, `at most ${DEEPEST_ELEMENT} deep`, depth);
    switch (node.kind) {
      case 'text':
        this.#budget.spend(1, node.text.length, 0);
        content.push({ type: 'string', content: node.text });
        return;
      case 'element':
        this.#addElement(content, node, values, depth);
        return;
      case 'instance':
        content.push(...this.content(node.template.nodes, locate(chunk, node.values), depth + 1));
        return;
      case 'substitution':
        this.#addValue(content, values[node.index], depth);
    }
  }

  #addValue(content: EventContent[], place: ValuePlace | undefined, depth: number): void {
    if (place === undefined || place.type === NULL) return;
    if (place.type !== BINARY_XML) {
      content.push(decodeValue(this.#tables.chunk, place, this.#budget));
      return;
    }
    // What is read again for each time that it is named is paid for each time.
    this.#budget.spend(1, place.size, place.at);
    const fragment = { at: place.at, end: place.at + place.size, isTemplate: false };
    content.push(...this.content(parseFragment(this.#tables, fragment), [], depth + 1));
  }

  #addElement(
    content: EventContent[],
    node: ElementNode,
    values: readonly ValuePlace[],
    depth: number,
  ): void {
    if (node.dependency !== undefined && isNothing(values[node.dependency])) return;
    const [only, ...others] = node.content;
    const isRepeated = only?.kind === 'substitution' && others.length === 0 && isArray(values[only.index]);
    const inside = isRepeated ? this.#items(only, values) : [this.content(node.content, values, depth + 1)];
    for (const each of inside) {
      this.#budget.spend(1, node.name.length, 0);
      content.push({ name: node.name, attributes: this.#attributes(node.attributes, values), content: each });
    }
  }

  /** An array fills an element for each of its items. */
  #items(node: SubstitutionNode, values: readonly ValuePlace[]): readonly (readonly EventContent[])[] {
    const place = values[node.index];
    if (place === undefined) return [];
    const { type, content } = decodeValue(this.#tables.chunk, place, this.#budget);
    const items: readonly ValueContent[] = isArrayContent(content) ? content : [content];
    return items.map((item) => [{ type, content: item }]);
  }

  #attributes(
    nodes: readonly AttributeNode[],
    values: readonly ValuePlace[],
  ): { readonly name: string; readonly value: EventValue }[] {
    const attributes: { readonly name: string; readonly value: EventValue }[] = [];
    for (const { name, parts } of nodes) {
      const written = this.content(parts, values, DEEPEST_ELEMENT).filter(isValue);
      const isLeftOut =
        written.length === 0 && parts.some((part) => part.kind === 'substitution' && part.isOptional);
      this.#budget.spend(1, name.length, 0);
      if (!isLeftOut) attributes.push({ name, value: joined(written) });
    }
    return attributes;
  }
}

function isNothing(place: ValuePlace | undefined): boolean {
  return place === undefined || place.type === NULL;
}

function isArray(place: ValuePlace | undefined): boolean {
  return place !== undefined && (place.type & ARRAY) !== 0;
}

/** One value as it is; several as the text that they make together. */
export function joined(parts: readonly EventValue[]): EventValue {
  const [only, ...others] = parts;
  if (only === undefined) return { type: 'null', content: undefined };
  if (others.length === 0) return only;
  return { type: 'string', content: parts.map(textOfValue).join('') };
}
