/** Binary XML as it was read, before values are put in: what a template definition says. */

export interface ElementNode {
  readonly kind: 'element';
  readonly name: string;
  /** The value without which Windows leaves the element out. */
  readonly dependency: number | undefined;
  readonly attributes: readonly AttributeNode[];
  readonly content: readonly Node[];
}

export interface AttributeNode {
  readonly name: string;
  readonly parts: readonly Node[];
}

export interface TextNode {
  readonly kind: 'text';
  readonly text: string;
}

export interface SubstitutionNode {
  readonly kind: 'substitution';
  /** Which of the template instance's values. */
  readonly index: number;
  /** An attribute of nothing else is left out where there is no value. */
  readonly isOptional: boolean;
}

export interface InstanceNode {
  readonly kind: 'instance';
  readonly template: Template;
  readonly values: ValuePlaces;
}

export type Node = ElementNode | TextNode | SubstitutionNode | InstanceNode;

/** A template definition. */
export interface Template {
  readonly identifier: number;
  readonly nodes: readonly Node[];
  readonly system: SystemPlaces;
}

/** Where a template says what an event is filtered by: written into it, the number of a value, or somewhere else. */
export interface SystemPlaces {
  readonly provider: Place;
  readonly eventId: Place;
  readonly timeCreated: Place;
}

export type Place =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly index: number }
  | { readonly kind: 'missing' };

/** The values of a template instance: `count` descriptors at `descriptors`, then the values one behind the other. */
export interface ValuePlaces {
  readonly count: number;
  /** From the chunk's start. */
  readonly descriptors: number;
  /** Where the bytes that may belong to values end. */
  readonly end: number;
}
