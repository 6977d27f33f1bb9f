import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';

/** One of the images of a WIM, by its index, or one of a disk's partitions, by its number. Both count from 1. */
export interface ImagePart {
  readonly index: number;
  /** '' where it has none. */
  readonly name: string;
}

/**
 * The parts that `--image` means: a number, a name in any case, or all of them.
 * @throws HiveError 'image-part-missing'
 */
export function chooseParts<Part extends ImagePart>(
  path: FilePath,
  parts: readonly Part[],
  wanted: string | undefined,
): readonly Part[] {
  if (wanted === undefined || wanted.toLowerCase() === 'all') return parts;
  const chosen = parts.filter(
    ({ index, name }) => String(index) === wanted || name.toLowerCase() === wanted.toLowerCase(),
  );
  if (chosen.length > 0) return chosen;
  const told = parts.map(({ index, name }) => ({ index, name }));
  throw new HiveError('image-part-missing', { path, part: wanted, parts: told });
}
