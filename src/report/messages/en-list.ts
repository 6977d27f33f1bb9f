import type { ListMessages } from './list-messages.ts';

export const enList: ListMessages = {
  nothing: 'No drive or folder to look in was found.',
  noWindows: (roots) => `There is no Windows in ${roots.join(', ')}.`,
  columns: { where: 'Where', windows: 'Windows', computer: 'Computer', state: 'State' },
  detailsHint: (folders) => ({ says: 'More about each:', command: `hivemend list${folders} --details` }),
  kind: {
    installed: 'Windows',
    previous: 'earlier Windows (Windows.old)',
    preinstallation: 'recovery or installation media (Windows PE)',
    unfinished: 'Windows that Setup has not finished',
    incomplete: 'incomplete Windows',
  },
  missing: (names) => `missing: ${names.join(', ')}`,
  access: ({ access }) => {
    switch (access.state) {
      case 'open':
        return undefined;
      case 'locked':
        return 'locked by BitLocker';
      case 'running-system':
        return 'the system that is running now (left alone; see repair --online)';
      case 'unreadable':
        return `can't be read (${access.cause})`;
    }
  },
  unlock: (drive) => ({ says: 'To unlock it:', command: `hivemend unlock ${drive}` }),
  dates: (installed, lastShutdown) => {
    const parts = [
      ...(installed === undefined ? [] : [`installed ${installed.slice(0, 10)}`]),
      ...(lastShutdown === undefined ? [] : [`last shut down ${lastShutdown.slice(0, 10)}`]),
    ];
    return parts.length === 0 ? undefined : parts.join(', ');
  },
  setting: (isEnforced, value) =>
    `${isEnforced ? 'only Windows Hello may sign in' : 'the password may be used'} (value: ${value})`,
  needsRepair: 'REPAIR NEEDED',
  nothingToRepair: 'nothing to repair',
  unreadable: "CAN'T BE READ",
  notShutDown: 'not shut down fully',
  otherName: 'folder of another name',
  virtualDisk: ({ title, isFound }) =>
    `virtual disk from which the boot menu starts a Windows${title === undefined ? '' : ` ("${title}")`}${
      isFound ? '' : '; it lies on none of these drives, or on one that is locked'
    }`,
  repairDisk: (disk) => ({ says: 'To repair the Windows in it:', command: `hivemend repair ${disk}` }),
  dirty: 'not closed properly; newest data was read from the transaction logs',
  image: (kind, parts) =>
    ({
      wim: `WIM, ${parts} ${parts === 1 ? 'image' : 'images'}`,
      disk: `disk image, ${parts} ${parts === 1 ? 'partition' : 'partitions'}`,
    })[kind],
  partWithoutWindows: 'no Windows',
};
