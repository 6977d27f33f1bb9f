import type { TargetImage } from '../jobs/results.ts';

export interface Named {
  readonly target: string;
  readonly image?: TargetImage;
  /** Options that a command about the same target has to be given again. */
  readonly carriedOptions?: readonly string[];
}

/** A target as it is told, with the image or partition that is meant. */
export function nameOf({ target, image }: Named): string {
  if (image === undefined) return target;
  return image.name === '' ? `${target} [${image.index}]` : `${target} [${image.index}: ${image.name}]`;
}

/** A target before what is said of it. A drive, `D:`, ends in a colon already. */
export function heading(named: Named): string {
  const name = nameOf(named);
  return name.endsWith(':') ? name : `${name}:`;
}
