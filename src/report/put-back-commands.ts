import type { FilePath } from '../ground/brand.ts';
import type { WholeCopy } from '../ground/errors.ts';

/** Commands that a person can paste to put a whole copy of a hive back. Never carried out by hivemend itself. */

/** By hivemend, which backs up what is there before, where it made the copy. */
export function putBackCommands(hive: FilePath, copy: WholeCopy): readonly string[] {
  const { path, backupId, snapshotId } = copy;
  const undo = `hivemend undo ${inQuotes(hive)}`;
  if (snapshotId !== undefined) return [`${undo} --snapshot ${snapshotId}`];
  return backupId === undefined ? copyBackCommands(hive, path) : [`${undo} --backup ${backupId} --force`];
}

/** By hand: the present hive keeps its place under another name. */
function copyBackCommands(hive: FilePath, copy: FilePath): readonly [string, string] {
  const set = hive.includes('\\') ? ['ren', 'copy'] : ['mv', 'cp'];
  const name = /[^\\/]*$/.exec(hive)?.[0] ?? hive;
  const aside = set[0] === 'ren' ? `${name}.damaged` : inQuotes(`${hive}.damaged`);
  return [`${set[0]} ${inQuotes(hive)} ${aside}`, `${set[1]} ${inQuotes(copy)} ${inQuotes(hive)}`];
}

const inQuotes = (path: FilePath): string => `"${path}"`;
