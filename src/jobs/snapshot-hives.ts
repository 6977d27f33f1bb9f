import { findMachineHive, findProfileHive, findUsersFolder } from '../disk/registry-hives.ts';
import type { Target } from '../disk/target.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { type HiveError, isHiveError } from '../ground/errors.ts';
import type { WindowsIdentity } from '../install/snapshot-record.ts';
import { whenRead } from '../regf/hive-pages.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import { describeWindows, type SystemDescription } from '../windows/description.ts';
import { type Profile, readProfiles, readSystemDrive } from '../windows/profiles.ts';
import { readSystem } from './check.ts';
import { withNewestHive } from './newest-hive.ts';

/** Which hives a snapshot of a Windows holds. */

const MACHINE_HIVES = ['SYSTEM', 'SAM', 'SECURITY', 'DEFAULT'];
/** The profile that new ones are made from is in no list. */
const TEMPLATE = 'Default';

export interface FoundHives {
  readonly hives: readonly HiveSet[];
  /** Places that lead elsewhere, or that can't be looked into. */
  readonly notReached: readonly { readonly path: FilePath; readonly error: HiveError }[];
  /** Of this Windows, where its SOFTWARE hive says. */
  readonly build: number | undefined;
  readonly windows: WindowsIdentity;
}

/**
 * The machine's hives, and those of all profiles on the volume of this Windows. A hive that is not there is none.
 * @param root of that volume
 * @throws HiveError what reading folders throws, but for single places
 */
export async function findSnapshotHives(
  files: ReadOnlyFileSystem,
  target: Target,
  windowsFolder: FilePath,
): Promise<FoundHives> {
  const config = files.parent(target.hive.primary);
  const { profiles, systemDrive, build, machineGuid } = await readSoftware(files, target.hive);
  const template = await findUsersFolder(files, windowsFolder, TEMPLATE);
  const paths = [...profiles.map(({ path }) => path), ...(template === undefined ? [] : [template])];
  const finders = [
    ...MACHINE_HIVES.map((name) => () => findMachineHive(files, config, name)),
    ...paths.flatMap((profilePath) =>
      (['user', 'user-classes'] as const).map(
        (which) => () => findProfileHive(files, { windowsFolder, profilePath, systemDrive }, which),
      ),
    ),
  ];
  const hives = new Map([[target.hive.primary, target.hive]]);
  const notReached: { readonly path: FilePath; readonly error: HiveError }[] = [];
  for (const find of finders) {
    try {
      const hive = await find();
      hives.set(hive.primary, hive);
    } catch (error) {
      if (!isHiveError(error)) throw error;
      if (error.code === 'hive-missing') continue;
      notReached.push({ path: pathIn(error) ?? windowsFolder, error });
    }
  }
  const windows = identityOf(machineGuid, await readSystem(files, target.systemHive));
  return { hives: [...hives.values()], notReached, build, windows };
}

const pathIn = ({ details }: HiveError): FilePath | undefined =>
  'path' in details && typeof details.path === 'string' ? details.path : undefined;

interface SoftwareFacts {
  readonly profiles: readonly Profile[];
  readonly systemDrive: string | undefined;
  readonly build: number | undefined;
  readonly machineGuid: string | undefined;
}

/** Made at setup, and asked for by programs that want to know a PC again. */
const CRYPTOGRAPHY = ['Microsoft', 'Cryptography'];

/** Who a Windows is: see `isSameWindows`. */
export async function readIdentity(files: ReadOnlyFileSystem, target: Target): Promise<WindowsIdentity> {
  const { machineGuid } = await readSoftware(files, target.hive);
  return identityOf(machineGuid, await readSystem(files, target.systemHive));
}

function identityOf(machineGuid: string | undefined, system: SystemDescription | undefined): WindowsIdentity {
  const computerName = system?.computerName;
  return {
    ...(machineGuid === undefined ? {} : { machineGuid }),
    ...(computerName === undefined ? {} : { computerName }),
  };
}

/** A SOFTWARE hive that can't be read knows no profiles; the machine's hives are worth keeping all the same. */
async function readSoftware(files: ReadOnlyFileSystem, hiveSet: HiveSet): Promise<SoftwareFacts> {
  try {
    return await withNewestHive(files, hiveSet, { acceptDirty: false }, async ({ hive }) => {
      const software = await HiveReader.onDemand(hive, hiveSet.primary);
      return await whenRead(() => ({
        profiles: readProfiles(software),
        systemDrive: readSystemDrive(software),
        build: describeWindows(software).build,
        machineGuid: software.find(CRYPTOGRAPHY)?.value('MachineGuid')?.asString(),
      }));
    });
  } catch (error) {
    if (!isHiveError(error)) throw error;
    return { profiles: [], systemDrive: undefined, build: undefined, machineGuid: undefined };
  }
}
