import { type ErrorCode, type ErrorDetails, type FormatDetails, HiveError } from './errors.ts';

/**
 * Declares on-disk structures the way their specification lists them: a name, a size, and fields at offsets.
 * All integers of these formats are little-endian.
 */

/** What a format's structures are refused with: its own two codes, so that people hear which kind of file is damaged. */
export interface RefusalCodes {
  readonly truncated: FormatErrorCode;
  readonly signature: FormatErrorCode;
}

type FormatErrorCode = {
  [Code in ErrorCode]: FormatDetails extends ErrorDetails[Code] ? Code : never;
}[ErrorCode];

export interface FieldKind<Value> {
  readonly offset: number;
  readonly size: number;
  readonly read: (view: DataView, at: number) => Value;
  readonly write: (view: DataView, at: number, value: Value) => void;
  /** Signatures only: what must be there. */
  readonly expected?: string;
}

/** biome's rule against `any` holds: a field of unknown value is written through this type only inside `encode`. */
type Fields = Record<string, FieldKind<never>>;

type ValueOf<Kind> = Kind extends { readonly read: (view: DataView, at: number) => infer Value }
  ? Value
  : never;
export type Decoded<L> = L extends Layout<infer F> ? { readonly [Name in keyof F]: ValueOf<F[Name]> } : never;

/** What a decoding error names besides the structure itself. */
export interface DecodeContext {
  /** The file that the bytes came from. */
  readonly file: string;
  /** Added to the offset in errors, for bytes that do not start at the beginning of the file. */
  readonly base?: number;
}

