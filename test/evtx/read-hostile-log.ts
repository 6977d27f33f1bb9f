import { openEventLog } from '../../src/evtx/event-log.ts';
import { CHUNK_SIZE } from '../../src/evtx/structures/chunk-header.ts';
import { FILE_HEADER_BLOCK_SIZE } from '../../src/evtx/structures/file-header.ts';
import type { ByteSource } from '../../src/ground/brand.ts';
import { joinChunks } from '../support/event-logs/build-event-log.ts';
import { ChunkWriter, type MadeElement } from '../support/event-logs/chunk-writer.ts';
import { raw, text } from '../support/event-logs/values.ts';

/** A program of its own, which is run with little memory: reads a log of 4 GB that takes as much as a log can. */

const SIZE = 4 * 2 ** 30;
const STEP = 100;

const event = (count: number, type: number): MadeElement => ({
  name: 'Event',
  content: [
    { name: 'System' },
    {
      name: 'EventData',
      content: Array.from({ length: count }, () => ({ name: 'Data', content: [{ value: 0, type }] })),
    },
  ],
});

/** Two events of nearly a million characters each. */
function longEvents(): Uint8Array {
  const chunk = new ChunkWriter(1n);
  for (const identifier of [1, 2])
    chunk.record(5n, () => chunk.instance({ identifier, root: event(45, 1) }, [text('x'.repeat(10_000))]));
  return chunk.finish();
}

/** Events of too many parts. */
function manyParts(): Uint8Array {
  const chunk = new ChunkWriter(1n);
  const items = raw(0x84, ...Array.from({ length: 5000 }, () => 1));
  for (let count = 0; count < 10; count++)
    chunk.record(5n, () => chunk.instance({ identifier: 1, root: event(100, 0x84) }, [items]));
  return chunk.finish();
}

/** As many elements as a chunk can name. */
function manyElements(): Uint8Array {
  const chunk = new ChunkWriter(1n);
  const root = { name: 'E', content: Array.from({ length: 4000 }, () => ({ name: 'E' })) };
  chunk.record(5n, () => chunk.instance({ identifier: 7, root }, []));
  return chunk.finish();
}

const kinds = [longEvents(), manyParts(), manyElements()];
const source: ByteSource = {
  length: SIZE,
  async read(target, position) {
    target.fill(0);
    if (position === 0) target.set(joinChunks([]).subarray(0, target.length));
    const index = (position - FILE_HEADER_BLOCK_SIZE) / CHUNK_SIZE;
    if (!Number.isInteger(index) || index % STEP !== 0) return;
    target.set((kinds[(index / STEP) % kinds.length] ?? new Uint8Array(0)).subarray(0, target.length));
  },
};
const log = await openEventLog(source, 'hostile.evtx');
let large = 0;
for await (const { data } of log.events({})) if (data.length > 40) large += 1;
const { chunks, damagedRecords } = log.account();
process.stdout.write(JSON.stringify({ chunks, damaged: damagedRecords.count, large }));
