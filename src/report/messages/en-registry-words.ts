import { figure, fileSize } from '../figures.ts';
import type { RegistryMessages } from './registry-messages.ts';

export const enRegistryWords: RegistryMessages = {
  defaultValue: '(Default)',
  exported: ({ key, file, keys, values, size }) =>
    `Exported ${key}: ${figure(keys)} ${keys === 1 ? 'key' : 'keys'} and ${figure(values)} ${values === 1 ? 'value' : 'values'}, to ${file} (${fileSize(size)}).`,
  same: 'No differences.',
  notCompared: (hives) => `Not compared, because one of the two lacks the hive: ${hives.join(', ')}.`,
  field: { flags: 'flags', 'class-name': 'class name', security: 'security descriptor' },
  leftOut: (count) =>
    `LEFT OUT: ${figure(count)} that a .reg file can't hold, because the name is empty or has a line's end in it:`,
};
