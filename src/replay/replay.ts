import type { CleanHive } from '../brand.ts';
import { HiveError } from '../errors.ts';
import type { ReplayAccount } from './account.ts';
import { type HiveFile, readDirtyState } from './dirty-state.ts';

export type OpenedHive =
  | { readonly state: 'clean'; readonly hive: CleanHive }
  | { readonly state: 'replayed'; readonly hive: CleanHive; readonly account: ReplayAccount }
  | { readonly state: 'accepted'; readonly hive: CleanHive; readonly account: ReplayAccount };

/**
 * Gives a hive in its newest state. Only this function makes a CleanHive.
 *
 * @param primary read while the result is in use; keep it open.
 * @throws HiveError 'logs-missing' when the hive is dirty
 */
export async function openHive(
  primary: HiveFile,
  _logs: readonly HiveFile[],
  _options: { readonly acceptDirty: boolean },
): Promise<OpenedHive> {
  const found = await readDirtyState(primary);
  if (found.state === 'clean') return { state: 'clean', hive: asCleanHive(primary) };
  throw new HiveError('logs-missing', { path: primary.path });
}

/** A clean hive needs nothing from a log, even if one has later entries: Windows ignores them too. */
function asCleanHive(primary: HiveFile): CleanHive {
  const hive = {
    length: primary.length,
    read: (target: Uint8Array, position: number) => primary.read(target, position),
  };
  return hive as CleanHive;
}
