import type { ErrorDetails } from '../../ground/errors.ts';
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
  | 'image-not-readable'
  | 'image-damaged'
  | 'image-part-locked'
  | 'program-missing'
  | 'program-too-old'
  | 'image-takes-root'
  | 'program-failed'
  | 'image-not-written'
  | 'image-uncertain'
  | 'image-left-mounted'
>;

type WhyNotWritable = ErrorDetails['image-not-writable']['because'];

/** What makes an image of the same contents that can be changed; none where a Windows has to be started first. */
export function wayToWritable(path: string, because: WhyNotWritable): readonly string[] {
  if (because === 'wants-check') return [];
  if (because === 'compressed') return [`qemu-img convert -O qcow2 "${path}" new.qcow2`];
  return [exportCommand(path, because === 'split')];
}

/** Makes a WIM that can be changed of one that can't. */
function exportCommand(path: string, isSplit: boolean): string {
  const parts = isSplit ? ` --ref="${path.replace(/\.swm$/i, '')}*.swm"` : '';
  return `wimlib-imagex export "${path}" all new.wim --compress=LZX${parts}`;
}

export function partName({ index, name }: { readonly index: number; readonly name: string }): string {
  return name === '' ? String(index) : `${index} (${name})`;
}

/** The packages of Debian and Ubuntu that have what opens a WIM, or a disk image. */
export const WIM_PACKAGES = 'wimtools';
export const DISK_PACKAGES = 'qemu-system-common qemu-utils ntfs-3g fuse3';

/** All that is needed of the kind of image that a program is for. */
export function installCommand(program: string): string {
  return `apt install ${program === 'wimlib-imagex' ? WIM_PACKAGES : DISK_PACKAGES}`;
}
