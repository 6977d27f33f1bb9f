import type { ElementNode, Node, Place, SystemPlaces } from './nodes.ts';

/** Finds in a template where an event's provider, identifier and time stand, so that most events need not be expanded. */
export function systemPlaces(nodes: readonly Node[]): SystemPlaces {
  const system = child(child(nodes, 'Event')?.content, 'System')?.content;
  return {
    provider: placeOf(attribute(child(system, 'Provider'), 'Name')),
    eventId: placeOf(child(system, 'EventID')?.content),
    timeCreated: placeOf(attribute(child(system, 'TimeCreated'), 'SystemTime')),
  };
}

function child(nodes: readonly Node[] | undefined, name: string): ElementNode | undefined {
  for (const node of nodes ?? []) if (node.kind === 'element' && node.name === name) return node;
  return undefined;
}

function attribute(element: ElementNode | undefined, name: string): readonly Node[] | undefined {
  return element?.attributes.find((attribute) => attribute.name === name)?.parts;
}

function placeOf(parts: readonly Node[] | undefined): Place {
  const [part, ...more] = parts ?? [];
  if (more.length === 0 && part?.kind === 'text') return { kind: 'text', text: part.text };
  if (more.length === 0 && part?.kind === 'substitution') return { kind: 'value', index: part.index };
  return { kind: 'missing' };
}
