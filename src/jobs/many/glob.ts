import type { ReadOnlyFileSystem } from '../../files/file-system.ts';
import type { FilePath } from '../../ground/brand.ts';
import { isHiveError } from '../../ground/errors.ts';

/**
 * Patterns of names: `*` for any letters of a name, `?` for one, `[a-z]` for one of them, `**` for any folders. Shells of
 * Linux expand them before a program is started, those of Windows leave it to the program.
 */
const IS_PATTERN = /[*?]|\[[^\]]+\]/;

/** Deeper than any tree of images; a link in a circle ends there. */
const DEEPEST = 32;

export function isPattern(path: FilePath): boolean {
  return IS_PATTERN.test(path);
}

/**
 * What is there by a pattern, in the order of names. Names are compared as the file system does. Folders that can't be
 * looked into are passed over, as shells do.
 */
export async function* expandPattern(files: ReadOnlyFileSystem, pattern: FilePath): AsyncGenerator<FilePath> {
  const isWindows = files.flavour === 'windows';
  const steps = pattern.split(isWindows ? /[\\/]/ : '/');
  const first = steps.findIndex(isPattern);
  const separator = isWindows ? '\\' : '/';
  const folder = steps.slice(0, first).map((step) => step + separator);
  yield* expandBelow({ files, separator }, folder.join(''), steps.slice(first), 0);
}

interface Place {
  readonly files: ReadOnlyFileSystem;
  readonly separator: string;
}

/** @param folder '' or with a separator at its end. */
async function* expandBelow(
  place: Place,
  folder: FilePath,
  steps: readonly string[],
  depth: number,
): AsyncGenerator<FilePath> {
  const { files, separator } = place;
  const [step = '', ...rest] = steps;
  if (depth > DEEPEST) return;
  const anyFolders = step === '**';
  if (anyFolders && rest.length > 0) yield* expandBelow(place, folder, rest, depth);
  const isWanted = nameTest(step, files.flavour === 'windows');
  for (const { name, kind } of await entriesOf(files, folder)) {
    const path = folder + name;
    if (anyFolders) {
      // No links: one may lead back to where it is.
      const isWalked = kind === 'folder' && (await files.nameStatus(path))?.kind !== 'link';
      if (isWalked) yield* expandBelow(place, path + separator, steps, depth + 1);
      if (rest.length === 0) yield path;
    } else if (isWanted(name)) {
      if (rest.length === 0) yield path;
      else if (kind === 'folder') yield* expandBelow(place, path + separator, rest, depth + 1);
    }
  }
}

/** Names that begin with a dot are met only by a pattern that does so, too. */
function nameTest(step: string, ignoresCase: boolean): (name: string) => boolean {
  const source = step.replace(/\[!?[^\]]+\]|[\s\S]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length === 1) return part.replace(/[.+^${}()|[\]\\/]/, '\\$&');
    return `[${part
      .slice(1, -1)
      .replace(/[\\[^]/g, '\\$&')
      .replace(/^!/, '^')}]`;
  });
  const expression = expressionOf(`^${source}$`, ignoresCase ? 'isu' : 'su');
  return (name) => (step.startsWith('.') || !name.startsWith('.')) && expression?.test(name) === true;
}

/** Undefined for a range that runs backwards, `[z-a]`, which nothing is in. */
function expressionOf(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

async function entriesOf(files: ReadOnlyFileSystem, folder: FilePath) {
  try {
    const entries = await files.list(folder === '' ? '.' : folder);
    return [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isHiveError(error)) return [];
    throw error;
  }
}
