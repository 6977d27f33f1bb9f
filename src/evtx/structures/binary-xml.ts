import { raw, u8, u16, u32 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/**
 * The fixed parts of binary XML. Offsets count from the chunk's start, since names and template definitions lie where
 * they were needed first and are pointed at from then on. Specification: "Binary XML".
 */

/** A token's lowest bit pattern without the flag that says that more follows (attributes, data, values). */
export const TOKEN = {
  endOfFragment: 0x00,
  elementStart: 0x01,
  elementStartEnds: 0x02,
  emptyElementEnds: 0x03,
  elementEnds: 0x04,
  value: 0x05,
  attribute: 0x06,
  cdata: 0x07,
  characterReference: 0x08,
  entityReference: 0x09,
  instructionTarget: 0x0a,
  instructionData: 0x0b,
  templateInstance: 0x0c,
  substitution: 0x0d,
  optionalSubstitution: 0x0e,
  fragmentHeader: 0x0f,
} as const;

export const MORE_FOLLOWS = 0x40;

/** Elements of a template definition begin with the substitution that they depend on; others leave it out. */
export const Dependency = layout('dependency', 3, { token: u8(0), identifier: u16(1) });
export const NO_DEPENDENCY = 0xffff;

/** Behind the token, or behind the dependency. */
export const ElementStart = layout('element start', 8, { size: u32(0), nameOffset: u32(4) });

export const AttributeListSize = layout('attribute list size', 4, { size: u32(0) });

export const NameReference = layout('name reference', 5, { token: u8(0), nameOffset: u32(1) });

/** Its UTF-16 characters follow, and a zero. */
export const Name = layout('name', 8, { next: u32(0), hash: u16(4), length: u16(6) });

export const ValueText = layout('value text', 4, { token: u8(0), type: u8(1), length: u16(2) });

/** CDATA and the data of a processing instruction. */
export const PlainText = layout('plain text', 3, { token: u8(0), length: u16(1) });

export const CharacterReference = layout('character reference', 3, { token: u8(0), code: u16(1) });

export const Substitution = layout('substitution', 4, { token: u8(0), identifier: u16(1), type: u8(3) });

export const FragmentHeader = layout('fragment header', 4, {
  token: u8(0),
  majorVersion: u8(1),
  minorVersion: u8(2),
  flags: u8(3),
});

export const TemplateInstance = layout('template instance', 10, {
  token: u8(0),
  version: u8(1),
  identifier: u32(2),
  definitionOffset: u32(6),
});

/** Its binary XML follows. The identifier is the first part of the GUID. */
export const TemplateDefinition = layout('template definition', 24, {
  next: u32(0),
  guid: raw(4, 16),
  size: u32(20), // of the binary XML
});

/** Behind the template instance, or behind the definition where that lies there: descriptors follow, then the values. */
export const TemplateValues = layout('template values', 4, { count: u32(0) });

export const ValueDescriptor = layout('value descriptor', 4, { size: u16(0), type: u8(2) });
