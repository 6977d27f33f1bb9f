import type { FormatDetails } from '../../ground/errors.ts';
import { type ImageErrorMessages, installCommand, partName, wayToWritable } from './image-messages.ts';

const COPY = 'Take another copy of the image; one that was cut while it was copied can not be repaired.';

function damage(sentence: string, { file, structure, offset, expected, actual }: FormatDetails) {
  return {
    what: `${sentence}: ${file}, ${structure} at byte ${offset}: expected ${expected}, found ${actual}.`,
    next: COPY,
  };
}

const WHY = {
  split: 'it is split in several files (.swm)',
  pipable: 'it is made for pipes',
  solid: 'it is packed as one solid block, as .esd files are',
  'marked-read-only': 'it is marked as read-only in its header',
  'left-half-written': 'an earlier write into it was not ended',
  compressed: 'it is compressed, as appliances are handed out',
  'wants-check': 'its NTFS volume was not put away cleanly, and wants a check',
} as const;

const WHY_NOT_READ = {
  differencing: 'holds only what differs from another disk, which is not read together with it here',
  'external-data':
    'says that its contents lie in another file, which is not opened: it may be any file of this PC',
  'no-windows-format': 'is no VHD or VHDX, which is what Windows itself can attach',
} as const;

const TASKS = {
  'wimlib-imagex': 'opens WIM files',
  'qemu-storage-daemon': 'opens disk images',
  'qemu-img': 'checks disk images',
  'ntfs-3g': 'mounts NTFS volumes',
} as const;

const says = (said: string | undefined): string =>
  said === undefined ? '' : ` It says: ${said.replace(/\.?$/, '.')}`;

export const enImages: ImageErrorMessages = {
  'image-signature': (details) => damage('This is no image', details),
  'image-truncated': (details) => damage('The image is cut off', details),
  'image-structure': (details) => damage('The image is damaged', details),
  'image-part-missing': ({ path, part, parts }) => ({
    what: `${path} has no image or partition ${part}.`,
    next: parts.length === 0 ? 'It has none at all.' : `It has: ${parts.map(partName).join(', ')}.`,
  }),
  'image-part-unnamed': ({ path, parts }) => ({
    what: `${path} holds several Windows: ${parts.map(partName).join(', ')}.`,
    next: 'Name one with --image.',
  }),
  'image-not-writable': ({ path, because }) => ({
    what: `${path} can't be changed: ${WHY[because]}. It can be read.`,
    next:
      because === 'wants-check'
        ? 'Start that Windows once, or run chkdsk /f on the volume, and shut it down fully (shutdown /s /f /t 0).'
        : 'Make an image of it that can be changed, and name that one.',
    commands: wayToWritable(path, because),
  }),
  'image-not-readable': ({ path, because }) => ({
    what: `${path} ${WHY_NOT_READ[because]}.`,
    next:
      because === 'no-windows-format'
        ? 'Make a VHDX of it, or work on it on Linux.'
        : 'Make one image of it with the program that made it, and name that one.',
    commands: because === 'no-windows-format' ? [`qemu-img convert -O vhdx "${path}" new.vhdx`] : [],
  }),
  'image-damaged': ({ path, said }) => ({
    what: `${path} is damaged, and was not written to.${says(said)}`,
    next: 'Take another copy of the image.',
  }),
  'image-part-locked': ({ path, part }) => ({
    what: `Partition ${part} of ${path} is locked by BitLocker.`,
    next: 'Attach the image to a Windows, unlock it there with the recovery key (hivemend unlock), and name the drive.',
  }),
  'image-takes-root': ({ path, said }) => ({
    what: `${path} has to be mounted, which only root may do here; nothing was changed.${says(said)}`,
    next: 'Run the same command by sudo, or as root.',
  }),
  'program-missing': ({ program, package: name, minimum }) => ({
    what: `${program} (${minimum} or later) ${TASKS[program]}; it is not installed.`,
    next: `On Debian and Ubuntu it is in the package ${name}; install all that such an image takes.`,
    commands: [installCommand(program)],
  }),
  'program-too-old': ({ program, package: name, minimum, version }) => ({
    what: `${program} ${TASKS[program]}: ${minimum} or later is needed, ${version} is installed.`,
    next: `Get a later one; on Debian and Ubuntu it is in the package ${name}.`,
  }),
  'program-failed': ({ program, path, exitCode, cause, said }) => ({
    what: `${program} could not do its part with ${path} (${exitCode === undefined ? (cause ?? 'not started') : `exit code ${exitCode}`}); nothing was changed.${says(said)}`,
    next: 'Try its command by hand, or check the image with the program that made it.',
  }),
  'image-not-written': ({ path, program, said }) => ({
    what:
      program === 'verify'
        ? `${path} was found damaged after the change, which was taken back; the image is what it was.${says(said)}`
        : `The change could not be written into ${path} (${program}); the image is what it was.${says(said)}`,
    next:
      program === 'verify'
        ? 'It may have been damaged before: verify it, and take another copy.'
        : 'Is there room for the changed hive beside the image? Then try again.',
  }),
  'image-uncertain': ({ path, program, said }) => ({
    what: `${path} may be damaged: ${program} failed after it was written to.${says(said)}`,
    next: 'Take another copy of the image. The backup that was made of the hive is beside it, in hivemend-backups.',
  }),
  'image-left-mounted': ({ path, mount }) => ({
    what: `${mount} could not be unmounted; nothing that was changed there counts.`,
    next: `End what uses that folder, and run hivemend again: it takes ${path} away.`,
  }),
};
