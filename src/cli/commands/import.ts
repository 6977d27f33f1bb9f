import { CHANGE_OPTIONS } from '../change-options.ts';
import type { Command } from '../command.ts';

export const importCommand: Command<'import'> = {
  name: 'import',
  operands: [
    { name: 'TARGET', atLeast: 1, atMost: 1 },
    { name: 'FILE', atLeast: 1, atMost: 'many' },
  ],
  writes: true,
  options: ['strict', 'code-page', ...CHANGE_OPTIONS],
  async run(context, { targets: [name = '', ...regFiles], options }) {
    const { importRegFiles } = await import('../../jobs/import-reg-files.ts');
    const { 'code-page': codePage } = options;
    const request = {
      regFiles,
      isStrict: options.strict === true,
      ...(codePage === undefined ? {} : { codePage }),
    };
    const { changeOne } = await import('../change-one.ts');
    return changeOne(context, name, options, (own, place, asked) =>
      importRegFiles(own.machine, own, place, request, asked),
    );
  },
};
