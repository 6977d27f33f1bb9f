import type { WritableFileSystem } from '../../src/files/file-system.ts';
import type { DiskState } from '../../src/ground/errors.ts';

/**
 * Ways to replace a file, to test the sweep itself with: one that is safe, and some that are not and that people use.
 * They write `newHive` over `hive`, and keep the old one in `backups/1`.
 */
export type Strategy = (files: WritableFileSystem, hive: string, newHive: Uint8Array) => Promise<DiskState>;

/** What hivemend promises to do, in its barest form. */
export const careful: Strategy = async (files, hive, newHive) => {
  await backUp(files, hive);
  await stage(files, hive, newHive, true);
  await files.replace(staged(hive), hive);
  await files.flushFolder(files.parent(hive));
  return 'changed';
};

/** What hivex's own commit does: truncate the file, write it anew, never flush it. */
export const truncateAndWrite: Strategy = async (files, hive, newHive) => {
  await copyBackup(files, hive);
  const file = await files.openForWriting(hive);
  try {
    await file.truncate(0);
    await file.write(newHive, 0);
  } finally {
    await file.close();
  }
  return 'changed';
};

/** The rename gets to the medium before the contents do: an empty hive. */
export const renameWithoutFlush: Strategy = async (files, hive, newHive) => {
  await backUp(files, hive);
  await stage(files, hive, newHive, false);
  await files.replace(staged(hive), hive);
  await files.flushFolder(files.parent(hive));
  return 'changed';
};

/** Success is told before the rename is on the medium. */
export const tellTooEarly: Strategy = async (files, hive, newHive) => {
  await backUp(files, hive);
  await stage(files, hive, newHive, true);
  await files.replace(staged(hive), hive);
  return 'changed';
};

/** The backup is a hard link, and the write goes through it. */
export const writeThroughLink: Strategy = async (files, hive, newHive) => {
  await backUp(files, hive);
  const file = await files.openForWriting(hive);
  try {
    await file.write(newHive, 0);
    await file.flush();
  } finally {
    await file.close();
  }
  return 'changed';
};

/** What the next run of each does: take away what is only half there. */
export async function cleanUp(files: WritableFileSystem, hive: string): Promise<void> {
  if ((await files.status(staged(hive))) !== undefined) await files.remove(staged(hive));
}

function staged(hive: string): string {
  return `${hive}.hivemend-new`;
}

async function makeBackupFolder(files: WritableFileSystem, hive: string): Promise<string> {
  const folder = files.join(files.parent(hive), 'backups');
  await files.makeFolder(folder);
  await files.flushFolder(files.parent(hive));
  return folder;
}

async function backUp(files: WritableFileSystem, hive: string): Promise<void> {
  const folder = await makeBackupFolder(files, hive);
  await files.link(hive, files.join(folder, '1'));
  await files.flushFolder(folder);
}

async function copyBackup(files: WritableFileSystem, hive: string): Promise<void> {
  const folder = await makeBackupFolder(files, hive);
  const original = await files.open(hive);
  const bytes = new Uint8Array(original.length);
  await original.read(bytes, 0).finally(() => original.close());
  const copy = await files.create(files.join(folder, '1'));
  try {
    await copy.write(bytes, 0);
    await copy.flush();
  } finally {
    await copy.close();
  }
  await files.flushFolder(folder);
}

async function stage(
  files: WritableFileSystem,
  hive: string,
  newHive: Uint8Array,
  flushed: boolean,
): Promise<void> {
  const file = await files.create(staged(hive), { like: hive });
  try {
    await file.write(newHive, 0);
    if (flushed) await file.flush();
    const written = new Uint8Array(file.length);
    await file.read(written, 0);
    if (Buffer.compare(written, newHive) !== 0) throw new Error('the staged file is not what was written');
  } finally {
    await file.close();
  }
}
