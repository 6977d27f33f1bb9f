import type { ErrorDetails } from '../../ground/errors.ts';
import type { ErrorMessages } from './messages.ts';

/** What does not lead where it seems to. */
export const enDiverted: Pick<ErrorMessages, 'key-diverted' | 'path-diverted'> = {
  'key-diverted': (details) => ({
    what: `In ${details.path}, ${obstacleOf(details)}. Windows may read another key than the one that hivemend would change.`,
    next: 'Windows makes no such key there; somebody or something else has. Look at it with a registry editor, or ask whoever set this PC up.',
  }),
  'path-diverted': ({ path, target }) => ({
    what: `${path} is a link or a mount point${target === undefined ? '' : ` that leads to ${target}`}; hivemend would leave this Windows for another place.`,
    next: 'Windows makes no link there; find out who did. If that place is what you mean, name it, or follow the link with --follow-links.',
  }),
};

function obstacleOf({ key, obstacle, target }: ErrorDetails['key-diverted']): string {
  // The root has no name of its own.
  const name = key.length === 0 ? 'the root key' : key.join('\\');
  switch (obstacle) {
    case 'symbolic-link':
      return `${name} is a symbolic link${target === undefined ? '' : ` to ${target}`}`;
    case 'predefined-handle':
      return `${name} is a predefined handle, which stands for a key of another hive`;
    case 'name-twice':
      return `there is more than one key called ${name}`;
  }
}
