import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { MOST_CHARACTERS, MOST_PARTS } from '../../src/evtx/limits.ts';
import { joinChunks } from '../support/event-logs/build-event-log.ts';
import { ChunkWriter, type MadeElement } from '../support/event-logs/chunk-writer.ts';
import { raw, text } from '../support/event-logs/values.ts';
import { readAll } from './read-all.ts';

/** What a log may not make of its 64 KiB. */

const nested = (depth: number): MadeElement => {
  let element: MadeElement = { name: 'Innermost' };
  for (let level = 1; level < depth; level++) element = { name: 'E', content: [element] };
  return element;
};
const event = (...content: readonly MadeElement[]): MadeElement => ({
  name: 'Event',
  content: [{ name: 'System' }, ...content],
});

async function readOne(write: (chunk: ChunkWriter) => void) {
  const chunk = new ChunkWriter(1n);
  chunk.record(5n, () => write(chunk));
  const { events, account } = await readAll(joinChunks([chunk.finish()]));
  return { events, error: account.damagedRecords.first[0]?.error };
}

const repeated = (count: number, value: number, type = 0x01): MadeElement => ({
  name: 'EventData',
  content: Array.from({ length: count }, () => ({ name: 'Data', content: [{ value, type }] })),
});

describe('an event', () => {
  it('may have elements 64 deep, and not deeper', async () => {
    expect((await readOne((chunk) => chunk.fragment(event(nested(63))))).events).toHaveLength(1);
    expect((await readOne((chunk) => chunk.fragment(event(nested(64))))).error).toMatchObject({
      code: 'event-log-structure',
      details: { structure: 'element start', expected: 'at most 64 deep' },
    });
  });

  it('may not repeat a long value without end', async () => {
    const { error } = await readOne((chunk) =>
      chunk.instance({ identifier: 1, root: event(repeated(100, 0)) }, [text('x'.repeat(10_000))]),
    );
    expect(error?.details).toMatchObject({ expected: `at most ${MOST_CHARACTERS} characters` });
  });

  it('may not have parts without end', async () => {
    const { error } = await readOne((chunk) =>
      chunk.instance({ identifier: 1, root: event(repeated(1000, 0, 0x84)) }, [
        raw(0x84, ...Array(100).fill(1)),
      ]),
    );
    expect(error?.details).toMatchObject({ expected: `at most ${MOST_PARTS} parts` });
  });

  it('may be large within that', async () => {
    const { events, error } = await readOne((chunk) =>
      chunk.instance({ identifier: 1, root: event(repeated(40, 0)) }, [text('x'.repeat(10_000))]),
    );
    expect(error).toBeUndefined();
    expect(events[0]?.data).toHaveLength(40);
  });
});

describe('a template', () => {
  it('may not hold itself', async () => {
    const { error } = await readOne((chunk) => {
      const at = chunk.at + 4 + 10;
      const self = { bytes: [0x0c, 1, 1, 0, 0, 0, at & 0xff, at >> 8, 0, 0, 0, 0, 0, 0] };
      chunk.instance({ identifier: 1, root: { name: 'Event', content: [self] } }, []);
    });
    expect(error).toMatchObject({
      code: 'event-log-structure',
      details: { structure: 'template definition', expected: 'no cycle' },
    });
  });

  it('may not hold a chain of others', async () => {
    const { error } = await readOne((chunk) => chunk.raw(chainOfTemplates(chunk.at, 40)));
    expect(error?.code).toBe('event-log-structure');
  });

  it('can not be read at so many places that they outgrow the chunk', async () => {
    const chunk = new ChunkWriter(1n);
    // A long definition, of nothing but its end, that each record finds four bytes further on.
    chunk.record(5n, () => chunk.raw(new Uint8Array(20_000)));
    const start = 512 + 24;
    for (let at = start; at < start + 400; at += 4)
      chunk.record(6n, () =>
        chunk.raw([0x0f, 1, 1, 0, 0x0c, 1, 9, 9, 9, 9, at & 0xff, at >> 8, 0, 0, 0, 0, 0, 0]),
      );
    const bytes = chunk.finish();
    const view = new DataView(bytes.buffer);
    for (let at = start; at < start + 400; at += 4) view.setUint32(at + 20, 0x4b00, true);
    const { account } = await readAll(joinChunks([bytes]));
    expect(account.damagedRecords.first.map(({ error }) => error?.details)).toContainEqual(
      expect.objectContaining({ structure: 'template definition', actual: 'more' }),
    );
  });
});

/** Templates each of which begins with an instance of the next. */
function chainOfTemplates(start: number, count: number): number[] {
  const instance = (at: number): number[] => [0x0c, 1, 1, 0, 0, 0, at & 0xff, at >> 8, 0, 0];
  const bytes: number[] = [0x0f, 1, 1, 0, ...instance(start + 14)];
  for (let level = 0; level < count; level++) {
    const rest = (count - level) * 34;
    bytes.push(0, 0, 0, 0, 1, 0, 0, 0, ...Array(12).fill(0), rest & 0xff, rest >> 8, 0, 0);
    bytes.push(...instance(start + bytes.length + 10));
  }
  return bytes;
}

describe('names', () => {
  it('can not be read at so many places that they outgrow the chunk', async () => {
    const chunk = new ChunkWriter(1n);
    chunk.record(5n, () => chunk.raw(new Uint8Array(20_000)));
    const start = 512 + 24;
    for (let at = start; at < start + 400; at += 2)
      chunk.record(6n, () => chunk.raw([0x0f, 1, 1, 0, 0x01, 0, 0, 0, 0, at & 0xff, at >> 8, 0, 0, 0x03, 0]));
    const bytes = chunk.finish();
    const view = new DataView(bytes.buffer);
    for (let at = start; at < start + 420; at += 2) view.setUint16(at + 6, 9000, true);
    const { account } = await readAll(joinChunks([bytes]));
    expect(account.damagedRecords.first.map(({ error }) => error?.details)).toContainEqual(
      expect.objectContaining({ structure: 'names', actual: 'more' }),
    );
  });
});

describe('a log of 4 GB whose chunks are as bad as can be', () => {
  it('is read in 64 MiB and one chunk', { timeout: 300_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'hivemend-evtx-'));
    try {
      const program = join(folder, 'read-hostile-log.mjs');
      buildSync({
        entryPoints: [join(import.meta.dirname, 'read-hostile-log.ts')],
        outfile: program,
        bundle: true,
        platform: 'node',
        format: 'esm',
      });
      // What is kept, and what is about to be thrown away, together: Node ends when it needs more.
      const limits = ['--max-old-space-size=48', '--max-semi-space-size=4'];
      const run = spawnSync(process.execPath, [...limits, program], { encoding: 'utf8' });
      expect(run.stderr).toBe('');
      expect(JSON.parse(run.stdout)).toEqual({ chunks: 656, damaged: expect.any(Number), large: 219 * 2 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
