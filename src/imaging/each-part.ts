import type { HiveError } from '../ground/errors.ts';
import { stopIfCancelled } from '../install/tools.ts';
import type { PartEnd } from './opened.ts';
import type { ImagePart } from './part.ts';
import type { ImagingTools } from './tools.ts';

/** Opens parts one after the other. What goes wrong with one does not keep the others from their turn. */
export async function eachPart<Part extends ImagePart, Result>(
  tools: ImagingTools,
  parts: readonly Part[],
  open: (part: Part) => Promise<Result>,
): Promise<readonly PartEnd<Result>[]> {
  const ends: PartEnd<Result>[] = [];
  for (const part of parts) {
    const told = { index: part.index, name: part.name };
    try {
      stopIfCancelled(tools);
      ends.push({ part: told, ok: true, result: await open(part) });
    } catch (thrown) {
      ends.push({ part: told, ok: false, thrown });
    }
  }
  return ends;
}

/** What was done well counts for nothing when the image is found damaged afterwards. */
export function withoutSuccess<Result>(
  ends: readonly PartEnd<Result>[],
  thrown: HiveError,
): readonly PartEnd<Result>[] {
  return ends.map(({ part, ...end }) => (end.ok ? { part, ok: false, thrown } : { part, ...end }));
}
