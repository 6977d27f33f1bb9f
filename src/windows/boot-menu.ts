import type { RegistryKey, RegistryView } from '../regf/registry-view.ts';

/** What the boot menu (BCD store, a registry hive) starts from a file. Microsoft: "Boot Configuration Data Reference". */

export interface BootedFile {
  /** The virtual disk's path on its volume, such as `\vhd\win11.vhdx`. */
  readonly path: string;
  /** As the menu shows it. */
  readonly title?: string;
}

/** BcdLibraryDevice_ApplicationDevice and BcdOSLoaderDevice_OSDevice: where the loader and the Windows lie. */
const DEVICES = ['11000001', '21000001'];
/** BcdLibraryString_Description. */
const TITLE = '12000004';

/** More entries than any menu has. */
const MOST_ENTRIES = 1000;
/** A device element has some hundred bytes. */
const LARGEST_DEVICE = 65_536;

/**
 * Virtual disks that the boot menu starts a Windows from, each once.
 * @param store a BCD hive in its newest state.
 * @throws HiveError where the keys on the way are damaged.
 */
export function virtualDisksOf(store: RegistryView): readonly BootedFile[] {
  const found = new Map<string, BootedFile>();
  let entries = 0;
  for (const entry of store.find(['Objects'])?.subkeys() ?? []) {
    entries += 1;
    if (entries > MOST_ENTRIES) break;
    const elements = entry.subkey('Elements');
    for (const device of DEVICES) {
      const path = virtualDiskIn(elements?.subkey(device));
      if (path === undefined || found.has(path.toLowerCase())) continue;
      const title = elements?.subkey(TITLE)?.value('Element')?.asString();
      found.set(path.toLowerCase(), title === undefined ? { path } : { path, title });
    }
  }
  return [...found.values()];
}

/**
 * The file that a device element names. Its structure is not published; that a virtual disk is in it by its file's name is
 * (Microsoft: "BcdObject.SetVhdDeviceElement"): UTF-16 from a backslash to the extension and a null.
 */
function virtualDiskIn(element: RegistryKey | undefined): string | undefined {
  const value = element?.value('Element');
  if (value === undefined || value.dataSize > LARGEST_DEVICE) return undefined;
  const data = value.data();
  // The name may begin at an odd byte.
  return [data, data.subarray(1)]
    .map((bytes) => PATH.exec(new TextDecoder('utf-16le').decode(bytes))?.[1])
    .find((path) => path !== undefined);
}

const PATH = /(\\[^\0]{1,300}?\.vhdx?)\0/i;
