import type { ErrorDetails } from '../../ground/errors.ts';
import { isMounted } from '../is-mounted.ts';
import type { ErrorMessages } from './messages.ts';

/** No Windows to choose from, and why that may be. */

const STATES: Readonly<Record<ErrorDetails['windows-nowhere']['drives'][number]['state'], string>> = {
  open: 'no Windows there',
  locked: 'locked',
  unreadable: "can't be read",
  'running-system': 'the system that is running now',
};

export const enNothingFound: Pick<ErrorMessages, 'windows-nowhere' | 'still-locked'> = {
  'windows-nowhere': ({ drives }) => ({
    what:
      drives.length === 0
        ? 'There is no Windows: not a single drive was found.'
        : `There is no Windows on any of the drives that were looked at: ${drives
            .map(({ root, state }) => `${root} (${STATES[state]})`)
            .join(', ')}.`,
    next: drives.some(isMounted)
      ? 'Is the Windows volume of the PC not among them? Mount it ("lsblk -f" shows the volumes, "mount /dev/sda3 /mnt" mounts one), and start again. A Windows in another place can be named: hivemend repair FOLDER.'
      : 'Is the disk of the PC not among them? Then this system lacks its storage driver, on many newer PCs that of Intel VMD (RST): put the unpacked driver of the PC\'s maker on the stick, and load it, such as "drvload E:\\driver\\iaStorVD.inf". A Windows in another place can be named: hivemend repair FOLDER.',
  }),
  'still-locked': ({ drives }) => ({
    what: `${drives.join(', ')} is still locked by BitLocker: nobody can see whether a Windows is on it.`,
    next: 'Without its recovery key no program can read or change anything there. The key may be in the Microsoft account (https://aka.ms/myrecoverykey), with the organisation that the PC belongs to, on paper, or in a file on a stick. With it, run hivemend again, or "hivemend unlock" with the drive letter.',
  }),
};
