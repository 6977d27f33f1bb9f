import type { StoredValue } from '../jobs/results.ts';
import { figure } from './figures.ts';

const REG_SZ = 1;
const REG_EXPAND_SZ = 2;
const REG_DWORD = 4;

/** Characters of a value's text, or bytes of its data, that are shown. */
const SHOWN = 40;

/** A value's data as people write it: a number, a text in quotation marks, bytes in hexadecimal. The same in every language. */
export function storedText({ type, data }: StoredValue): string {
  const bytes = Buffer.from(data, 'hex');
  if (type === REG_DWORD && bytes.length === 4) return String(bytes.readUInt32LE());
  if ((type === REG_SZ || type === REG_EXPAND_SZ) && bytes.length % 2 === 0) {
    const [text = ''] = bytes.toString('utf16le').split('\0');
    return text.length > SHOWN ? `"${text.slice(0, SHOWN)}..."` : `"${text}"`;
  }
  const shown = bytes.subarray(0, SHOWN / 2).toString('hex');
  return `hex(${type.toString(16)}):${shown}${bytes.length > SHOWN / 2 ? `... (${figure(bytes.length)})` : ''}`;
}
