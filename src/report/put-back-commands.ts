import type { FilePath } from '../ground/brand.ts';

/** Commands that a person can paste to put a whole copy of a hive back. Never carried out by hivemend itself. */

/** By hivemend: it backs up what is there before. */
export function putBackCommand(hive: FilePath, backupId: string): string {
  return `hivemend undo ${inQuotes(hive)} --backup ${backupId} --force`;
}

/** By hand: the present hive keeps its place under another name. */
export function copyBackCommands(hive: FilePath, copy: FilePath): readonly [string, string] {
  const set = hive.includes('\\') ? ['ren', 'copy'] : ['mv', 'cp'];
  const name = /[^\\/]*$/.exec(hive)?.[0] ?? hive;
  const aside = set[0] === 'ren' ? `${name}.damaged` : inQuotes(`${hive}.damaged`);
  return [`${set[0]} ${inQuotes(hive)} ${aside}`, `${set[1]} ${inQuotes(copy)} ${inQuotes(hive)}`];
}

const inQuotes = (path: FilePath): string => `"${path}"`;
