import { crc32 } from 'node:zlib';
import type { ByteSource, FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { type ChunkCondition, EventChunk, type WantedEvents } from './event-chunk.ts';
import { KnownTemplates } from './known-templates.ts';
import { MOST_TOLD } from './limits.ts';
import type { LogEvent } from './log-event.ts';
import { CHUNK_HEADER_SIZE, CHUNK_SIZE, ChunkHeader } from './structures/chunk-header.ts';
import {
  FILE_HEADER_BLOCK_SIZE,
  FILE_HEADER_CHECKED_SIZE,
  FileHeader,
  FLAG_DIRTY,
  FLAG_NO_CHECKSUMS,
} from './structures/file-header.ts';

/** A chunk that is not as it was written. */
export interface DamagedChunk extends ChunkCondition {
  /** Where it starts in the file. */
  readonly offset: number;
  /** The file ends within it. */
  readonly isCut: boolean;
}

/** A record that can't be read. */
export interface DamagedRecord {
  /** From the start of the file. */
  readonly offset: number;
  /** Undefined where there is no whole record at all. */
  readonly error: HiveError | undefined;
}

/** What reading a log came to. */
export interface LogAccount {
  readonly file: FilePath;
  /** Undefined where the file header is damaged. */
  readonly header:
    | {
        readonly version: string;
        /** Not closed properly: the header is behind the truth, which is usual. */
        readonly isDirty: boolean;
        readonly checksum: ChunkCondition['headerChecksum'];
        readonly chunks: number;
      }
    | undefined;
  /** Chunks with anything in them, whatever the header says. */
  readonly chunks: number;
  /** Records that were looked at, wanted or not. */
  readonly records: number;
  /** FILETIME of the record that was written first, and of the last: the period that the log covers. */
  readonly oldest: bigint | undefined;
  readonly newest: bigint | undefined;
  readonly damagedChunks: { readonly count: number; readonly first: readonly DamagedChunk[] };
  readonly damagedRecords: { readonly count: number; readonly first: readonly DamagedRecord[] };
}

/**
 * Opens an event log. Chunks are looked for in the whole file, since the header of a log that was not closed counts too few.
 *
 * @throws HiveError 'event-log-signature' when it is none, 'event-log-truncated' when it ends within its header,
 *   'event-log-version' when it is of another format than 3, 'file-read'
 */
export async function openEventLog(source: ByteSource, file: FilePath): Promise<EventLog> {
  const bytes = new Uint8Array(Math.min(source.length, FILE_HEADER_BLOCK_SIZE + CHUNK_HEADER_SIZE));
  await source.read(bytes, 0);
  const header = readFileHeader(bytes, file);
  return new EventLog(source, file, header, await findChunks(source));
}

type Header = NonNullable<LogAccount['header']>;

function readFileHeader(bytes: Uint8Array, file: FilePath): Header | undefined {
  try {
    FileHeader.verify(bytes, 0, { file });
  } catch (error) {
    // A damaged header before a chunk: the chunks tell all that is needed.
    if (isHiveError(error) && isChunkHeader(bytes.subarray(FILE_HEADER_BLOCK_SIZE))) return undefined;
    throw error;
  }
  const header = FileHeader.decode(bytes, 0, { file });
  const { majorVersion, minorVersion } = header;
  const version = `${majorVersion}.${minorVersion}`;
  if (majorVersion !== 3) {
    const where = { file, offset: 38, structure: FileHeader.name };
    throw new HiveError('event-log-version', { ...where, expected: '3.x', actual: version });
  }
  const isRight = crc32(bytes.subarray(0, FILE_HEADER_CHECKED_SIZE)) === header.checksum;
  return {
    version,
    isDirty: (header.flags & FLAG_DIRTY) !== 0,
    checksum: header.flags & FLAG_NO_CHECKSUMS ? 'none' : isRight ? 'right' : 'wrong',
    chunks: header.chunkCount,
  };
}

function isChunkHeader(bytes: Uint8Array): boolean {
  try {
    ChunkHeader.verify(bytes, 0, { file: '' });
    return true;
  } catch (error) {
    if (isHiveError(error)) return false;
    throw error;
  }
}

interface ChunkPlace {
  readonly offset: number;
  /** Undefined where there is no header: such chunks come last. */
  readonly firstRecordId: bigint | undefined;
}

/** Every place where a chunk may be, in the order of their events: the newest may lie first, since logs wrap. */
async function findChunks(source: ByteSource): Promise<readonly ChunkPlace[]> {
  const places: ChunkPlace[] = [];
  const bytes = new Uint8Array(CHUNK_HEADER_SIZE);
  const view = new DataView(bytes.buffer);
  for (let offset = FILE_HEADER_BLOCK_SIZE; offset < source.length; offset += CHUNK_SIZE) {
    if (offset + CHUNK_HEADER_SIZE > source.length) break;
    await source.read(bytes, offset);
    places.push({
      offset,
      firstRecordId: isChunkHeader(bytes) ? ChunkHeader.read(view, 0, 'firstRecordId') : undefined,
    });
  }
  return places.sort((a, b) => compare(a.firstRecordId, b.firstRecordId) || a.offset - b.offset);
}

function compare(a: bigint | undefined, b: bigint | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a < b ? -1 : Number(a > b);
}

/** An open event log. One chunk of it is in memory at a time. */
export class EventLog {
  readonly #source: ByteSource;
  readonly #file: FilePath;
  readonly #places: readonly ChunkPlace[];
  readonly #header: Header | undefined;
  #chunks = 0;
  #records = 0;
  #oldest: bigint | undefined;
  #newest: bigint | undefined;
  readonly #damagedChunks = { count: 0, first: [] as DamagedChunk[] };
  readonly #damagedRecords = { count: 0, first: [] as DamagedRecord[] };

  constructor(source: ByteSource, file: FilePath, header: Header | undefined, places: readonly ChunkPlace[]) {
    this.#source = source;
    this.#file = file;
    this.#header = header;
    this.#places = places;
  }

  /**
   * Reads the events that are wanted, once, the oldest first. What is damaged is left out and told in the account.
   * @throws HiveError 'file-read'
   */
  async *events(wanted: WantedEvents): AsyncGenerator<LogEvent, void, void> {
    const memory = new Uint8Array(CHUNK_SIZE);
    const known = new KnownTemplates();
    for (const { offset } of this.#places) {
      const size = Math.min(CHUNK_SIZE, this.#source.length - offset);
      memory.fill(0, size);
      await this.#source.read(memory.subarray(0, size), offset);
      if (isEmpty(memory)) continue;
      const chunk = new EventChunk(memory, this.#file, offset, known);
      this.#takeNote(chunk.condition, offset, size < CHUNK_SIZE);
      yield* chunk.events(wanted, {
        record: ({ written }) => {
          this.#records += 1;
          if (this.#oldest === undefined || written < this.#oldest) this.#oldest = written;
          if (this.#newest === undefined || written > this.#newest) this.#newest = written;
        },
        damaged: (at, error) => note(this.#damagedRecords, { offset: offset + at, error }),
      });
    }
  }

  /** What came of it so far; complete once the events were read. */
  account(): LogAccount {
    return {
      file: this.#file,
      header: this.#header,
      chunks: this.#chunks,
      records: this.#records,
      oldest: this.#oldest,
      newest: this.#newest,
      damagedChunks: this.#damagedChunks,
      damagedRecords: this.#damagedRecords,
    };
  }

  #takeNote(condition: ChunkCondition, offset: number, isCut: boolean): void {
    this.#chunks += 1;
    const { header, headerChecksum, recordsChecksum } = condition;
    const isBad = header === 'missing' || headerChecksum === 'wrong' || recordsChecksum === 'wrong';
    if (isBad || isCut) note(this.#damagedChunks, { ...condition, offset, isCut });
  }
}

function note<Damage>(list: { count: number; readonly first: Damage[] }, damage: Damage): void {
  list.count += 1;
  if (list.first.length < MOST_TOLD) list.first.push(damage);
}

/** Space that was set aside for the log and not used yet. */
function isEmpty(chunk: Uint8Array): boolean {
  return Buffer.compare(chunk, ZEROS) === 0;
}

const ZEROS = new Uint8Array(CHUNK_SIZE);
