import { fileSize } from '../figures.ts';
import type { ErrorMessages } from './messages.ts';
import type { SnapshotHelp, SnapshotMessages } from './snapshot-messages.ts';

const hives = (count: number): string => `${count} hive${count === 1 ? '' : 's'}`;

export const enSnapshot: SnapshotMessages = {
  made: ({ snapshot, size }) =>
    `SNAPSHOT ${snapshot.id}: ${hives(snapshot.hives.length)}, ${fileSize(size)}; copied, read back, compared, and checked with their logs`,
  leftOutHeading: 'Not in it:',
  removed: (ids) => `Removed, as older ones: ${ids.join(', ')}`,
  stillNeeded: (ids) =>
    `Kept, although older: ${ids.join(', ')}. The only whole copy of one of the hives is there.`,
  toPutBack: (rest) => ({ says: 'To put it back:', command: `hivemend undo ${rest}` }),
  verdict: ({ snapshot, dryRun, disk }) =>
    dryRun
      ? `Snapshot ${snapshot.id} can be put back; nothing was written (--dry-run)`
      : disk === 'restored'
        ? `RESTORED: the hives are as in snapshot ${snapshot.id}`
        : `The hives are as in snapshot ${snapshot.id} already; nothing was written`,
  hive: ({ hive, alreadyRestored, dryRun, backup }) => {
    if (alreadyRestored) return `${hive}: is as it was`;
    if (dryRun || backup === undefined) return `${hive}: would be put back`;
    return `${hive}: put back; what was there is in ${backup.folder}`;
  },
  listHeading: 'Snapshots of all hives:',
  listed: ({ id, createdAt, hives: kept }) =>
    `${id}  ${createdAt.slice(0, 16).replace('T', ' ')} UTC, ${hives(kept.length)}`,
};

export const enSnapshotErrors: Pick<ErrorMessages, 'snapshot-of-other-windows'> = {
  'snapshot-of-other-windows': ({ path, snapshot, computerName }) => ({
    what: `Snapshot ${snapshot} is not known to be of the Windows that has ${path}${computerName === undefined ? '' : `: it is of the computer ${computerName}`}.`,
    next: 'Choose another with --snapshot ID; "hivemend list-backups TARGET --backup-dir DIR" shows them. If it is the right one, use --force.',
  }),
};

export const enSnapshotHelp: SnapshotHelp = {
  command: {
    summary: 'keep verified copies of all hives of a Windows',
    description:
      'Copies SOFTWARE, SYSTEM, SAM, SECURITY, DEFAULT and the hives of all profiles, with their logs, into a folder in RegBack or in DIR: each is read back and compared, opened with its logs as Windows would, and checked. Changes no hive. "hivemend undo TARGET --snapshot ID" puts them back. Exit code 3: a hive is damaged and not in it.',
    examples: [
      { line: 'hivemend snapshot E: --keep 3', does: 'keep the three newest' },
      { line: 'hivemend snapshot E: --backup-dir F:\\snapshots', does: 'on another drive' },
    ],
  },
  options: {
    snapshot: 'put back all hives of a snapshot, by the ID that list-backups shows',
    keep: 'remove older snapshots: N stay, this one included; never the only whole copy of a hive',
  },
  ownOptions: { 'backup-dir': 'keep snapshots in DIR instead of RegBack' },
};
