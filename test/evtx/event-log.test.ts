import { describe, expect, it } from 'vitest';
import { openEventLog } from '../../src/evtx/event-log.ts';
import { datum } from '../../src/evtx/log-event.ts';
import { CHUNK_SIZE, ChunkHeader } from '../../src/evtx/structures/chunk-header.ts';
import {
  FILE_HEADER_BLOCK_SIZE,
  FileHeader,
  FLAG_NO_CHECKSUMS,
} from '../../src/evtx/structures/file-header.ts';
import { fileTimeOfText } from '../../src/ground/file-time.ts';
import {
  buildEventLog,
  joinChunks,
  type MadeEvent,
  writeEvent,
} from '../support/event-logs/build-event-log.ts';
import { ChunkWriter } from '../support/event-logs/chunk-writer.ts';
import { text, uint32 } from '../support/event-logs/values.ts';
import { readAll, sourceOf } from './read-all.ts';

const event = (minute: number, more: Partial<MadeEvent> = {}): MadeEvent => ({
  provider: 'Microsoft-Windows-TPM-WMI',
  id: 1034,
  time: `2026-11-01T10:${String(minute).padStart(2, '0')}:00.0000001Z`,
  data: [['Number', uint32(minute)]],
  ...more,
});
const minutes = (count: number, more: Partial<MadeEvent> = {}): MadeEvent[] =>
  Array.from({ length: count }, (_, minute) => event(minute, more));
const LONG: Partial<MadeEvent> = { data: [['Text', text('x'.repeat(5000))]] };

const refused = (bytes: Uint8Array) => openEventLog(sourceOf(bytes), 'a.evtx').catch((error) => error);

describe('an event log', () => {
  it('tells an event with all that was logged of it', async () => {
    const { events, account } = await readAll(
      buildEventLog({
        firstRecordId: 7n,
        events: [event(3, { channel: 'Made', computer: 'PC', user: 'S-1-5-18', level: 2 })],
      }),
    );
    expect(events).toEqual([
      {
        offset: 4608,
        recordId: 7n,
        eventRecordId: 7n,
        provider: 'Microsoft-Windows-TPM-WMI',
        providerGuid: expect.stringMatching(/^\{[\dA-F]{8}-0000-4000-8000-00000000ABCD\}$/),
        eventId: 1034,
        version: 0,
        level: 2,
        task: 0,
        opcode: 0,
        keywords: 0x8000_0000_0000_0000n,
        time: fileTimeOfText('2026-11-01T10:03:00.0000001Z'),
        processId: 4321,
        threadId: 1234,
        activityId: undefined,
        channel: 'Made',
        computer: 'PC',
        user: 'S-1-5-18',
        data: [{ name: 'Number', value: { type: 'uint32', content: 3 } }],
      },
    ]);
    expect(account).toEqual({
      file: 'test.evtx',
      header: { version: '3.2', isDirty: false, checksum: 'right', chunks: 1 },
      chunks: 1,
      records: 1,
      oldest: events[0]?.time,
      newest: events[0]?.time,
      damagedChunks: { count: 0, first: [] },
      damagedRecords: { count: 0, first: [] },
    });
  });

  it('finds a field by its name', async () => {
    const { events } = await readAll(buildEventLog({ events: [event(3)] }));
    expect(events.map((each) => datum(each, 'Number')?.content)).toEqual([3]);
    expect(events.map((each) => datum(each, 'number'))).toEqual([undefined]);
  });

  it('has the fields of UserData by their path', async () => {
    const { events } = await readAll(
      buildEventLog({ events: [event(3, { userData: 'Made', data: [['Part', text('a')]] })] }),
    );
    expect(events[0]?.data).toEqual([{ name: 'Part', value: { type: 'string', content: 'a' } }]);
  });

  it('can hold nothing', async () => {
    const { events, account } = await readAll(joinChunks([new Uint8Array(CHUNK_SIZE)]));
    expect(events).toEqual([]);
    expect(account).toMatchObject({ chunks: 0, records: 0, oldest: undefined, newest: undefined });
  });

  it('is looked through for chunks that its header does not count', async () => {
    const { events, account } = await readAll(
      buildEventLog({ events: minutes(40, LONG), dirty: { chunks: 1 } }),
    );
    expect(events).toHaveLength(40);
    expect(account).toMatchObject({ header: { isDirty: true, chunks: 1 }, chunks: 7, records: 40 });
  });

  it('is read from its oldest chunk on, wherever that lies', async () => {
    const [older, newer] = [new ChunkWriter(1n), new ChunkWriter(30n)];
    writeEvent(older, event(1));
    writeEvent(newer, event(2));
    const { events, account } = await readAll(joinChunks([newer.finish(), older.finish()]));
    expect(events.map(({ recordId }) => recordId)).toEqual([1n, 30n]);
    expect(account.oldest).toBe(events[0]?.time);
    expect(account.newest).toBe(events[1]?.time);
  });

  it('tells only what is asked for, and still counts the rest', async () => {
    const log = buildEventLog({
      events: [event(1), event(2, { id: 1035 }), event(3, { provider: 'Other' }), event(4)],
    });
    const asked: string[] = [];
    const isWanted = (provider: string, id: number): boolean => {
      asked.push(`${provider} ${id}`);
      return provider === 'Microsoft-Windows-TPM-WMI' && id === 1034;
    };
    const since = fileTimeOfText('2026-11-01T10:02:00.0000001Z') ?? 0n;
    const minutesOf = async (wanted: Parameters<typeof readAll>[2]) => {
      const { events, account } = await readAll(log, 'a.evtx', wanted);
      return [events.map((each) => datum(each, 'Number')?.content), account.records];
    };
    expect(await minutesOf({ isWanted })).toEqual([[1, 4], 4]);
    expect(asked).toContain('Other 1034');
    expect(await minutesOf({ since })).toEqual([[2, 3, 4], 4]);
    expect(await minutesOf({ since: since + 1n })).toEqual([[3, 4], 4]);
    expect(await minutesOf({ since, isWanted })).toEqual([[4], 4]);
  });
});

