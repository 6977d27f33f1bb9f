import type { ListedImage, ListedVirtualDisk, ListedVolume, ListedWindows } from '../../jobs/results.ts';
import type { Offer } from './command-line.ts';

/** Words of the list of what is on this PC. */
export interface ListMessages {
  readonly nothing: string;
  /** In none of these. */
  readonly noWindows: (roots: readonly string[]) => string;
  /** Headings of the table. */
  readonly columns: Readonly<Record<'where' | 'windows' | 'computer' | 'state', string>>;
  /** Leads to the long form. @param folders as they are typed, with a space before each */
  readonly detailsHint: (folders: string) => Offer;
  readonly kind: Readonly<Record<ListedWindows['kind'], string>>;
  readonly missing: (names: readonly string[]) => string;
  readonly access: (volume: ListedVolume) => string | undefined;
  /** Of a locked volume. */
  readonly unlock: (drive: string) => Offer;
  readonly dates: (installed: string | undefined, lastShutdown: string | undefined) => string | undefined;
  /** @param value as `settingValue` gives it */
  readonly setting: (isEnforced: boolean, value: string) => string;
  readonly needsRepair: string;
  readonly nothingToRepair: string;
  readonly unreadable: string;
  readonly dirty: string;
  /** Hibernated. */
  readonly notShutDown: string;
  /** The folder is not called Windows. */
  readonly otherName: string;
  readonly virtualDisk: (disk: ListedVirtualDisk) => string;
  /** @param disk as it is typed */
  readonly repairDisk: (disk: string) => Offer;
  readonly image: (kind: ListedImage['kind'], parts: number) => string;
  readonly partWithoutWindows: string;
}
