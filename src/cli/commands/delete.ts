import { CHANGE_OPTIONS } from '../change-options.ts';
import type { Command } from '../command.ts';
import { refuseTogether } from '../options-together.ts';

export const deleteCommand: Command<'delete'> = {
  name: 'delete',
  operands: [
    { name: 'TARGET', atLeast: 1, atMost: 1 },
    { name: 'KEY', atLeast: 1, atMost: 1 },
  ],
  writes: true,
  options: ['value-name', 'all-values', ...CHANGE_OPTIONS],
  async run(context, { targets: [name = '', key = ''], options }) {
    refuseTogether(options, ['value-name', 'all-values']);
    const { deleteKey } = await import('../../jobs/edit-key.ts');
    const { 'value-name': value } = options;
    const request = {
      key,
      allValues: options['all-values'] === true,
      ...(value === undefined ? {} : { value }),
    };
    const { changeOne } = await import('../change-one.ts');
    return changeOne(context, name, options, (own, place, asked) =>
      deleteKey(own.machine, own, place, request, asked),
    );
  },
};
