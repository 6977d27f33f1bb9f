import { CHANGE_OPTIONS } from '../change-options.ts';
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
    const { 'value-name': value, type, data } = options;
    const request = {
      key,
      ...(value === undefined ? {} : { value }),
      ...(type === undefined ? {} : { type }),
      ...(data === undefined ? {} : { data }),
    };
    const { changeOne } = await import('../change-one.ts');
    return changeOne(context, name, options, (own, place, asked) =>
      addToKey(own.machine, own, place, request, asked),
    );
  },
};
