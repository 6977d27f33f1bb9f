import type { VersionResult } from '../results.ts';

/** Words for what commands found and did. */
export interface ResultMessages {
  readonly version: (result: VersionResult) => readonly string[];
}
