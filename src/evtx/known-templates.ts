import type { Node, Template } from './binary-xml/nodes.ts';
import { MOST_KNOWN_BYTES } from './limits.ts';

/**
 * Template definitions that were read in other chunks of the log. A template's identifier is drawn from its text, so that
 * records whose chunk lost the definition can be read by one of another chunk.
 */
export class KnownTemplates {
  readonly #templates = new Map<number, Template>();
  #bytesLeft = MOST_KNOWN_BYTES;

  get(identifier: number): Template | undefined {
    return this.#templates.get(identifier);
  }

  /** @param size bytes of the definition */
  add(template: Template, size: number): void {
    const { identifier, nodes } = template;
    if (this.#templates.has(identifier) || size > this.#bytesLeft || !standsAlone(nodes)) return;
    this.#bytesLeft -= size;
    this.#templates.set(identifier, template);
  }
}

/** Values of an instance within a template lie in the chunk. */
function standsAlone(nodes: readonly Node[]): boolean {
  return nodes.every(
    (node) => node.kind !== 'instance' && (node.kind !== 'element' || standsAlone(node.content)),
  );
}
