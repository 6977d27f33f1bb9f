import { fileTimeOfText, fileTimeText } from '../../ground/file-time.ts';
import { type EventValue, isArrayContent, type ValueContent, type ValueTypeName } from './value-types.ts';

/** A value as Windows writes it in an event's XML; an array's items with a comma between them. */
export function textOfValue({ type, content }: EventValue): string {
  return isArrayContent(content)
    ? content.map((item) => textOfItem(type, item)).join(', ')
    : textOfItem(type, content);
}

function textOfItem(type: ValueTypeName, content: ValueContent): string {
  if (content === undefined) return '';
  if (content instanceof Uint8Array) return Buffer.from(content).toString('hex').toUpperCase();
  if (type === 'filetime' && typeof content === 'bigint') return fileTimeText(content);
  const isNumber = typeof content === 'number' || typeof content === 'bigint';
  return isNumber && HEXADECIMAL.has(type) ? `0x${content.toString(16)}` : String(content);
}

const HEXADECIMAL: ReadonlySet<ValueTypeName> = new Set(['hex32', 'hex64', 'size']);

/** A whole number that is small enough to be exact; undefined for any other value. */
export function numberOfValue({ content }: EventValue): number | undefined {
  const number = typeof content === 'bigint' ? Number(content) : content;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** FILETIME of a time, also of one that was logged as text. */
export function timeOfValue(value: EventValue | undefined): bigint | undefined {
  if (typeof value?.content === 'string') return fileTimeOfText(value.content);
  return value?.type === 'filetime' && typeof value.content === 'bigint' ? value.content : undefined;
}
