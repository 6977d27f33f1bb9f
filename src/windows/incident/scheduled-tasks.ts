import type { FolderEntry, ReadOnlyFileSystem } from '../../files/file-system.ts';
import { findBelow } from '../../files/find-path.ts';
import type { FilePath } from '../../ground/brand.ts';
import { type HiveError, isHiveError } from '../../ground/errors.ts';
import { readXmlElements, type XmlElement } from './xml-elements.ts';

/** A task that signs in with a password that Windows keeps: under Credential Guard it may have to be entered again. */
export interface PasswordTask {
  /** Such as `\Backup\Nightly`. */
  readonly name: string;
  readonly file: FilePath;
  readonly logonType: 'Password' | 'InteractiveTokenOrPassword';
  /** SID, or `PC\name`; as the file has it. */
  readonly account: string;
}

export interface TasksReading {
  readonly folder: FilePath;
  readonly state: 'read' | 'missing' | 'unreadable';
  /** Why the folder can't be read. */
  readonly error?: HiveError;
  /** How many task files there are. */
  readonly count: number;
  readonly withPassword: readonly PasswordTask[];
  /** Files that could not be read, and folders that could not be listed, with why. */
  readonly unreadable: { readonly count: number; readonly first: readonly UnreadableTask[] };
  /** There are more than are looked at. */
  readonly isCut: boolean;
}

export interface UnreadableTask {
  readonly file: FilePath;
  readonly because: string;
}

/** Task files are a few kilobytes. */
const LARGEST_TASK = 1024 * 1024;
const MOST_TASKS = 20_000;
const DEEPEST_FOLDER = 16;
const MOST_TOLD = 20;
/** Windows' own are some 200. */
const MOST_WITH_PASSWORD = 1000;

const KEEPS_PASSWORD: ReadonlySet<string> = new Set(['Password', 'InteractiveTokenOrPassword']);

/** Reads `Windows\System32\Tasks`. What is wrong with one file keeps no other from being read. */
export async function readScheduledTasks(
  files: ReadOnlyFileSystem,
  windowsFolder: FilePath,
): Promise<TasksReading> {
  const usual = files.join(windowsFolder, 'System32', 'Tasks');
  const reading = {
    folder: usual,
    state: 'read' as TasksReading['state'],
    count: 0,
    withPassword: [] as PasswordTask[],
    unreadable: { count: 0, first: [] as UnreadableTask[] },
    isCut: false,
  };
  try {
    const folder = await findBelow(files, windowsFolder, ['System32', 'Tasks'], 'folder');
    if (folder === undefined) return { ...reading, state: 'missing' };
    for await (const found of taskFiles(files, folder, await files.list(folder), '', 0)) {
      if (reading.count >= MOST_TASKS || reading.withPassword.length >= MOST_WITH_PASSWORD)
        return { ...reading, isCut: true };
      if ('because' in found) keepUnreadable(reading, found);
      else {
        reading.count += 1;
        await readTask(files, found.file, found.name, reading);
      }
    }
    return reading;
  } catch (error) {
    if (!isHiveError(error)) throw error;
    return { ...reading, state: 'unreadable', error };
  }
}

interface TaskFile {
  readonly file: FilePath;
  readonly name: string;
}

async function* taskFiles(
  files: ReadOnlyFileSystem,
  folder: FilePath,
  entries: readonly FolderEntry[],
  name: string,
  depth: number,
): AsyncGenerator<TaskFile | UnreadableTask, void, void> {
  for (const entry of entries) {
    const place = { file: files.join(folder, entry.name), name: `${name}\\${entry.name}` };
    if (entry.kind === 'file') yield place;
    if (entry.kind !== 'folder' || depth >= DEEPEST_FOLDER) continue;
    const below = await listed(files, place.file);
    if (typeof below === 'string') yield { file: place.file, because: below };
    else yield* taskFiles(files, place.file, below, place.name, depth + 1);
  }
}

/** A text says why the folder can't be listed. */
async function listed(files: ReadOnlyFileSystem, folder: FilePath): Promise<readonly FolderEntry[] | string> {
  try {
    return await files.list(folder);
  } catch (error) {
    if (isHiveError(error)) return error.code;
    throw error;
  }
}

interface OpenReading {
  readonly withPassword: PasswordTask[];
  readonly unreadable: { count: number; readonly first: UnreadableTask[] };
}

async function readTask(
  files: ReadOnlyFileSystem,
  file: FilePath,
  name: string,
  reading: OpenReading,
): Promise<void> {
  const found = await passwordUse(files, file);
  if (typeof found === 'string') keepUnreadable(reading, { file, because: found });
  else if (found !== undefined) reading.withPassword.push({ ...found, name, file });
}

function keepUnreadable({ unreadable }: OpenReading, task: UnreadableTask): void {
  unreadable.count += 1;
  if (unreadable.first.length < MOST_TOLD) unreadable.first.push(task);
}

type PasswordUse = Pick<PasswordTask, 'logonType' | 'account'>;

/** Undefined where no password is kept; a text says why the file can't be read. */
async function passwordUse(
  files: ReadOnlyFileSystem,
  path: FilePath,
): Promise<PasswordUse | undefined | string> {
  try {
    const file = await files.open(path);
    try {
      if (file.length > LARGEST_TASK) return 'too-large';
      const bytes = new Uint8Array(file.length);
      await file.read(bytes, 0);
      const reading = readXmlElements(decode(bytes));
      return reading.state === 'read' ? principalOf(reading.elements) : reading.because;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isHiveError(error)) return error.code;
    throw error;
  }
}

/** Windows writes UTF-16 with a byte order mark. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder(second === 0 ? 'utf-16le' : 'utf-8').decode(bytes);
}

/** Microsoft: "Task Scheduler Schema", LogonType and UserId of a principal. */
function principalOf(elements: readonly XmlElement[]): PasswordUse | undefined {
  const textOf = (name: string): string | undefined =>
    elements.find(({ path }) => path.join('/') === `Task/Principals/Principal/${name}`)?.text.trim();
  const logonType = textOf('LogonType') ?? '';
  if (!KEEPS_PASSWORD.has(logonType)) return undefined;
  return { logonType: logonType as PasswordUse['logonType'], account: textOf('UserId') ?? '' };
}
