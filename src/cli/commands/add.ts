import { CHANGE_OPTIONS, changedEnd, changeOptions } from '../change-options.ts';
import type { Command } from '../command.ts';

export const add: Command<'add'> = {
  name: 'add',
  operands: [
    { name: 'TARGET', atLeast: 1, atMost: 1 },
    { name: 'KEY', atLeast: 1, atMost: 1 },
  ],
  writes: true,
  options: ['value-name', 'type', 'data', ...CHANGE_OPTIONS],
  async run(context, { targets: [name = '', key = ''], options }) {
    const { addToKey } = await import('../../jobs/edit-key.ts');
    const { orUnlock } = await import('../repair-or-unlock.ts');
    const { 'value-name': value, type, data } = options;
    const request = {
      key,
      ...(value === undefined ? {} : { value }),
      ...(type === undefined ? {} : { type }),
      ...(data === undefined ? {} : { data }),
    };
    const asked = changeOptions(options);
    const changed = await orUnlock(context, name, () =>
      addToKey(context.machine, context, name, request, asked),
    );
    return changedEnd(changed, options);
  },
};
