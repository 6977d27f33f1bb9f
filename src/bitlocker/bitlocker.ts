import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';

/** What says that a volume is locked. */
export type LockWitness =
  /** Windows refused a file call with FVE_E_LOCKED_VOLUME. */
  | 'error'
  /** The volume's boot sector is BitLocker's. */
  | 'boot-sector';

export type VolumeAccess =
  | { readonly state: 'open' }
  | { readonly state: 'locked'; readonly witnesses: readonly LockWitness[] }
  /** Neither open nor known to be locked: no medium, no rights, a file system that Windows can't read. */
  | { readonly state: 'unreadable'; readonly cause: string };

/** At offset 3, where others have 'NTFS' or 'MSDOS5.0'. */
const SIGNATURE = '-FVE-FS-';
const SIGNATURE_OFFSET = 3;
/** Raw reads take whole sectors; this is a whole number of them for every sector size in use. */
const SECTOR = 4096;

/**
 * Asks a volume's root for its names. A volume that BitLocker locked keeps its letter and answers with an error of its
 * own, or, to some callers, with no more than "access denied": then its boot sector is asked.
 *
 * @returns undefined when there is nothing of that name.
 */
export async function readVolumeAccess(
  files: ReadOnlyFileSystem,
  root: FilePath,
): Promise<VolumeAccess | undefined> {
  try {
    // `list` comes second, since a folder that is missing is no error to `status`.
    if ((await files.status(root)) === undefined) return undefined;
    await files.list(root);
    return { state: 'open' };
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    return accessAfter(error, await hasBitLockerBootSector(files, root));
  }
}

function accessAfter(error: HiveError, isBitLocker: boolean): VolumeAccess {
  const witnesses: LockWitness[] = [];
  if (error.code === 'volume-locked') witnesses.push('error');
  if (isBitLocker) witnesses.push('boot-sector');
  return witnesses.length > 0
    ? { state: 'locked', witnesses }
    : { state: 'unreadable', cause: causeOf(error) };
}

/** The system's own name of the error where there is one. */
export function causeOf(error: HiveError): string {
  const { details } = error;
  return 'cause' in details && typeof details.cause === 'string' ? details.cause : error.code;
}

/** An unlocked volume answers with what the encrypted sector stands for. */
async function hasBitLockerBootSector(files: ReadOnlyFileSystem, root: FilePath): Promise<boolean> {
  const drive = /^([a-z]:)\\?$/i.exec(root)?.[1];
  return files.flavour === 'windows' && drive !== undefined && isBitLockerDevice(files, `\\\\.\\${drive}`);
}

/**
 * Whether a device's first sector carries BitLocker's signature. False where it can't be read, which takes an
 * administrator.
 *
 * @param device such as `\\.\D:` or `/dev/sda3`.
 */
export async function isBitLockerDevice(files: ReadOnlyFileSystem, device: FilePath): Promise<boolean> {
  const sector = new Uint8Array(SECTOR);
  try {
    const file = await files.open(device);
    try {
      await file.read(sector, 0);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof HiveError) return false;
    throw error;
  }
  const found = sector.subarray(SIGNATURE_OFFSET, SIGNATURE_OFFSET + SIGNATURE.length);
  return String.fromCharCode(...found) === SIGNATURE;
}
