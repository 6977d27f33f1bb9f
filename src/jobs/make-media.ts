import type { WritableFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';

/** What a technician's stick needs, copied from beside the program and compared with its checksums. */

export interface CopiedFile {
  readonly name: string;
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export const CHECKSUMS = 'SHA256SUMS';

/** Those of the handed-out files that a recovery prompt can use. */
const MEDIA_FILES = [
  'hivemend-win-x64.exe',
  'hivemend-win-arm64.exe',
  'hivemend.cmd',
  'README.txt',
  'LICENSE.txt',
  'THIRD-PARTY-LICENSES.txt',
];

const CHUNK = 1 << 20;
/** A checksum file is a few lines; anything longer is none. */
const MAX_CHECKSUMS = 1 << 16;

/**
 * The first of the folders that the program was handed out in.
 * @throws HiveError 'file-missing' when none of them has the checksums.
 */
export async function findHandedOut(
  files: WritableFileSystem,
  folders: readonly FilePath[],
): Promise<FilePath> {
  for (const folder of folders) {
    if ((await files.status(files.join(folder, CHECKSUMS)))?.kind === 'file') return folder;
  }
  throw new HiveError('file-missing', { path: files.join(folders[0] ?? '.', CHECKSUMS) });
}

/**
 * Copies them into `to`, which is made if need be; a file of ours that stands there already is replaced once its copy is
 * flushed and read back.
 * @param mayReplace also files that are not ours.
 * @throws HiveError 'file-not-ours' before anything is copied, 'media-damaged' when a file or its copy lacks its checksum, 'file-missing', and what writing throws.
 */
export async function copyMedia(
  files: WritableFileSystem,
  from: FilePath,
  to: FilePath,
  mayReplace = false,
): Promise<readonly CopiedFile[]> {
  const sums = parseChecksums(await readText(files, files.join(from, CHECKSUMS)));
  if (!mayReplace) await refuseForeign(files, to, sums);
  await files.makeFolder(to);
  const copied: CopiedFile[] = [];
  for (const name of MEDIA_FILES) {
    const expected = sums.get(name);
    const source = files.join(from, name);
    if (expected === undefined) throw new HiveError('file-missing', { path: source });
    copied.push({
      name,
      sha256: expected,
      size: await copyFile(files, source, files.join(to, name), expected),
    });
  }
  const lines = copied.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
  await writeFile(files, files.join(to, CHECKSUMS), async (file) => {
    await file.write(new TextEncoder().encode(lines), 0);
  });
  await files.flushFolder(to);
  return copied;
}

/** Names that anybody's stick may have. The others are nobody's but ours, also where the file is damaged. */
const COMMON_NAMES = ['README.txt', 'LICENSE.txt', 'THIRD-PARTY-LICENSES.txt'];

/**
 * A file is ours that is the one to be copied, or that is as the checksums beside it say, which are ours when they list
 * nothing else.
 * @throws HiveError 'file-not-ours'
 */
async function refuseForeign(
  files: WritableFileSystem,
  folder: FilePath,
  sums: ReadonlyMap<string, string>,
): Promise<void> {
  const checksums = files.join(folder, CHECKSUMS);
  const text = (await files.status(checksums)) === undefined ? '' : await readText(files, checksums);
  const before = parseChecksums(text);
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const areOurs =
    lines.length === before.size && [...before.keys()].every((name) => MEDIA_FILES.includes(name));
  if (!areOurs) throw new HiveError('file-not-ours', { path: checksums });
  for (const name of COMMON_NAMES) {
    const path = files.join(folder, name);
    if ((await files.status(path)) === undefined) continue;
    const actual = await files.sha256(path);
    if (actual !== sums.get(name) && actual !== before.get(name))
      throw new HiveError('file-not-ours', { path });
  }
}

/** SHA-256 by name. Lines of another form are left out. */
export function parseChecksums(text: string): ReadonlyMap<string, string> {
  const sums = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, sha256, name] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (sha256 !== undefined && name !== undefined) sums.set(name, sha256);
  }
  return sums;
}

async function readText(files: WritableFileSystem, path: FilePath): Promise<string> {
  const file = await files.open(path);
  try {
    const bytes = new Uint8Array(Math.min(file.length, MAX_CHECKSUMS));
    await file.read(bytes, 0);
    return new TextDecoder().decode(bytes);
  } finally {
    await file.close();
  }
}

/** @returns bytes copied */
async function copyFile(
  files: WritableFileSystem,
  source: FilePath,
  target: FilePath,
  expected: string,
): Promise<number> {
  await refuseOther(files, source, expected);
  const file = await files.open(source);
  try {
    await writeFile(files, target, async (copy) => {
      for (let at = 0; at < file.length; at += CHUNK) {
        const bytes = new Uint8Array(Math.min(CHUNK, file.length - at));
        await file.read(bytes, at);
        await copy.write(bytes, at);
      }
    });
    await refuseOther(files, target, expected);
    return file.length;
  } finally {
    await file.close();
  }
}

async function writeFile(
  files: WritableFileSystem,
  path: FilePath,
  fill: (file: Awaited<ReturnType<WritableFileSystem['create']>>) => Promise<void>,
): Promise<void> {
  const staged = `${path}.hivemend-new`;
  if ((await files.status(staged)) !== undefined) await files.remove(staged);
  const file = await files.create(staged);
  try {
    await fill(file);
    await file.flush();
  } catch (error) {
    await file.close();
    await files.remove(staged);
    throw error;
  }
  await file.close();
  await files.replace(staged, path);
}

async function refuseOther(files: WritableFileSystem, path: FilePath, expected: string): Promise<void> {
  const actual = await files.sha256(path);
  if (actual !== expected) throw new HiveError('media-damaged', { path, expected, actual });
}
