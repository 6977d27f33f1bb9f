import type { ListedVolume, ListedWindows } from '../../jobs/results.ts';

/** Words of the list of what is on this PC. */
export interface ListMessages {
  readonly nothing: string;
  readonly kind: Readonly<Record<ListedWindows['kind'], string>>;
  readonly missing: (names: readonly string[]) => string;
  readonly access: (volume: ListedVolume) => string | undefined;
  readonly dates: (installed: string | undefined, lastShutdown: string | undefined) => string | undefined;
  /** @param value as `settingValue` gives it */
  readonly setting: (isEnforced: boolean, value: string) => string;
  readonly needsRepair: string;
  readonly nothingToRepair: string;
  readonly unreadable: string;
  readonly dirty: string;
}
