import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { findBelow } from '../files/find-path.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';

/** Whether a Windows kernel sleeps in `hiberfil.sys` and would lose, or overwrite, what is changed behind its back. */
export type Hibernation =
  | { readonly state: 'hibernated'; readonly path: FilePath; readonly signature: string }
  | { readonly state: 'not-hibernated'; readonly because: 'no-file' | 'empty' | 'zeroed' }
  | {
      readonly state: 'unknown';
      readonly path: FilePath;
      readonly because: 'unreadable' | 'other-signature';
      /** The error's name, or the signature that is none of the known ones. */
      readonly cause: string;
    };

/**
 * `hibr`: a whole or Fast Startup image to resume from. `wake`: resuming has begun. `rstr`: it was reading the image back.
 * Each comes in capitals too. Only zeros say that nothing is left to resume.
 */
const SIGNATURES = new Set(['hibr', 'wake', 'rstr']);

/** What Windows writes zeros over when it is done with the image. */
const HEADER = 4096;

/**
 * Looks at `hiberfil.sys` in the volume's root.
 *
 * @throws nothing for a file that can't be read: that is 'unknown'. @throws HiveError 'volume-locked'.
 */
export async function readHibernation(files: ReadOnlyFileSystem, volumeRoot: FilePath): Promise<Hibernation> {
  const expected = files.join(volumeRoot, 'hiberfil.sys');
  try {
    const path = await findBelow(files, volumeRoot, ['hiberfil.sys'], 'file');
    if (path === undefined) return await whereNoFileIs(files, volumeRoot);
    return await readSignature(files, path);
  } catch (error) {
    if (!(error instanceof HiveError) || error.code === 'volume-locked') throw error;
    return { state: 'unknown', path: expected, because: 'unreadable', cause: error.code };
  }
}

/** A folder, a pipe or a link to nowhere of that name: nobody knows what became of the file. */
async function whereNoFileIs(files: ReadOnlyFileSystem, volumeRoot: FilePath): Promise<Hibernation> {
  if ((await files.status(volumeRoot)) === undefined) return { state: 'not-hibernated', because: 'no-file' };
  const entries = await files.list(volumeRoot);
  const other = entries.find(({ name }) => name.toLowerCase() === 'hiberfil.sys');
  if (other === undefined) return { state: 'not-hibernated', because: 'no-file' };
  const path = files.join(volumeRoot, other.name);
  return { state: 'unknown', path, because: 'unreadable', cause: 'not-a-file' };
}

async function readSignature(files: ReadOnlyFileSystem, path: FilePath): Promise<Hibernation> {
  const file = await files.open(path);
  try {
    if (file.length === 0) return { state: 'not-hibernated', because: 'empty' };
    const header = new Uint8Array(Math.min(HEADER, file.length));
    await file.read(header, 0);
    if (header.every((byte) => byte === 0)) return { state: 'not-hibernated', because: 'zeroed' };
    const signature = printable(header.subarray(0, 4));
    if (SIGNATURES.has(signature.toLowerCase())) return { state: 'hibernated', path, signature };
    return { state: 'unknown', path, because: 'other-signature', cause: signature };
  } finally {
    await file.close();
  }
}

function printable(bytes: Uint8Array): string {
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText ? String.fromCharCode(...bytes) : `0x${Buffer.from(bytes).toString('hex')}`;
}