export interface Layout<F> {
  readonly name: string;
  /** Bytes of the fixed part. */
  readonly size: number;
  readonly fields: F;
  /**
   * Where each field lies, from the structure's start: for code that reads a single one, or tells where it lies. Where
   * every key of a hive passes they are made constants of the module first: without that, a check takes half as long again.
   */
  readonly at: { readonly [Name in keyof F]: number };
  /**
   * That the structure is at `offset`, whole and with its signature.
   * @throws HiveError the format's code for a structure that leaves the bytes, or for a wrong signature.
   */
  verify(bytes: Uint8Array, offset: number, context: DecodeContext): void;
  /** Reads one field of a structure that was verified. */
  read<Name extends keyof F>(view: DataView, offset: number, field: Name): ValueOf<F[Name]>;
  /**
   * Reads all fields at `offset`.
   * @throws HiveError as `verify` does.
   */
  decode(
    bytes: Uint8Array,
    offset: number,
    context: DecodeContext,
  ): { readonly [Name in keyof F]: ValueOf<F[Name]> };
  /** Writes the given fields, and the signature, at `offset`; other bytes stay. */
  encode(bytes: Uint8Array, offset: number, values: { readonly [Name in keyof F]?: ValueOf<F[Name]> }): void;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const u8 = (offset: number): FieldKind<number> => ({
  offset,
  size: 1,
  read: (view, at) => view.getUint8(at),
  write: (view, at, value) => view.setUint8(at, value),
});

export const u16 = (offset: number): FieldKind<number> => ({
  offset,
  size: 2,
  read: (view, at) => view.getUint16(at, true),
  write: (view, at, value) => view.setUint16(at, value, true),
});

export const u32 = (offset: number): FieldKind<number> => ({
  offset,
  size: 4,
  read: (view, at) => view.getUint32(at, true),
  write: (view, at, value) => view.setUint32(at, value, true),
});

/** A signed number: a cell's size is negative while the cell is allocated. */
export const i32 = (offset: number): FieldKind<number> => ({
  offset,
  size: 4,
  read: (view, at) => view.getInt32(at, true),
  write: (view, at, value) => view.setInt32(at, value, true),
});

export const u64 = (offset: number): FieldKind<bigint> => ({
  offset,
  size: 8,
  read: (view, at) => view.getBigUint64(at, true),
  write: (view, at, value) => view.setBigUint64(at, value, true),
});

/** Bytes as they stand (a GUID, a name); a view, not a copy. */
export const raw = (offset: number, size: number): FieldKind<Uint8Array> => ({
  offset,
  size,
  read: (view, at) => new Uint8Array(view.buffer, view.byteOffset + at, size),
  write: (view, at, value) => new Uint8Array(view.buffer, view.byteOffset + at, size).set(value),
});

/** A signature of ASCII letters, which must be there for the structure to decode. */
export const ascii = (offset: number, expected: string): FieldKind<string> => ({
  offset,
  size: expected.length,
  expected,
  read: (view, at) => {
    let text = '';
    for (let i = 0; i < expected.length; i++) text += String.fromCharCode(view.getUint8(at + i));
    return text;
  },
  write: (view, at) => {
    for (let i = 0; i < expected.length; i++) view.setUint8(at + i, expected.charCodeAt(i));
  },
});

type DeclaredFields = Record<
  string,
  FieldKind<number> | FieldKind<bigint> | FieldKind<string> | FieldKind<Uint8Array>
>;

/** How a format's structures are declared: `const layout = layoutsOf(codes)`. */
export function layoutsOf(codes: RefusalCodes) {
  /**
   * A structure of `size` bytes.
   * @throws RangeError (at start-up) when fields overlap, leave the structure or carry no name.
   */
  return <F extends DeclaredFields>(name: string, size: number, fields: F): Layout<F> => {
    const entries = Object.entries(fields as unknown as Fields);
    refuseBadFields(name, size, entries);
    const verify = verifier(codes, name, size, entries);
    return {
      name,
      size,
      fields,
      at: offsetsOf(fields),
      verify,
      read<Name extends keyof F>(view: DataView, offset: number, field: Name) {
        const kind: F[Name] = fields[field];
        return kind.read(view, offset + kind.offset) as ValueOf<F[Name]>;
      },
      decode(bytes, offset, context) {
        verify(bytes, offset, context);
        const view = viewOf(bytes);
        const decoded: Record<string, unknown> = {};
        for (const [field, kind] of entries) decoded[field] = kind.read(view, offset + kind.offset);
        return decoded as ReturnType<Layout<F>['decode']>;
      },
      encode(bytes, offset, values) {
        if (offset < 0 || offset + size > bytes.length)
          throw new RangeError(`${name} does not fit at ${offset}`);
        const view = viewOf(bytes);
        for (const [field, kind] of entries) {
          const value = kind.expected ?? values[field];
          if (value !== undefined) kind.write(view, offset + kind.offset, value as never);
        }
      },
    };
  };
}

function offsetsOf<F extends DeclaredFields>(fields: F): Layout<F>['at'] {
  const offsets: Record<string, number> = {};
  for (const [field, { offset }] of Object.entries(fields)) offsets[field] = offset;
  return offsets as Layout<F>['at'];
}

function verifier(
  codes: RefusalCodes,
  name: string,
  size: number,
  entries: readonly [string, FieldKind<never>][],
): Layout<never>['verify'] {
  const signatures = entries.map(([, kind]) => kind).filter(({ expected }) => expected !== undefined);
  return (bytes, offset, context) => {
    const at = (context.base ?? 0) + offset;
    if (offset < 0 || offset + size > bytes.length) {
      const expected = `${size} bytes`;
      const actual = `${Math.max(0, bytes.length - offset)} bytes`;
      const where = { file: context.file, offset: at, structure: name };
      throw new HiveError(codes.truncated, { ...where, expected, actual });
    }
    for (const { offset: inside, expected = '' } of signatures) {
      const start = offset + inside;
      if (hasLetters(bytes, start, expected)) continue;
      const where = { file: context.file, offset: at + inside, structure: name };
      const actual = printable(bytes.subarray(start, start + expected.length));
      throw new HiveError(codes.signature, { ...where, expected, actual });
    }
  };
}

/** Fields are declared in the order in which they lie, as the specification lists them. */
function refuseBadFields(name: string, size: number, entries: readonly [string, FieldKind<never>][]): void {
  let end = 0;
  for (const [field, kind] of entries) {
    if (kind.offset < end) throw new RangeError(`${name}: ${field} overlaps the field before it`);
    end = kind.offset + kind.size;
    if (end > size) throw new RangeError(`${name}: ${field} leaves the structure`);
  }
}

function hasLetters(bytes: Uint8Array, start: number, expected: string): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[start + i] !== expected.charCodeAt(i)) return false;
  return true;
}

/** Untrusted letters, safe to print. */
function printable(letters: Uint8Array): string {
  return String.fromCharCode(...letters).replace(
    /[^\x20-\x7e]/g,
    (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
