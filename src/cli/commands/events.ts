import { HiveError } from '../../ground/errors.ts';
import type { ToldEvent } from '../../jobs/events.ts';
import { linesOf } from '../../report/printed.ts';
import type { OptionValues } from '../argv/options.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const events: Command<'events'> = {
  name: 'events',
  operands: [{ name: 'LOG', atLeast: 1, atMost: 1 }],
  writes: false,
  streams: true,
  options: ['provider', 'id', 'since', 'json-lines'],
  async run(context, { targets: [name = ''], options }) {
    if (options.json === true && options['json-lines'] === true)
      throw new HiveError('usage', { kind: 'options-exclude', options: ['--json', '--json-lines'] });
    const { readLog } = await import('../../jobs/events.ts');
    const { NewestEvents } = await import('../../jobs/newest-events.ts');
    const newest = options.json === true ? new NewestEvents() : undefined;
    const tell = newest === undefined ? await teller(context, options) : newest.add.bind(newest);
    let count = 0;
    const log = await readLog(context.machine, name, askedOf(options), (event) => {
      count += 1;
      tell(event);
    });
    const told =
      newest === undefined
        ? {}
        : { events: newest.events, ...(newest.leftOut === 0 ? {} : { leftOut: newest.leftOut }) };
    const isStreamed = options['json-lines'] === true;
    return {
      result: { log, count, ...told },
      exitCode: EXIT_SUCCESS,
      ok: true,
      disk: 'unchanged',
      isStreamed,
    };
  },
};

function askedOf({ provider, id, since }: OptionValues) {
  return {
    ...(provider === undefined ? {} : { provider }),
    ...(id === undefined ? {} : { ids: id }),
    ...(since === undefined ? {} : { since }),
  };
}

/** Events are shown as they are read: a log may hold more than the memory does. */
async function teller(
  { surroundings, words, resultStyle }: Context,
  options: OptionValues,
): Promise<(event: ToldEvent) => void> {
  const { stdout } = surroundings;
  if (options['json-lines'] === true) {
    const { lineText } = await import('../../report/json.ts');
    return (event) => stdout.writeDocument(lineText(event));
  }
  const { eventLines } = await import('../../report/person/event-lines.ts');
  return (event) => stdout.write(linesOf(eventLines(event, words, resultStyle)));
}
