/** The types that values have. Specification: "Value types". The names are Windows' own, of "Event Manifest" types. */

export type ValueTypeName =
  | 'null'
  | 'string'
  | 'ansi-string'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'real32'
  | 'real64'
  | 'bool'
  | 'binary'
  | 'guid'
  | 'size'
  | 'filetime'
  | 'systemtime'
  | 'sid'
  | 'hex32'
  | 'hex64'
  | 'handle'
  | 'xml'
  /** Not a type of the specification: the bytes are given as they stand. */
  | 'unknown';

export interface ValueType {
  readonly name: ValueTypeName;
  /** Bytes of one value; of an array's items, where the value is none. Undefined where values have no fixed size. */
  readonly width: number | undefined;
}

export const NULL = 0x00;
export const STRING = 0x01;
/** The value is a fragment of binary XML. */
export const BINARY_XML = 0x21;
/** Set in the type of an array's items. */
export const ARRAY = 0x80;

const TYPES: ReadonlyMap<number, ValueType> = new Map(
  (
    [
      [NULL, 'null', undefined],
      [STRING, 'string', undefined],
      [0x02, 'ansi-string', undefined],
      [0x03, 'int8', 1],
      [0x04, 'uint8', 1],
      [0x05, 'int16', 2],
      [0x06, 'uint16', 2],
      [0x07, 'int32', 4],
      [0x08, 'uint32', 4],
      [0x09, 'int64', 8],
      [0x0a, 'uint64', 8],
      [0x0b, 'real32', 4],
      [0x0c, 'real64', 8],
      [0x0d, 'bool', 4],
      [0x0e, 'binary', undefined],
      [0x0f, 'guid', 16],
      [0x10, 'size', 8],
      [0x11, 'filetime', 8],
      [0x12, 'systemtime', 16],
      [0x13, 'sid', undefined],
      [0x14, 'hex32', 4],
      [0x15, 'hex64', 8],
      [0x20, 'handle', undefined],
      [0x23, 'xml', undefined],
    ] as const
  ).map(([code, name, width]) => [code, { name, width }]),
);

const UNKNOWN: ValueType = { name: 'unknown', width: undefined };

/** @param code of one value, without the flag of arrays */
export function valueType(code: number): ValueType {
  return TYPES.get(code) ?? UNKNOWN;
}

/** What one value says: 64-bit numbers and times (FILETIME, 100 ns since 1601-01-01 UTC) as bigint. */
export type ValueContent = string | number | bigint | boolean | Uint8Array | undefined;

/** A value, or an array's values. */
export interface EventValue {
  readonly type: ValueTypeName;
  readonly content: ValueContent | readonly ValueContent[];
}

export function isArrayContent(content: EventValue['content']): content is readonly ValueContent[] {
  return Array.isArray(content);
}
