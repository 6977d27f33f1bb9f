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

/** What starts hivemend at a recovery prompt: in README.txt as it is handed out, and with every stick of that folder. */
export const DOCUMENTED_START = 'E:\\hivemend\\hivemend.cmd';

const PAGE = 'README.txt';

export const CHECKSUMS = 'SHA256SUMS';

/** Those of the handed-out files that a recovery prompt can use. */
const MEDIA_FILES = [
  'hivemend-win-x64.exe',
  'hivemend-win-arm64.exe',
  'hivemend.cmd',
  PAGE,
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
 * flushed and read back. README.txt gets what starts hivemend there.
 * @param start from `startFrom`
 * @param mayReplace also files that are not ours.
 * @throws HiveError 'file-not-ours' before anything is copied, 'media-damaged' when a file or its copy lacks its checksum, 'file-missing', and what writing throws.
 */
export async function copyMedia(
  files: WritableFileSystem,
  from: FilePath,
  to: FilePath,
  start: string,
  mayReplace = false,
): Promise<readonly CopiedFile[]> {
  const sums = parseChecksums(await readText(files, files.join(from, CHECKSUMS)));
  if (!mayReplace) await refuseForeign(files, to, sums);
  await files.makeFolder(to);
  const copied: CopiedFile[] = [];
  for (const name of MEDIA_FILES) {
    const expected = sums.get(name);
    const [source, target] = [files.join(from, name), files.join(to, name)];
    if (expected === undefined) throw new HiveError('file-missing', { path: source });
    const size = await copyFile(files, source, target, expected);
    copied.push(
      name === PAGE && start !== DOCUMENTED_START
        ? { name, ...(await writePage(files, target, start)) }
        : { name, sha256: expected, size },
    );
  }
  const lines = copied.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
  await writeFile(files, files.join(to, CHECKSUMS), async (file) => {
    await file.write(new TextEncoder().encode(lines), 0);
  });
  await files.flushFolder(to);
  return copied;
}

/**
 * What starts hivemend from a folder of a stick, where the stick's letter is E.
 * @param systemRoot of the Windows that runs
 * @returns undefined for a folder on the volume of this system itself, which goes to no other PC
 */
export async function startFrom(
  files: WritableFileSystem,
  folder: FilePath,
  systemRoot: FilePath | undefined,
): Promise<string | undefined> {
  const names =
    files.flavour === 'windows' ? belowDrive(folder, systemRoot) : await belowMount(files, folder);
  if (names === undefined) return undefined;
  const path = ['E:', ...names, 'hivemend.cmd'].join('\\');
  return /^[\p{L}\p{M}\p{N}\\:._-]+$/u.test(path) ? path : `"${path}"`;
}

function belowDrive(folder: FilePath, systemRoot: FilePath = ''): readonly string[] | undefined {
  const [, drive, below] = /^([A-Z]:)\\(.*)$/i.exec(folder) ?? [];
  if (drive?.toUpperCase() === systemRoot.slice(0, 2).toUpperCase()) return undefined;
  return below?.split('\\').filter((name) => name !== '');
}

/** The names on the way from where the folder's volume is mounted. */
async function belowMount(
  files: WritableFileSystem,
  folder: FilePath,
): Promise<readonly string[] | undefined> {
  const device = async (path: FilePath) => (await files.status(path))?.device;
  const own = await device(folder);
  const names: string[] = [];
  for (let at = folder; ; at = files.parent(at)) {
    if (files.parent(at) === at) return undefined;
    if ((await device(files.parent(at))) !== own) return names;
    names.unshift(files.baseName(at));
  }
}

async function writePage(
  files: WritableFileSystem,
  path: FilePath,
  start: string,
): Promise<{ readonly sha256: string; readonly size: number }> {
  const text = (await readText(files, path)).replaceAll(DOCUMENTED_START, () => start);
  const bytes = new TextEncoder().encode(text);
  await writeFile(files, path, async (file) => {
    await file.write(bytes, 0);
  });
  const sha256 = await files.sha256(path);
  if ((await readText(files, path)) !== text) {
    throw new HiveError('media-damaged', { path, expected: start, actual: sha256 });
  }
  return { sha256, size: bytes.length };
}

/** Names that anybody's stick may have. The others are nobody's but ours, also where the file is damaged. */
const COMMON_NAMES = [PAGE, 'LICENSE.txt', 'THIRD-PARTY-LICENSES.txt'];

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
    // With its byte order mark.
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
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
