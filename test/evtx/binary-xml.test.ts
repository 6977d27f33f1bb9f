import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../src/evtx/log-event.ts';
import { textOfValue } from '../../src/evtx/values/value-text.ts';
import { joinChunks } from '../support/event-logs/build-event-log.ts';
import { ChunkWriter, type MadeElement, type MadePart } from '../support/event-logs/chunk-writer.ts';
import { int32, type MadeValue, nothing, raw, text, texts, uint32 } from '../support/event-logs/values.ts';
import { readAll } from './read-all.ts';

/** An event around `content`, whose values stand in its template. */
const eventAround = (...content: readonly MadeElement[]): MadeElement => ({
  name: 'Event',
  content: [
    {
      name: 'System',
      content: [
        { name: 'Provider', attributes: [['Name', 'Made']] },
        { name: 'EventID', content: ['7'] },
      ],
    },
    ...content,
  ],
});
const eventData = (...content: readonly (MadeElement | MadePart)[]): MadeElement =>
  eventAround({ name: 'EventData', content });
const data = (name: string, ...content: readonly MadePart[]): MadeElement => ({
  name: 'Data',
  attributes: [['Name', name]],
  content,
});

async function read(write: (chunk: ChunkWriter) => void) {
  const chunk = new ChunkWriter(1n);
  chunk.record(5n, () => write(chunk));
  const { events, account } = await readAll(joinChunks([chunk.finish()]));
  const [event] = events;
  return { event, error: account.damagedRecords.first[0]?.error, account };
}

async function dataOf(root: MadeElement, ...values: readonly MadeValue[]): Promise<readonly string[]> {
  const { event, error } = await read((chunk) => chunk.instance({ identifier: 42, root }, values));
  if (error !== undefined) throw error;
  return shown(event);
}

const shown = (event: LogEvent | undefined): readonly string[] =>
  (event?.data ?? []).map(({ name, value }) => `${name}=${textOfValue(value)}`);

const value = (index: number, type = 0x01, isOptional = true): MadePart => ({
  value: index,
  type,
  isOptional,
});

describe('a template', () => {
  it('is filled with values, by number and as often as it names them', async () => {
    const root = eventData(data('A', value(1)), data('B', value(0, 0x08)), data('C', value(1)));
    expect(await dataOf(root, uint32(7), text('x'))).toEqual(['A=x', 'B=7', 'C=x']);
  });

  it('joins texts and values', async () => {
    const root = eventData(data('A', 'at ', value(0, 0x07), ' of ', value(1)));
    expect(await dataOf(root, int32(-7), text('x'))).toEqual(['A=at -7 of x']);
  });

  it('keeps an element whose value is nothing', async () => {
    expect(await dataOf(eventData(data('A', value(0)), data('B', value(9))), nothing)).toEqual(['A=', 'B=']);
  });

  it('leaves out an element that depends on a value which is nothing', async () => {
    const root = eventData(
      { ...data('A', value(0)), dependency: 0 },
      { ...data('B', value(1)), dependency: 1 },
      { ...data('C', 'c'), dependency: 9 },
    );
    expect(await dataOf(root, nothing, text('b'))).toEqual(['B=b']);
  });

  it('leaves out an attribute that is optional and nothing', async () => {
    const element = (name: string, part: MadePart): MadeElement => ({
      name,
      attributes: [['a', part]],
      content: ['x'],
    });
    const root = eventAround({
      name: 'UserData',
      content: [
        {
          name: 'Made',
          content: [element('A', value(0)), element('B', value(0, 1, false)), element('C', value(1))],
        },
      ],
    });
    expect(await dataOf(root, nothing, text('c'))).toEqual(['A=x', 'B/@a=', 'B=x', 'C/@a=c', 'C=x']);
  });

  it('repeats an element for each item of an array', async () => {
    const root = eventData(data('A', value(0, 0x81)), data('B', value(1, 0x81)));
    expect(await dataOf(root, texts('x', 'y'), texts())).toEqual(['A=x', 'A=y']);
  });

  it('joins the items of an array with what stands beside it', async () => {
    expect(await dataOf(eventData(data('A', 'all: ', value(0, 0x81))), texts('x', 'y'))).toEqual([
      'A=all: x, y',
    ]);
  });

  it('knows characters, entities, CDATA and processing instructions', async () => {
    const { event, error } = await read((chunk) => {
      const root = eventData(
        data('A', { bytes: [0x08, 0xe9, 0x00] }, { bytes: [0x07, 2, 0, 0x3c, 0, 0x26, 0] }),
        { bytes: [0x0b, 1, 0, 0x78, 0] },
      );
      chunk.instance({ identifier: 42, root }, []);
    });
    expect(error).toBeUndefined();
    expect(shown(event)).toEqual(['A=é<&']);
  });

  it.each([
    ['amp', '&'],
    ['lt', '<'],
    ['gt', '>'],
    ['quot', '"'],
    ['apos', "'"],
    ['other', '&other;'],
  ])('reads the entity %s', async (name, character) => {
    const { event } = await read((chunk) => {
      // The name lies right behind, as a name does that was not needed before.
      const letters = [...name].flatMap((letter) => [letter.charCodeAt(0), 0]);
      const here = (): number[] => {
        const at = chunk.at + 5;
        return [0x09, at & 0xff, at >> 8, 0, 0, 0, 0, 0, 0, 0, 0, name.length, 0, ...letters, 0, 0];
      };
      const part = {
        get bytes() {
          return here();
        },
      };
      chunk.instance({ identifier: 42, root: eventData(data('A', part)) }, []);
    });
    expect(shown(event)).toEqual([`A=${character}`]);
  });

  it('is read once for all its records', async () => {
    const chunk = new ChunkWriter(1n);
    const template = { identifier: 42, root: eventData(data('A', value(0))) };
    for (const letter of 'abc') chunk.record(5n, () => chunk.instance(template, [text(letter)]));
    const { events } = await readAll(joinChunks([chunk.finish()]));
    expect(events.flatMap(shown)).toEqual(['A=a', 'A=b', 'A=c']);
  });

  it('is found by the chunk’s list when a record points elsewhere', async () => {
    const chunk = new ChunkWriter(1n);
    const template = { identifier: 42, root: eventData(data('A', value(0))) };
    for (const letter of 'ab') chunk.record(5n, () => chunk.instance(template, [text(letter)]));
    const bytes = chunk.finish();
    const second = bytes.lastIndexOf(0x0c);
    bytes[second + 6] = 0x21;
    const { events } = await readAll(joinChunks([bytes]));
    expect(events.flatMap(shown)).toEqual(['A=a', 'A=b']);
  });
});

