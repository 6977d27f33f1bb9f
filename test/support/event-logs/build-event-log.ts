import { crc32 } from 'node:zlib';
import { CHUNK_SIZE } from '../../../src/evtx/structures/chunk-header.ts';
import {
  FILE_HEADER_BLOCK_SIZE,
  FILE_HEADER_CHECKED_SIZE,
  FileHeader,
  FLAG_DIRTY,
} from '../../../src/evtx/structures/file-header.ts';
import { fileTimeOfText } from '../../../src/ground/file-time.ts';
import { ChunkWriter, type MadeElement, type MadeTemplate } from './chunk-writer.ts';
import { filetime, hex64, type MadeValue, nothing, sid, uint8, uint16, uint32, uint64 } from './values.ts';

/**
 * Event logs that nobody's PC wrote: for events that no public log holds, and for damage. They have the form that Windows
 * gives to events of a manifest: a template for each kind, with the provider written into it.
 */

export interface MadeEvent {
  readonly provider: string;
  /** Default: one that is made from the provider's name. */
  readonly providerGuid?: string;
  readonly id: number;
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly channel?: string;
  readonly computer?: string;
  readonly user?: string;
  readonly level?: number;
  readonly data?: readonly (readonly [name: string, value: MadeValue])[];
  /** Put into UserData, with this element around the data, instead of EventData. */
  readonly userData?: string;
}

export interface MadeLog {
  readonly events: readonly MadeEvent[];
  /** Default: 1. */
  readonly firstRecordId?: bigint;
  /** Not closed: the header counts `chunks` of them. */
  readonly dirty?: { readonly chunks: number };
}

export function buildEventLog({ events, firstRecordId = 1n, dirty }: MadeLog): Uint8Array {
  const chunks = [new ChunkWriter(firstRecordId)];
  for (const event of events) {
    const current = chunks.at(-1) ?? new ChunkWriter(firstRecordId);
    if (writeEvent(current, event)) continue;
    const next = new ChunkWriter(current.nextRecordId);
    writeEvent(next, event);
    chunks.push(next);
  }
  return joinChunks(
    chunks.map((chunk) => chunk.finish()),
    dirty,
  );
}

/** A file of finished chunks. */
export function joinChunks(chunks: readonly Uint8Array[], dirty?: MadeLog['dirty']): Uint8Array {
  const log = new Uint8Array(FILE_HEADER_BLOCK_SIZE + chunks.length * CHUNK_SIZE);
  const chunkCount = dirty?.chunks ?? chunks.length;
  FileHeader.encode(log, 0, {
    lastChunkNumber: BigInt(Math.max(0, chunkCount - 1)),
    nextRecordId: 1n,
    headerSize: FileHeader.size,
    minorVersion: 2,
    majorVersion: 3,
    headerBlockSize: FILE_HEADER_BLOCK_SIZE,
    chunkCount,
    flags: dirty === undefined ? 0 : FLAG_DIRTY,
  });
  FileHeader.encode(log, 0, { checksum: crc32(log.subarray(0, FILE_HEADER_CHECKED_SIZE)) });
  for (const [index, chunk] of chunks.entries()) log.set(chunk, FILE_HEADER_BLOCK_SIZE + index * CHUNK_SIZE);
  return log;
}

/** False when the chunk has no room for it. */
export function writeEvent(chunk: ChunkWriter, event: MadeEvent): boolean {
  const written = fileTimeOfText(event.time);
  if (written === undefined) throw new RangeError(`${event.time} is no time in UTC`);
  return chunk.record(written, () => {
    const { data = [] } = event;
    chunk.instance(templateOf(event), [
      uint8(event.level ?? 4),
      uint8(0),
      uint16(0),
      uint16(event.id),
      nothing,
      hex64(0x8000_0000_0000_0000n),
      filetime(event.time),
      nothing,
      uint32(4321),
      uint32(1234),
      uint64(chunk.nextRecordId),
      uint8(0),
      event.user === undefined ? nothing : sid(event.user),
      ...data.map(([, value]) => value),
    ]);
  });
}

const SYSTEM_VALUES = 13;

/** With the values in the order in which Windows has them. */
function templateOf(event: MadeEvent): MadeTemplate {
  const { provider, channel = 'System', computer = 'MADE-PC', data = [], userData } = event;
  const value = (index: number, type: number) => ({ value: index, type });
  const items = data.map(([name, { type }], index): MadeElement => {
    const content = [value(SYSTEM_VALUES + index, type)];
    return userData === undefined
      ? { name: 'Data', attributes: [['Name', name]], content }
      : { name, content };
  });
  const section: MadeElement =
    userData === undefined
      ? { name: 'EventData', content: items }
      : { name: 'UserData', content: [{ name: userData, content: items }] };
  const system: MadeElement[] = [
    {
      name: 'Provider',
      attributes: [
        ['Name', provider],
        ['Guid', event.providerGuid ?? guidOf(provider)],
      ],
    },
    { name: 'EventID', attributes: [['Qualifiers', value(4, 0x06)]], content: [value(3, 0x06)] },
    { name: 'Version', content: [value(11, 0x04)] },
    { name: 'Level', content: [value(0, 0x04)] },
    { name: 'Task', content: [value(2, 0x06)] },
    { name: 'Opcode', content: [value(1, 0x04)] },
    { name: 'Keywords', content: [value(5, 0x15)] },
    { name: 'TimeCreated', attributes: [['SystemTime', value(6, 0x11)]] },
    { name: 'EventRecordID', content: [value(10, 0x0a)] },
    { name: 'Correlation', attributes: [['ActivityID', value(7, 0x0f)]] },
    {
      name: 'Execution',
      attributes: [
        ['ProcessID', value(8, 0x08)],
        ['ThreadID', value(9, 0x08)],
      ],
    },
    { name: 'Channel', content: [channel] },
    { name: 'Computer', content: [computer] },
    { name: 'Security', attributes: [['UserID', value(12, 0x13)]] },
  ];
  const root: MadeElement = {
    name: 'Event',
    attributes: [['xmlns', 'http://schemas.microsoft.com/win/2004/08/events/event']],
    content: [{ name: 'System', content: system }, ...(items.length === 0 ? [] : [section])],
  };
  return { identifier: crc32(JSON.stringify(root)), root };
}

function guidOf(provider: string): string {
  const hex = crc32(provider).toString(16).padStart(8, '0').toUpperCase();
  return `{${hex}-0000-4000-8000-00000000ABCD}`;
}
