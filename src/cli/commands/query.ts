import { REGISTRY_FILES } from '../../jobs/image-files.ts';
import type { QueryRequest } from '../../jobs/query.ts';
import { IMAGE_OPTIONS, type OptionValues } from '../argv/options.ts';
import type { Command } from '../command.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';
import { withOneWindows } from '../one-windows.ts';
import { refuseTogether } from '../options-together.ts';
import { sayReplay } from '../say-replay.ts';

export const query: Command<'query'> = {
  name: 'query',
  operands: [
    { name: 'TARGET', atLeast: 1, atMost: 1 },
    { name: 'KEY', atLeast: 1, atMost: 1 },
  ],
  writes: false,
  options: [
    'value-name',
    'recursive',
    'depth',
    'find',
    'keys-only',
    'reg',
    'json-lines',
    'user',
    'accept-dirty',
    'follow-links',
    ...IMAGE_OPTIONS,
  ],
  async run(context, { targets: [name = '', key = ''], options }) {
    refuseTogether(
      options,
      ['recursive', 'depth'],
      ['keys-only', 'value-name'],
      ['json', 'json-lines'],
      ['reg', 'json'],
      ['reg', 'json-lines'],
    );
    const { queryKey } = await import('../../jobs/query.ts');
    const how = { options, reads: REGISTRY_FILES };
    const result = await withOneWindows(context, name, how, (place) =>
      queryKey(context.machine, place.name, requestOf(key, options)),
    );
    sayReplay(context, options, result.replay);
    return { result, exitCode: EXIT_SUCCESS, ok: true, disk: 'unchanged' };
  },
};

function requestOf(key: string, options: OptionValues): QueryRequest {
  const { 'value-name': value, find, user, depth } = options;
  const isDeep = options.recursive === true || find !== undefined;
  return {
    key,
    depth: depth ?? (isDeep ? Number.POSITIVE_INFINITY : 0),
    keysOnly: options['keys-only'] === true,
    asRegFile: options.reg === true,
    acceptDirty: options['accept-dirty'] === true,
    followLinks: options['follow-links'] === true,
    ...(value === undefined ? {} : { value }),
    ...(find === undefined ? {} : { find }),
    ...(user === undefined ? {} : { user }),
  };
}