describe('binary XML', () => {
  it('can do without a template', async () => {
    const { event, error } = await read((chunk) => chunk.fragment(eventData(data('A', 'x'))));
    expect(error).toBeUndefined();
    expect(event).toMatchObject({ provider: 'Made', eventId: 7 });
    expect(shown(event)).toEqual(['A=x']);
  });

  it('can be a value, with a template of its own', async () => {
    const { event, error } = await read((chunk) => {
      const root = eventAround({ name: 'UserData', content: [value(0, 0x21)] });
      const nested = nestedInstance({ name: 'Inner', content: [value(0)] }, text('x'));
      chunk.instance({ identifier: 42, root }, [raw(0x21, ...nested)]);
    });
    expect(error?.details).toBeUndefined();
    expect(shown(event)).toEqual(['Inner=x']);
  });

  it.each([
    ['a token that there is none of', [0x3f]],
    ['an element without an end', [0x01, 0xff, 0xff]],
    ['an end that comes first', [0x04]],
    ['text of another type', [0x05, 0x08, 0, 0]],
    ['text beyond the record', [0x05, 0x01, 0xff, 0xff]],
    ['nothing', []],
    ['only its end', [0x00]],
    ['a template beyond the chunk', [0x0c, 1, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f]],
    ['a template in the chunk’s header', [0x0c, 1, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0]],
    ['half a template', [0x0c, 1, 1]],
  ])('with %s is told as damaged, and nothing else suffers', async (_name, bytes) => {
    const chunk = new ChunkWriter(1n);
    chunk.record(5n, () => chunk.raw([0x0f, 1, 1, 0, ...bytes]));
    chunk.record(6n, () => chunk.fragment(eventData(data('A', 'x'))));
    const { events, account } = await readAll(joinChunks([chunk.finish()]));
    expect(events.map(({ recordId }) => recordId)).toEqual([2n]);
    expect(account.damagedRecords).toMatchObject({
      count: 1,
      first: [
        { offset: 4608, error: { code: expect.stringMatching(/^event-log-(?:structure|truncated)$/) } },
      ],
    });
  });

  it('without a System part is no event', async () => {
    const { error } = await read((chunk) => chunk.fragment({ name: 'Event', content: ['x'] }));
    expect(error).toMatchObject({ code: 'event-log-structure', details: { expected: 'an event' } });
  });

  it('with values beyond its record is told as damaged', async () => {
    const { error } = await read((chunk) => {
      chunk.instance({ identifier: 42, root: eventData(data('A', value(0))) }, [text('x')]);
      // The size of the only value, before its type.
      const at = chunk.at - 1 - 2 - 4;
      chunk.bytes[at + 1] = 0xff;
    });
    expect(error).toMatchObject({ code: 'event-log-truncated' });
  });
});

/** An instance with its definition, whose offsets fit where the value of the event above begins. */
function nestedInstance(root: MadeElement, ...values: readonly MadeValue[]): readonly number[] {
  const probe = new ChunkWriter(1n);
  const outer = eventAround({ name: 'UserData', content: [value(0, 0x21)] });
  let start = 0;
  probe.record(5n, () => {
    probe.instance({ identifier: 42, root: outer }, [raw(0x21)]);
    start = probe.at - 1;
  });
  const inner = new ChunkWriter(1n);
  inner.raw(new Uint8Array(start - inner.at));
  inner.instance({ identifier: 43, root }, values);
  return [...inner.bytes.subarray(start, inner.at)];
}
