import { canBeCompressed, encodeName } from '../regf/names.ts';
import { type NameForm, utf16 } from './recipe.ts';

/** A name as a key node or key value stores it. Specification: "Key node", "Key value". */
export function storeName(
  name: string,
  form: NameForm | undefined,
): { readonly bytes: Uint8Array; readonly compressed: boolean } {
  const compressed = form === undefined ? canBeCompressed(name) : form === 'compressed';
  if (compressed && !canBeCompressed(name)) throw new RangeError('this name has no compressed form');
  return { bytes: compressed ? encodeName(name) : utf16(name), compressed };
}
