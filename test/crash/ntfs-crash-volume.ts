import { haveCompiler, recording } from '../support/block-record.ts';
import { type NtfsFile, NtfsReader } from '../support/ntfs-reader.ts';
import { NtfsDamage } from '../support/ntfs-structures.ts';
import {
  haveNtfs,
  makeNtfsImage,
  mountNtfs,
  setAttribute,
  setFileAttributes,
} from '../support/ntfs-volume.ts';
import { INHERITABLE, systemAndAdministrators } from '../support/security-descriptor.ts';
import { CONFIG, type CrashVolume, type FoundSet, SUFFIXES } from './crash-volume.ts';

const MIB = 32;
/** FILE_ATTRIBUTE_HIDDEN, SYSTEM and ARCHIVE. */
const OF_LOGS = 0x26;
const ARCHIVE = 0x20;
/** ntfs-3g gives it to a file that has a length, until it has room for all of it. */
const SPARSE = 0x200;
const ACL = 'system.ntfs_acl';

/** By ntfs-3g, and read by our own reader: mounting thousands of images would take too long. */
export const ntfs: CrashVolume = {
  name: 'NTFS',
  isThere: haveNtfs && haveCompiler,
  make: (image) => makeNtfsImage(image, MIB),
  mount: (image, folder, record) =>
    mountNtfs(image, folder, record === undefined ? {} : recording(image, record)),
  protect(path, kind) {
    setAttribute(path, ACL, systemAndAdministrators(kind === 'folder' ? INHERITABLE : 0));
    if (kind !== 'folder') setFileAttributes(path, kind === 'log' ? OF_LOGS : ARCHIVE);
  },
  async read(image) {
    try {
      return readNtfs(image);
    } catch (error) {
      // With the numbers there would be a verdict for each image.
      if (error instanceof NtfsDamage) return error.message.replace(/\d+/g, 'N');
      throw error;
    }
  },
};

function readNtfs(image: Buffer): FoundSet | string {
  const reader = new NtfsReader(image);
  const files = new Map<string, Uint8Array>();
  let hive: NtfsFile | undefined;
  for (const suffix of SUFFIXES) {
    const file = reader.find([...CONFIG.split('/'), `SOFTWARE${suffix}`]);
    if (suffix === '') hive = file;
    if (file !== undefined) files.set(suffix, file.contents);
  }
  if (hive === undefined) return 'no SOFTWARE file';
  const { number, sequence, descriptor, attributes, created } = hive;
  const identity = {
    'file record': `${number}:${sequence}`,
    'security descriptor': descriptor,
    attributes: attributes & ~SPARSE,
    'creation time': created,
    // A name that comes or goes there can hide others for some moments (own-folder.ts).
    'list of names beside it': reader.names(CONFIG.split('/')).join(' '),
  };
  return { identity, files, isHalfGrown: (attributes & SPARSE) !== 0 };
}
