import type { ErrorMessages } from './messages.ts';

/** What is wrong with an image, or with the programs that open it. */
export type ImageErrorMessages = Pick<
  ErrorMessages,
  | 'image-signature'
  | 'image-truncated'
  | 'image-structure'
  | 'image-part-missing'
  | 'image-part-unnamed'
  | 'image-not-writable'
  | 'program-missing'
  | 'program-too-old'
  | 'program-failed'
  | 'image-not-written'
  | 'image-uncertain'
  | 'image-left-mounted'
>;

/** Makes a WIM that can be changed of one that can't. */
export function exportCommand(path: string, isSplit: boolean): string {
  const parts = isSplit ? ` --ref="${path.replace(/\.swm$/i, '')}*.swm"` : '';
  return `wimlib-imagex export "${path}" all new.wim --compress=LZX${parts}`;
}

export function partName({ index, name }: { readonly index: number; readonly name: string }): string {
  return name === '' ? String(index) : `${index} (${name})`;
}
