import type { HiveReader } from './hive-reader.ts';
import { upcase } from './names.ts';

/** What a hive holds, told by the keys below its root, since a file may have any name. */
export type HiveKind =
  | 'SOFTWARE'
  | 'SYSTEM'
  | 'NTUSER'
  | 'USRCLASS'
  | 'SAM'
  | 'SECURITY'
  | 'BCD'
  | 'COMPONENTS'
  | 'DRIVERS'
  | 'AMCACHE'
  | 'EMPTY'
  | 'OTHER';

interface Marks {
  readonly kind: HiveKind;
  /** Paths from the root that are all there in a hive of this kind. */
  readonly all: readonly (readonly string[])[];
}

/**
 * First match wins. A user's hive has a `Software` key like no machine hive; `Classes` alone would also fit a user's
 * hive, so SOFTWARE asks for `Microsoft` below the root. A partial SOFTWARE hive has one of its two large branches.
 */
const KINDS: readonly Marks[] = [
  { kind: 'BCD', all: [['Objects'], ['Description']] },
  { kind: 'SYSTEM', all: [['Select'], ['ControlSet001']] },
  { kind: 'SYSTEM', all: [['ControlSet001', 'Control']] },
  { kind: 'SAM', all: [['SAM', 'Domains']] },
  { kind: 'SECURITY', all: [['Policy', 'PolAdtEv']] },
  { kind: 'SECURITY', all: [['Policy', 'Accounts']] },
  { kind: 'COMPONENTS', all: [['DerivedData'], ['CanonicalData']] },
  { kind: 'COMPONENTS', all: [['DerivedData', 'Components']] },
  { kind: 'DRIVERS', all: [['DriverDatabase']] },
  { kind: 'AMCACHE', all: [['Root', 'InventoryApplicationFile']] },
  { kind: 'AMCACHE', all: [['Root', 'File']] },
  { kind: 'NTUSER', all: [['Software'], ['Control Panel']] },
  { kind: 'NTUSER', all: [['Software', 'Microsoft', 'Windows', 'CurrentVersion']] },
  { kind: 'SOFTWARE', all: [['Microsoft', 'Windows NT', 'CurrentVersion']] },
  { kind: 'SOFTWARE', all: [['Microsoft', 'Windows', 'CurrentVersion']] },
  { kind: 'SOFTWARE', all: [['Microsoft'], ['Classes']] },
  { kind: 'USRCLASS', all: [['Local Settings']] },
  { kind: 'USRCLASS', all: [['CLSID']] },
];

/**
 * Reads the keys below the root, and where those leave it open a few below them.
 * The DEFAULT hive is a user's hive and answers 'NTUSER'.
 *
 * @throws HiveError where the keys that it reads are damaged.
 */
export function hiveKindOf(reader: HiveReader): HiveKind {
  const root = reader.root();
  if (root.subkeyCount === 0) return 'EMPTY';
  const names = new Set<string>();
  for (const key of root.subkeys()) names.add(upcase(key.name));
  const isThere = (path: readonly string[]): boolean =>
    names.has(upcase(path[0] ?? '')) && (path.length === 1 || reader.find(path) !== undefined);
  return KINDS.find((marks) => marks.all.every(isThere))?.kind ?? 'OTHER';
}
