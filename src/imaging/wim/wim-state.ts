import type { FilePath } from '../../ground/brand.ts';
import { areSameBytes } from '../../ground/same-bytes.ts';
import type { ImagingTools } from '../tools.ts';
import { FLAG_WRITE_IN_PROGRESS, WIM_HEADER_SIZE, WimHeader } from './structures.ts';
import { bytesAt } from './wim-file.ts';

/** What a WIM is: it grows at its end, and its header, which tells of what lies before that, is written last. */
export interface WimState {
  readonly length: number;
  readonly header: Uint8Array;
}

/** @throws HiveError 'file-read', and what opening it throws. */
export async function stateOf({ files }: Pick<ImagingTools, 'files'>, path: FilePath): Promise<WimState> {
  const file = await files.open(path);
  try {
    return { length: file.length, header: await bytesAt(file, 0, WIM_HEADER_SIZE) };
  } finally {
    await file.close();
  }
}

export const isSameState = (one: WimState, other: WimState): boolean =>
  one.length === other.length && areSameBytes(one.header, other.header);

/** How far whoever lets a WIM grow has come: its header is marked first, and written as a whole last. */
export function progressOf(before: WimState, now: WimState): 'not-begun' | 'begun' | 'done' | 'unknown' {
  if (isSameState(before, now)) return 'not-begun';
  if (areSameBytes(before.header, unmarked(now.header)))
    return now.length >= before.length ? 'begun' : 'unknown';
  return areSameBytes(now.header, unmarked(now.header)) ? 'done' : 'unknown';
}

function unmarked(header: Uint8Array): Uint8Array {
  const bytes = header.slice();
  const at = WimHeader.at.flags;
  bytes[at] = (bytes[at] ?? 0) & ~FLAG_WRITE_IN_PROGRESS;
  return bytes;
}
