import type { Target } from '../disk/target.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { HiveError } from '../ground/errors.ts';
import { whenRead } from '../regf/hive-pages.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import type { Key } from '../regf/key.ts';
import { KEY_PREDEF_HANDLE, KEY_SYM_LINK } from '../regf/structures/key-node.ts';
import { readWholeHive } from '../regf/whole-hive.ts';
import type { RegistryPath } from '../windows/registry-path.ts';
import { withNewestHive } from './newest-hive.ts';
import { findHiveOf, type HivePlace, type PlaceOptions, placeInHive } from './registry-place.ts';
import type { HiveRead } from './registry-results.ts';

/** A key of a hive, in the hive's newest state. */
export interface OpenKey {
  readonly reader: HiveReader;
  readonly key: Key;
  /** From a root key on: names as the hive spells them, with backslashes between them. */
  readonly shown: string;
  readonly read: HiveRead;
}

export interface OpenKeyOptions extends PlaceOptions {
  /**
   * Whether much of the hive will be asked for: then it is read at once, and may be asked when it is closed. Otherwise it is
   * read on demand (see whenRead).
   */
  readonly isWhole: boolean;
}

/**
 * Finds the hive of a key, and the key in it, for `body`.
 * @throws HiveError 'key-missing', 'key-diverted', and what finding, opening and reading the hive throw.
 */
export async function withOpenKey<Result>(
  files: ReadOnlyFileSystem,
  target: Target,
  path: RegistryPath,
  options: OpenKeyOptions,
  body: (open: OpenKey) => Promise<Result>,
): Promise<Result> {
  const place = await findHiveOf(files, target, path, options);
  const { primary } = place.hiveSet;
  return withNewestHive(files, place.hiveSet, options, async ({ hive, account }) => {
    const read = { hive: primary, ...(account === undefined ? {} : { replay: account }) };
    const reader = options.isWhole
      ? await readWholeHive(hive, primary)
      : await HiveReader.onDemand(hive, primary);
    const found = await whenRead(() => openKey(reader, place, files.baseName(primary)));
    return body({ reader, read, ...found });
  });
}

function openKey(reader: HiveReader, place: HivePlace, fileName: string): Pick<OpenKey, 'key' | 'shown'> {
  const { path, shown } = placeInHive(reader, place, fileName);
  const mount = shown.slice(0, shown.length - path.length);
  let key = reader.root();
  const spelled: string[] = [];
  for (const [depth, name] of path.entries()) {
    refuseOtherKey(reader, key, path.slice(0, depth));
    const below = key.subkey(name);
    if (below === undefined) throw new HiveError('key-missing', { path: reader.file, key: shown.join('\\') });
    key = below;
    const asked = shown[mount.length + depth] ?? '';
    // CurrentControlSet stays what it was asked as.
    spelled.push(asked.toUpperCase() === name.toUpperCase() ? key.name : asked);
  }
  return { key, shown: [...mount, ...spelled].join('\\') };
}

/** What lies below a symbolic link or a predefined handle is another key's, to Windows. */
function refuseOtherKey(reader: HiveReader, key: Key, path: readonly string[]): void {
  const { flags } = key;
  if ((flags & (KEY_SYM_LINK | KEY_PREDEF_HANDLE)) === 0) return;
  const obstacle = flags & KEY_SYM_LINK ? 'symbolic-link' : 'predefined-handle';
  const target = obstacle === 'symbolic-link' ? key.value('SymbolicLinkValue')?.asString() : undefined;
  throw new HiveError('key-diverted', {
    path: reader.file,
    key: path,
    obstacle,
    ...(target === undefined ? {} : { target }),
  });
}
