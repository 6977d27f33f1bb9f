import type { WritableFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import { findHandedOut, startFrom } from '../jobs/make-media.ts';
import { describeError } from '../report/error-text.ts';
import type { RunAbout } from '../report/run-record.ts';
import type { Context } from './context.ts';
import { askText, confirmByDefault } from './terminal/questions.ts';
import { say } from './terminal/say.ts';

/** Where a run is written down that nobody named a file for. */
export interface RecordKeeper {
  /** `--log` was given. */
  readonly isLogged: boolean;
  /** As far as the command line said. */
  readonly about: RunAbout;
  /** @throws HiveError what opening the files throws. */
  open(names: { readonly log?: FilePath; readonly report: FilePath }, about: RunAbout): Promise<void>;
}

/** Beside hivemend on the stick. */
const FOLDER = 'reports';

/**
 * Offers to write a log and a report of this run beside hivemend, with the words by which a service desk finds them again.
 * On a stick Enter alone means yes; a folder of this system's own goes to no technician. Where hivemend was not handed out
 * as a folder there is no place for them.
 * @param computer whose name the files get.
 * @throws HiveError 'cancelled'
 */
export async function offerRecords(
  context: Context,
  keeper: RecordKeeper,
  computer: string | undefined,
): Promise<void> {
  const { machine, words, surroundings } = context;
  const files = await machine.files();
  const beside = await placeOf(files, surroundings.system.programFolders());
  if (beside === undefined) return;
  const { guided } = words;
  const folder = files.join(beside, FOLDER);
  const isOnStick = (await startFrom(files, beside, machine.systemRoot)) !== undefined;
  say(context, ['']);
  if (!(await confirmByDefault(context, guided.keepRecords(folder), isOnStick))) return;
  // What the command line said is not asked.
  const about = {
    ...(keeper.about.ticket === undefined ? named('ticket', await askText(context, guided.ticket)) : {}),
    ...(keeper.about.technician === undefined
      ? named('technician', await askText(context, guided.technician))
      : {}),
  };
  const name = [
    surroundings.clock().toISOString().slice(0, 19).replaceAll(/\D/g, ''),
    ...fileNamed(computer),
  ];
  const path = files.join(folder, name.join('-'));
  const report = `${path}.html`;
  try {
    await files.makeFolder(folder);
    await keeper.open(keeper.isLogged ? { report } : { report, log: `${path}.log` }, about);
  } catch (error) {
    // A stick that is full or write-protected keeps nobody from a repair.
    if (!isHiveError(error)) throw error;
    say(context, [guided.recordsNotKept(describeError(error, words).what)]);
  }
}

async function placeOf(
  files: WritableFileSystem,
  folders: readonly FilePath[],
): Promise<FilePath | undefined> {
  try {
    return await findHandedOut(files, folders);
  } catch (error) {
    if (isHiveError(error)) return undefined;
    throw error;
  }
}

function named<Name extends keyof RunAbout>(name: Name, text: string): RunAbout {
  return text === '' ? {} : { [name]: text };
}

/** A name comes from a disk: what no file system takes is left out. */
function fileNamed(computer = ''): readonly string[] {
  const letters = computer.replaceAll(/[^\p{L}\p{N}_-]/gu, '').slice(0, 40);
  return letters === '' ? [] : [letters];
}
