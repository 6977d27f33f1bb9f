import type { ErrorDetails, WholeCopy } from '../../ground/errors.ts';
import { isLeftEmpty } from '../left-empty.ts';
import { putBackCommands } from '../put-back-commands.ts';
import type { Advice, ErrorMessages } from './messages.ts';

type Remedy = Pick<Advice, 'next' | 'commands'>;

/** A hive that is no use any more, and what else may stand in its place. */

const SOFTWARE_HIVE = 'Name the SOFTWARE hive: Windows\\System32\\config\\SOFTWARE, or just the drive.';
const LEFT_EMPTY = `Nothing is lost by that: it is a copy that Windows leaves empty. ${SOFTWARE_HIVE}`;

const KINDS: Readonly<Record<ErrorDetails['not-a-hive']['kind'], readonly [what: string, next: string]>> = {
  empty: [
    'is empty: it has no bytes at all',
    'What it held is lost. Try a restore point or a backup of this PC, or ask a data recovery service.',
  ],
  zeros: [
    'holds only zeros, which is what a file system leaves of a file that it lost',
    'What it held is lost. Try a restore point or a backup of this PC, or ask a data recovery service.',
  ],
  'transaction-log': [
    'is the transaction log of a hive, not the hive',
    'Name the hive: the same path without .LOG, .LOG1 or .LOG2. hivemend takes the log into account by itself.',
  ],
  'registry-text': ['is a text that Registry Editor exported (.reg)', SOFTWARE_HIVE],
  'windows-9x-registry': ['is a registry of Windows 95, 98 or Me', SOFTWARE_HIVE],
  'event-log': ['is an event log', SOFTWARE_HIVE],
  'ese-database': [
    'is a database (ESE), such as Windows Search and the certificate services have',
    SOFTWARE_HIVE,
  ],
  archive: [
    'is a packed file (such as zip, gzip or cab)',
    'Unpack it, and name the SOFTWARE hive that it holds.',
  ],
  wim: [
    'is a WIM image',
    'Mount it, and name the folder that it is mounted at. "hivemend repair" and the commands for keys take an image as it is.',
  ],
  'disk-image': [
    'is the image of a disk or of a volume',
    'Attach or mount it, and name the drive or the folder that it is mounted at. "hivemend repair" and the commands for keys take an image as it is.',
  ],
  'foreign-image': [
    'is an image that hivemend does not open (such as ISO or EWF)',
    'Attach or mount it, and name the drive, the folder or the WIM in it.',
  ],
  program: ['is a program', SOFTWARE_HIVE],
  document: ['is a document, a picture or a database of another program', SOFTWARE_HIVE],
  text: ['is a text', SOFTWARE_HIVE],
};

/** No user of hivemend need know these hives by their names in capitals alone. */
export const enHiveKinds: Readonly<Record<ErrorDetails['key-path-of-other-hive']['kind'], string>> = {
  SOFTWARE: 'is a SOFTWARE hive',
  SYSTEM: 'is the SYSTEM hive (drivers and services)',
  NTUSER: "is a user's hive (NTUSER.DAT)",
  USRCLASS: "is a user's hive of classes (UsrClass.dat)",
  SAM: 'is the SAM hive (local accounts)',
  SECURITY: 'is the SECURITY hive',
  BCD: 'is the boot configuration (BCD)',
  COMPONENTS: 'is the COMPONENTS hive (Windows updates)',
  DRIVERS: 'is the DRIVERS hive',
  AMCACHE: 'is the hive of started programs (Amcache.hve)',
  EMPTY: 'is a hive without any keys',
  OTHER: 'is a hive that holds something else',
};

export const enLostHive: Pick<ErrorMessages, 'not-a-hive' | 'not-a-software-hive'> = {
  'not-a-software-hive': ({ path, kind }) => ({
    what: `${path} is not a SOFTWARE hive: it ${enHiveKinds[kind]}.`,
    next: SOFTWARE_HIVE,
  }),
  'not-a-hive': ({ path, kind, copies }) => {
    const [what, lost] = KINDS[kind];
    const next = kind === 'empty' && isLeftEmpty(path) ? LEFT_EMPTY : lost;
    return { what: `${path} is no registry hive: it ${what}.`, ...(enWholeCopies(path, copies) ?? { next }) };
  },
};

/** What can be put back, and what that means; undefined when there is nothing. */
export function enWholeCopies(hive: string, copies: readonly WholeCopy[] | undefined): Remedy | undefined {
  const [newest] = copies ?? [];
  if (newest === undefined) return undefined;
  const day = newest.writtenAt.slice(0, 16).replace('T', ' ');
  const commands = putBackCommands(hive, newest);
  const next = `There is a whole copy, of ${day} UTC: ${newest.path}. Putting it back takes this part of Windows back to that day: programs and updates that were installed since may have to be installed again. To put it back:`;
  return { next, commands };
}
