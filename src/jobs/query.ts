import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { LazyList } from '../ground/lazy-list.ts';
import { parseRegistryPath } from '../windows/registry-path.ts';
import { explaining } from './explain-failure.ts';
import type { Machine } from './machine.ts';
import { type OpenKey, withOpenKey } from './open-key.ts';
import { type ListOptions, listKeys, listOneKey } from './queried-keys.ts';
import { regFileLines } from './reg-file-lines.ts';
import type { QueryResult } from './registry-results.ts';
import { type FindOptions, findTarget } from './targets.ts';

export interface QueryRequest extends ListOptions, FindOptions {
  readonly key: string;
  /** Whose `HKEY_CURRENT_USER` is meant. */
  readonly user?: string;
  readonly acceptDirty: boolean;
  readonly asRegFile: boolean;
}

/**
 * Reads a key, and those below it as far as they are asked for, in the newest state of the hive. Writes nothing.
 * @throws HiveError 'key-path-malformed', 'key-missing', 'value-missing', 'nothing-found', and what withOpenKey throws.
 */
export async function queryKey(
  machine: Machine,
  name: string,
  { key, followLinks, acceptDirty, user, asRegFile, ...list }: QueryRequest,
): Promise<QueryResult> {
  const path = parseRegistryPath(key);
  const { target, files } = await findTarget(machine, name, { followLinks: followLinks === true });
  // One key is looked up; whole trees are read at once.
  const isWhole = list.depth > 0;
  const options = { acceptDirty, isWhole, ...(user === undefined ? {} : { user }) };
  return explaining(files, target, () =>
    withOpenKey(files, target, path, options, async (open) => {
      const keys = isWhole
        ? new LazyList(() => listKeys(open.reader, open.key, open.shown, list))
        : listOf(await listOneKey(open.key, open.shown, list));
      refuseNothing(keys, open, list);
      const reg = asRegFile ? { reg: new LazyList(() => regFileLines(keys)) } : {};
      return { ...open.read, key: open.shown, keys, ...reg };
    }),
  );
}

function listOf<Item>(items: readonly Item[]): LazyList<Item> {
  return new LazyList(() => items.values());
}

/** Of a list that is made on the way, only the first is looked at. */
function refuseNothing(
  keys: Iterable<unknown>,
  { shown, read }: OpenKey,
  { value, find }: ListOptions,
): void {
  for (const _ of keys) return;
  const place: { readonly path: FilePath; readonly key: string } = { path: read.hive, key: shown };
  if (find !== undefined) throw new HiveError('nothing-found', { ...place, text: find });
  throw new HiveError('value-missing', { ...place, value: value ?? '' });
}
