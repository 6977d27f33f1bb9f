import { isHiveError } from '../ground/errors.ts';
import { whenRead } from '../regf/hive-pages.ts';
import { parseRegistryPath } from '../windows/registry-path.ts';
import { withOpenKey } from './open-key.ts';
import type { FoundTarget } from './targets.ts';

const KEY = parseRegistryPath('HKLM\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage');

/**
 * The code page of a Windows ("ANSI"), in which its REGEDIT4 files are. Microsoft: "Code page identifiers".
 * @returns undefined for a hive file, and where the Windows does not tell.
 */
export async function codePageOf({ target, files }: FoundTarget): Promise<number | undefined> {
  if (target.isHiveFile) return undefined;
  try {
    const options = { acceptDirty: true, isWhole: false };
    const text = await withOpenKey(files, target, KEY, options, ({ key }) =>
      whenRead(() => key.value('ACP')?.asString()),
    );
    return text !== undefined && /^\d{3,5}$/.test(text) ? Number(text) : undefined;
  } catch (error) {
    // The file may well need none.
    if (isHiveError(error)) return undefined;
    throw error;
  }
}
