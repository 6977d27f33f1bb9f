import { HiveError } from '../../ground/errors.ts';
import { expandPattern, isPattern } from '../../jobs/many/glob.ts';
import { searchFolder } from '../../jobs/many/search-folder.ts';
import { type ListedTarget, targetsInBytes, targetsInFile } from '../../jobs/many/target-list.ts';
import { windowsOnThisPc } from '../../jobs/targets.ts';
import type { OptionName } from '../../report/messages/names.ts';
import { readOptionValue } from '../argv/command-line.ts';
import { isOptionName, type OptionValues } from '../argv/options.ts';
import type { CommandArguments } from '../command.ts';
import type { Context } from '../context.ts';

/** One of many targets, with its options: those of the command line, and its own before them. */
export interface ChosenTarget {
  readonly target: string;
  readonly options: OptionValues;
}

/**
 * The targets that a command line means: named, met by a pattern, listed in a file, or found in folders. Each once, by
 * its path; what is found is given while the search goes on.
 * @param ownOptions which a list may give a target.
 * @throws HiveError 'target-list', and what reading it throws, before the first is given. 'targets-nowhere' at the end
 *   when there was none.
 */
export async function chosenTargets(
  context: Context,
  { targets, options }: CommandArguments,
  ownOptions: readonly OptionName[],
): Promise<AsyncGenerator<ChosenTarget>> {
  const list = options['targets-from'];
  const isUnnamed = targets.length === 0 && list === undefined;
  const named = isUnnamed ? await windowsOnThisPc(context.machine) : targets;
  const listed = list === undefined ? [] : await readList(context, list);
  const all = [
    ...named.map((target) => ({ target, options })),
    ...listed.map(({ target, options: own }) => ({
      target,
      options: { ...options, ...readOwnOptions(own, ownOptions, list ?? '') },
    })),
  ];
  return each(context, all, options.recursive === true, list);
}

async function* each(
  { machine }: Context,
  all: readonly ChosenTarget[],
  isRecursive: boolean,
  list: string | undefined,
): AsyncGenerator<ChosenTarget> {
  const files = await machine.files();
  const met = new Set<string>();
  for (const { target, options } of all) {
    for await (const found of meant(files, target, isRecursive)) {
      const path = files.resolve(found);
      if (met.has(path)) continue;
      met.add(path);
      yield { target: found, options };
    }
  }
  if (met.size > 0) return;
  const places = [...all.map(({ target }) => target), ...(list === undefined ? [] : [list])];
  throw new HiveError('targets-nowhere', { places });
}

type Files = Awaited<ReturnType<Context['machine']['files']>>;

async function* meant(files: Files, target: string, isRecursive: boolean): AsyncGenerator<string> {
  // A name may hold a bracket.
  if (isPattern(target) && (await files.status(target).catch(() => undefined)) === undefined) {
    for await (const path of expandPattern(files, target)) yield* within(files, path, isRecursive);
  } else {
    yield* within(files, target, isRecursive);
  }
}

/** What is no folder is worked on as it is named, and told if it is not there. */
async function* within(files: Files, path: string, isRecursive: boolean): AsyncGenerator<string> {
  const kind = isRecursive ? (await files.status(path).catch(() => undefined))?.kind : undefined;
  if (kind === 'folder') yield* searchFolder(files, path);
  else yield path;
}

async function readList({ machine, surroundings }: Context, name: string): Promise<ListedTarget[]> {
  return name === '-'
    ? targetsInBytes(await surroundings.stdin.readAll(), name)
    : targetsInFile(await machine.files(), name);
}

/** @throws HiveError 'target-list' */
function readOwnOptions(
  own: ListedTarget['options'],
  allowed: readonly OptionName[],
  path: string,
): OptionValues {
  const read: Record<string, unknown> = {};
  for (const [option, given] of Object.entries(own)) {
    if (!isOptionName(option) || !allowed.includes(option))
      throw new HiveError('target-list', { path, problem: 'unknown-option', option });
    const value = readOptionValue(option, given);
    if (value === undefined) throw new HiveError('target-list', { path, problem: 'option-value', option });
    read[option] = value;
  }
  return read;
}
