import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import { EVERYONE, openTo } from '../../ground/security-descriptor.ts';
import type { CommandRunner } from '../command-runner.ts';
import type { LostTrait, Protection } from '../file-system.ts';
import { system } from './calls.ts';
import { asking, isSystemError } from './error.ts';
import { readAttribute, writeAttribute } from './extended-attributes.ts';

/**
 * What Windows keeps of a file besides its contents, on Linux: drivers for NTFS show it as extended attributes, and give a
 * new file none of it. ntfs-3g's new files are open to everyone, whatever their folder says (tried with 2022.10.3).
 */
export interface TraitAccess {
  readonly commands: () => Promise<CommandRunner>;
  /** As mountType answers. */
  readonly mountType: (path: FilePath) => Promise<string | undefined>;
}

/** Names of the attributes. Undefined: the driver has none for it. */
interface Driver {
  readonly descriptor: string | undefined;
  readonly attributes: string | undefined;
  readonly creationTime: string | undefined;
  readonly objectId: string | undefined;
}

const NTFS_3G: Driver = {
  descriptor: 'system.ntfs_acl',
  attributes: 'system.ntfs_attrib_be',
  creationTime: 'system.ntfs_crtime',
  objectId: 'system.ntfs_object_id',
};
/** Source: the kernel's Documentation/filesystems/ntfs3.rst. */
const NTFS3: Driver = {
  descriptor: 'system.ntfs_security',
  attributes: 'system.ntfs_attrib_be',
  creationTime: undefined,
  objectId: undefined,
};
/**
 * wimlib's mounts show none of it. A new file has no descriptor there, and gets its folder's when the image is applied
 * (wimlib-imagex-mount(1)).
 */
const WIM: Driver = {
  descriptor: undefined,
  attributes: undefined,
  creationTime: undefined,
  objectId: undefined,
};

/** By the type of the mount. ntfs-3g's is 'fuseblk' on a device and 'fuse' on an image file, as that of others is. */
const DRIVERS: ReadonlyMap<string, Driver> = new Map([
  ['fuseblk', NTFS_3G],
  ['fuse', NTFS_3G],
  ['fuse.ntfs', NTFS_3G],
  ['fuse.ntfs-3g', NTFS_3G],
  ['fuse.lowntfs-3g', NTFS_3G],
  ['ntfs3', NTFS3],
  ['fuse.wimfs', WIM],
]);

/** `protectLike` of the file system (file-system.ts). */
export async function protectLike(
  access: TraitAccess,
  model: FilePath,
  paths: readonly FilePath[],
): Promise<Protection> {
  const [first] = paths;
  const from = await driverOf(access, model);
  const to = first === undefined ? undefined : await driverOf(access, first);
  if (from?.descriptor === undefined && to?.descriptor === undefined) return 'same';
  try {
    const commands = await access.commands();
    const descriptor = await read(commands, from?.descriptor, model);
    if (descriptor === undefined)
      return await openToOthers(commands, to, paths, await openByPermissions(model));
    if (to?.descriptor !== undefined) await writeAttribute(commands, to.descriptor, descriptor, paths);
    const allowed = openTo(descriptor) ?? new Set();
    if (to?.descriptor === undefined && !allowed.has(EVERYONE)) await closeToOthers(paths);
    return await openToOthers(commands, to, paths, allowed);
  } catch (error) {
    if (cannotLook(error)) return 'unknown';
    throw error;
  }
}

/** `carryTraits` of the file system (file-system.ts). */
export async function carryTraits(
  access: TraitAccess,
  from: FilePath,
  to: FilePath,
): Promise<readonly LostTrait[]> {
  const driver = await driverOf(access, from);
  if (driver === undefined) return [];
  const traits = [
    ['security-descriptor', driver.descriptor],
    ['attributes', driver.attributes],
    ['creation-time', driver.creationTime],
  ] as const;
  try {
    const commands = await access.commands();
    const lost: LostTrait[] = [];
    for (const [trait, name] of traits) {
      if (!(await carry(commands, name, from, to))) lost.push(trait);
    }
    // No two files have the same one, and the old file lives on in the backup.
    if ((await read(commands, driver.objectId, from)) !== undefined) lost.push('object-id');
    return lost;
  } catch (error) {
    if (cannotLook(error)) return traits.map(([trait]) => trait);
    throw error;
  }
}

async function driverOf({ mountType }: TraitAccess, path: FilePath): Promise<Driver | undefined> {
  return DRIVERS.get((await mountType(path)) ?? '');
}

async function read(
  commands: CommandRunner,
  name: string | undefined,
  path: FilePath,
): Promise<Uint8Array | undefined> {
  return name === undefined ? undefined : await readAttribute(commands, name, path);
}

/** @returns whether the file has it now. Another driver of a type that is 'fuse' has nothing to be carried. */
async function carry(
  commands: CommandRunner,
  name: string | undefined,
  from: FilePath,
  to: FilePath,
): Promise<boolean> {
  if (name === undefined) return false;
  const value = await readAttribute(commands, name, from);
  if (value === undefined) return true;
  await writeAttribute(commands, name, value, [to]);
  const carried = await readAttribute(commands, name, to);
  return carried !== undefined && Buffer.compare(carried, value) === 0;
}

/** Who can open one of `paths` and is not among `allowed`. */
async function openToOthers(
  commands: CommandRunner,
  driver: Driver | undefined,
  paths: readonly FilePath[],
  allowed: ReadonlySet<string>,
): Promise<Protection> {
  if (allowed.has(EVERYONE)) return 'same';
  const others = new Set<string>();
  for (const path of paths) {
    const descriptor = await read(commands, driver?.descriptor, path);
    const open = descriptor === undefined ? await openByPermissions(path) : openTo(descriptor);
    if (open === undefined) return 'unknown';
    for (const sid of open) if (!allowed.has(sid)) others.add(sid);
  }
  return others.size === 0 ? 'same' : { openTo: [...others] };
}

/** By the permissions alone. */
async function openByPermissions(path: FilePath): Promise<ReadonlySet<string>> {
  const { mode } = await asking(path, 'read', () => system.stat(path));
  return new Set((mode & 0o007) === 0 ? [] : [EVERYONE]);
}

/** The permissions that the files of an NTFS volume have on Linux say nothing of their descriptors. */
async function closeToOthers(paths: readonly FilePath[]): Promise<void> {
  for (const path of paths) {
    try {
      const { mode } = await system.stat(path);
      await system.chmod(path, mode & 0o7700);
    } catch (error) {
      // FAT has no permissions; what is left open is told.
      if (!isSystemError(error)) throw error;
    }
  }
}

const cannotLook = (error: unknown): boolean =>
  error instanceof HiveError && (error.code === 'command-missing' || error.code === 'command-failed');