describe('a damaged event log', () => {
  it.each([
    ['without a byte', new Uint8Array(0), 'event-log-truncated'],
    ['shorter than its header', buildEventLog({ events: [] }).subarray(0, 100), 'event-log-truncated'],
    ['of zeros', new Uint8Array(70_000), 'event-log-signature'],
    ['of text', new Uint8Array(200).fill(0x61), 'event-log-signature'],
  ])('%s is none', async (_name, bytes, code) => {
    expect(await refused(bytes)).toMatchObject({ code, details: { file: 'a.evtx', offset: 0 } });
  });

  it('of another major version is not guessed at', async () => {
    const log = buildEventLog({ events: [event(1)] });
    FileHeader.encode(log, 0, { majorVersion: 4 });
    expect(await refused(log)).toMatchObject({
      code: 'event-log-version',
      details: { expected: '3.x', actual: '4.2' },
    });
  });

  it('without its header is known by its first chunk', async () => {
    const log = buildEventLog({ events: [event(1)] });
    log.fill(0, 0, FileHeader.size);
    const { events, account } = await readAll(log);
    expect(events).toHaveLength(1);
    expect(account.header).toBeUndefined();
  });

  it('with a header that is not as it was written says so', async () => {
    const log = buildEventLog({ events: [event(1)] });
    FileHeader.encode(log, 0, { nextRecordId: 99n });
    expect((await readAll(log)).account.header?.checksum).toBe('wrong');
  });

  it('without checksums has none that are wrong', async () => {
    const log = buildEventLog({ events: [event(1)] });
    FileHeader.encode(log, 0, { flags: FLAG_NO_CHECKSUMS, checksum: 0 });
    const chunk = log.subarray(FILE_HEADER_BLOCK_SIZE);
    ChunkHeader.encode(chunk, 0, { flags: FLAG_NO_CHECKSUMS, headerChecksum: 0, recordsChecksum: 0 });
    const { account } = await readAll(log);
    expect(account.header?.checksum).toBe('none');
    expect(account.damagedChunks.count).toBe(0);
  });

  it.each([
    ['headerChecksum', 100],
    ['recordsChecksum', 600],
  ])('tells which chunk has a wrong %s, and reads it', async (which, at) => {
    const log = buildEventLog({ events: minutes(20, LONG) });
    const offset = FILE_HEADER_BLOCK_SIZE + CHUNK_SIZE;
    log[offset + at] = (log[offset + at] ?? 0) ^ 0xff;
    const { account } = await readAll(log);
    expect(account.damagedChunks).toMatchObject({
      count: 1,
      first: [{ offset, [which]: 'wrong', header: 'there' }],
    });
  });

  it('keeps the records of a chunk whose header is gone, and takes its templates from another chunk', async () => {
    const log = buildEventLog({ events: minutes(20, LONG) });
    const offset = FILE_HEADER_BLOCK_SIZE + CHUNK_SIZE;
    // The first record of the chunk, which had the template definition, goes as well.
    log.fill(0, offset, offset + 4096);
    const { events, account } = await readAll(log);
    // What nothing is known of comes last.
    const ids = events.map((each) => Number(each.recordId));
    expect(ids.slice(-5)).toEqual([8, 9, 10, 11, 12]);
    expect(ids.sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1).filter((id) => id !== 7),
    );
    expect(account.damagedChunks).toMatchObject({ count: 1, first: [{ offset, header: 'missing' }] });
  });

  it('that ends within a chunk is read to its end', async () => {
    const log = buildEventLog({ events: minutes(20, LONG) }).subarray(0, 4096 + 65536 + 30_000);
    const { events, account } = await readAll(log);
    expect(events).toHaveLength(8);
    expect(account.damagedChunks).toMatchObject({ count: 1, first: [{ isCut: true }] });
    expect(account.damagedRecords.count).toBe(1);
  });

  it('counts more damage than it tells', async () => {
    const chunk = new ChunkWriter(1n);
    for (let count = 0; count < 150; count++) chunk.record(0n, () => chunk.raw([0x3f]));
    const { account } = await readAll(joinChunks([chunk.finish()]));
    expect(account.damagedRecords.count).toBe(150);
    expect(account.damagedRecords.first).toHaveLength(100);
  });
});
