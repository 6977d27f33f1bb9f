import type { FormatDetails } from '../../ground/errors.ts';
import { exportCommand, type ImageErrorMessages, partName } from './image-messages.ts';

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
    next: 'Export it to a WIM that can be changed, and name that one.',
    commands: [exportCommand(path, because === 'split')],
  }),
  'program-missing': ({ program, package: name, minimum }) => ({
    what: `This takes the program ${program} (${minimum} or later), which is not installed.`,
    next: `On Debian and Ubuntu it is in the package ${name}.`,
    commands: [`apt install ${name}`],
  }),
  'program-too-old': ({ program, package: name, minimum, version }) => ({
    what: `This takes ${program} ${minimum} or later; ${version} is installed.`,
    next: `Get a later one; on Debian and Ubuntu it is in the package ${name}.`,
  }),
  'program-failed': ({ program, path, exitCode, cause, said }) => ({
    what: `${program} could not do its part with ${path} (${exitCode === undefined ? (cause ?? 'not started') : `exit code ${exitCode}`}); nothing was changed.${says(said)}`,
    next: 'Try its command by hand, or check the image with the program that made it.',
  }),
  'image-not-written': ({ path, program, said }) => ({
    what: `The change could not be written into ${path} (${program}); the image is what it was.${says(said)}`,
    next: 'Is there room for the changed hive beside the image? Then try again.',
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
