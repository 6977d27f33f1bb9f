import type { ReadOnlyFile, ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { fileChecksum } from '../install/backup.ts';
import { backupsOf, type FoundBackup } from '../install/find-backups.ts';
import { headerText, type Manifest } from '../install/manifest.ts';
import { HEADER_SIZE, readHeader } from '../replay/primary-header.ts';

/** Which backup of a hive is meant, where none or several fit. */
export interface BackupChoice {
  readonly backupId?: string;
  readonly backupFolder?: FilePath;
  readonly force: boolean;
}

/**
 * The backup that was named, or the newest one that a change made: a backup that an undo made is put back only by name.
 * A folder that holds backups of several PCs has more than one candidate: the one whose run left this very hive.
 * @throws HiveError 'backup-missing'
 */
export async function chooseBackup(
  files: ReadOnlyFileSystem,
  primary: ReadOnlyFile,
  { backupId, backupFolder, force }: BackupChoice,
): Promise<FoundBackup> {
  const hive = primary.path;
  const backups = await backupsOf(files, hive, backupFolder);
  if (backupId !== undefined) {
    const named = backups.find(({ summary }) => summary.id.toLowerCase() === backupId.toLowerCase());
    if (named === undefined) throw new HiveError('backup-missing', { target: hive, id: backupId });
    return named;
  }
  const changes = backups.filter(({ summary }) => summary.command !== 'undo');
  // Contents go before dates: a recovery system guesses its time zone, and the clock may have run backwards since.
  const isNow = marksOf(files, primary);
  const fitting =
    (await firstWith(changes, isNow, marksBefore)) ?? (await firstWith(changes, isNow, marksAfter));
  if (fitting !== undefined) return fitting;
  // Forcing would put the hive of another PC in this one's place: there the backup has to be named.
  if (force && backupFolder !== undefined && changes.length > 1)
    throw new HiveError('backup-missing', { target: hive, candidates: changes.length });
  const chosen = changes.find((backup) => isLast(backup, changes)) ?? changes[0];
  if (chosen === undefined) throw new HiveError('backup-missing', { target: hive });
  return chosen;
}

/** By what a primary file is known again: its header, or a checksum of the whole file. */
type Mark = string;

/** Hives that were set up from one image may have the same header: the contents decide. */
const marksBefore = ({ headerBefore, files }: Manifest): Mark[] => [
  ...(headerBefore === undefined ? [] : [`header:${headerBefore}`]),
  ...files.slice(0, 1).map(({ checksum }) => checksum),
];

const marksAfter = ({ after }: Manifest): Mark[] => [
  after.by === 'pages' ? `header:${after.header}` : after.checksum,
];

/** Whether no other change began where this one ended. */
const isLast = ({ manifest }: FoundBackup, all: readonly FoundBackup[]): boolean =>
  !all.some((later) => marksBefore(later.manifest).some((mark) => marksAfter(manifest).includes(mark)));

async function firstWith(
  backups: readonly FoundBackup[],
  isNow: (mark: Mark) => Promise<boolean>,
  marks: (manifest: Manifest) => readonly Mark[],
): Promise<FoundBackup | undefined> {
  for (const backup of backups) {
    let fits = true;
    for (const mark of marks(backup.manifest)) fits &&= await isNow(mark);
    if (fits) return backup;
  }
  return undefined;
}

/** Checksums of the live file are taken only when a mark asks for them, and once. */
function marksOf(files: ReadOnlyFileSystem, primary: ReadOnlyFile): (mark: Mark) => Promise<boolean> {
  const known = new Map<string, string>();
  return async (mark) => {
    const kind = mark.slice(0, mark.indexOf(':'));
    let now = known.get(kind);
    if (now === undefined) {
      now = kind === 'header' ? await headerMark(primary) : await fileChecksum(files, primary.path, mark);
      known.set(kind, now);
    }
    return now === mark;
  };
}

const headerMark = async (primary: ReadOnlyFile): Promise<Mark> =>
  primary.length < HEADER_SIZE ? 'header:' : `header:${headerText(await readHeader(primary))}`;
