import type { FilePath } from '../../ground/brand.ts';
import type { FoundFormat } from './format.ts';

/** A disk image, as far as it is known before another program opens it. */
export interface DiskImage extends FoundFormat {
  readonly path: FilePath;
}
