import { fileTimeOfText } from '../../../src/ground/file-time.ts';

/** Values of made events, as bytes with their type. */

export interface MadeValue {
  readonly type: number;
  readonly bytes: Uint8Array;
}

export const nothing: MadeValue = { type: 0x00, bytes: new Uint8Array(0) };

export const text = (content: string): MadeValue => ({ type: 0x01, bytes: utf16(content) });
export const int32 = (content: number): MadeValue => number(0x07, 4, BigInt(content));
export const uint8 = (content: number): MadeValue => number(0x04, 1, BigInt(content));
export const uint16 = (content: number): MadeValue => number(0x06, 2, BigInt(content));
export const uint32 = (content: number): MadeValue => number(0x08, 4, BigInt(content));
export const uint64 = (content: bigint): MadeValue => number(0x0a, 8, content);
export const bool = (content: boolean): MadeValue => number(0x0d, 4, content ? 1n : 0n);
export const hex32 = (content: number): MadeValue => number(0x14, 4, BigInt(content));
export const hex64 = (content: bigint): MadeValue => number(0x15, 8, content);
export const binary = (...bytes: readonly number[]): MadeValue => ({
  type: 0x0e,
  bytes: Uint8Array.from(bytes),
});

/** @param iso such as `2026-11-27T22:38:00.1234567Z` */
export function filetime(iso: string): MadeValue {
  const content = fileTimeOfText(iso);
  if (content === undefined) throw new RangeError(`${iso} is no time in UTC`);
  return number(0x11, 8, content);
}

/** @param content with or without braces */
export function guid(content: string): MadeValue {
  const hex = content.replace(/[{}-]/g, '');
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return {
    type: 0x0f,
    bytes: Uint8Array.from(order, (at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16)),
  };
}

/** @param content such as `S-1-5-18` */
export function sid(content: string): MadeValue {
  const [, revision = 1, authority = 0, ...parts] = content.split('-').map(Number);
  const bytes = new Uint8Array(8 + 4 * parts.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, revision);
  view.setUint8(1, parts.length);
  view.setUint32(4, authority);
  for (const [index, part] of parts.entries()) view.setUint32(8 + 4 * index, part, true);
  return { type: 0x13, bytes };
}

/** Strings, each with the zero that ends it. */
export const texts = (...contents: readonly string[]): MadeValue => ({
  type: 0x81,
  bytes: utf16(contents.map((content) => `${content}\0`).join('')),
});

/** A value of any type and bytes. */
export const raw = (type: number, ...bytes: readonly number[]): MadeValue => ({
  type,
  bytes: Uint8Array.from(bytes),
});

export function utf16(content: string): Uint8Array {
  return new Uint8Array(Buffer.from(content, 'utf16le'));
}

function number(type: number, size: number, content: bigint): MadeValue {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, content), true);
  return { type, bytes: bytes.slice(0, size) };
}
