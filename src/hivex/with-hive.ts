import type { ByteSource, CleanHive } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import type { HiveHandle, Runtime } from './calls.ts';
import { Hive } from './hive.ts';
import { spellChecksumForHivex, spellChecksumForWindows } from './image.ts';
import type { Hivex } from './load.ts';
import { NO_ADDRESS } from './memory.ts';
import {
  changesOf,
  laySkeleton,
  type PlacedBytes,
  refuseTouchedScaffold,
  type ShownHive,
} from './skeleton.ts';

/** hivex.h. Verbose makes hivex say why it refuses; see PrintedText. */
const OPEN_VERBOSE = 1;
const OPEN_WRITE = 4;

const BASE_BLOCK_SIZE = 4096;
/** Bytes read at a time, so that progress can be told and the event loop runs. */
const CHUNK = 4 * 1024 * 1024;
const READS_AT_ONCE = 3;
/** Room for the hive bins that an edit adds. Memory that is not touched costs no RAM. */
const HEADROOM = 16 * 1024 * 1024;

/** WebAssembly memory ends at 4 GiB; hivex's own tables and the C library take their part of it. */
const LARGEST_HIVE = 3 * 1024 * 1024 * 1024;

export interface HiveOptions {
  /** Told after each chunk that was read. Bytes. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A hive after an edit, told by what is different. */
export interface EditedHive {
  /** Bytes of the base block and of the hive bins data. */
  readonly length: number;
  /** Ascending, apart; a new end is the last of them. */
  readonly changes: readonly PlacedBytes[];
}

/**
 * Opens a whole hive in hivex for looking only. Nothing is committed; what `body` changes is lost.
 * @throws HiveError what the source throws; 'hivex-call', 'hivex-trap'; 'bug' when a bracket is open already.
 */
export async function readHive<Result>(
  hivex: Hivex,
  source: CleanHive,
  body: (hive: Hive) => Result | Promise<Result>,
  options: HiveOptions = {},
): Promise<Result> {
  const runtime = begin(hivex);
  try {
    await fill(runtime, source, options);
    const handle = open(runtime);
    try {
      return await body(hiveOf(runtime, handle));
    } finally {
      if (!runtime.isDropped) runtime.call('hivex_close', handle);
    }
  } finally {
    end(hivex, runtime);
  }
}

/**
 * Opens what is shown of a hive in hivex, edits and commits it. When `edit` throws, nothing is committed.
 * @throws HiveError 'hivex-call', 'hivex-trap', also when hivex wrote anywhere but in shown cells and behind the end; 'bug' when
 *   a bracket is open already; and what `edit` throws.
 */
export function editHive(hivex: Hivex, shown: ShownHive, edit: (hive: Hive) => void): EditedHive {
  const { length } = shown;
  const runtime = begin(hivex);
  try {
    refuseLarge(runtime, length);
    const room = runtime.call('host_reserve', length, length + HEADROOM);
    const scaffold = laySkeleton(runtime.memory.bytes(room, length), shown);
    const handle = open(runtime);
    try {
      edit(hiveOf(runtime, handle));
      const image = commit(runtime, handle);
      refuseTouchedScaffold(image, scaffold);
      return { length: image.length, changes: changesOf(image, shown) };
    } finally {
      if (!runtime.isDropped) runtime.call('hivex_close', handle);
    }
  } finally {
    end(hivex, runtime);
  }
}

function begin(hivex: Hivex): Runtime {
  if (hivex.isMounted) throw new HiveError('bug', { message: 'a hive is open in this hivex already' });
  hivex.isMounted = true;
  return hivex.runtime();
}

function end(hivex: Hivex, runtime: Runtime): void {
  if (!runtime.isDropped) runtime.call('host_release');
  hivex.isMounted = false;
}

function open(runtime: Runtime): HiveHandle {
  const image = imageOf(runtime);
  if (image.length >= BASE_BLOCK_SIZE) spellChecksumForHivex(viewOf(image));
  return runtime.call('hivex_open', 'hive', OPEN_VERBOSE | OPEN_WRITE);
}

function hiveOf(runtime: Runtime, handle: HiveHandle): Hive {
  return new Hive(runtime, handle, () => runtime.call('host_image_length'));
}

/** A view, valid until the next call into the module. */
function imageOf(runtime: Runtime): Uint8Array {
  return runtime.memory.bytes(runtime.call('host_room'), runtime.call('host_image_length'));
}

/** Lets hivex finish the base block. */
function commit(runtime: Runtime, handle: HiveHandle): Uint8Array {
  runtime.call('hivex_commit', handle, NO_ADDRESS, 0);
  const image = imageOf(runtime);
  spellChecksumForWindows(viewOf(image));
  return image;
}

function refuseLarge(runtime: Runtime, length: number): void {
  if (length > LARGEST_HIVE)
    throw runtime.refuse('editHive', `WebAssembly memory has no room for ${length} bytes`);
}

/**
 * Reads the source into the room that hivex will take for its image.
 *
 * Real hives carry bytes behind their hive bins data. hivex puts new hive bins over them, so it is not shown them.
 * A hive whose base block says more than the file holds, or whose signature is wrong, goes to hivex whole: it refuses.
 */
async function fill(runtime: Runtime, source: ByteSource, options: HiveOptions): Promise<void> {
  refuseLarge(runtime, source.length);
  const length = await mountableLength(source);
  const room = runtime.call('host_reserve', length, source.length + HEADROOM);
  await readInto(runtime, room, source, length, options);
}

/**
 * Several chunks are on their way at a time: fresh memory is slow to touch for the first time, and the reads of
 * different threads share that work. Nothing is left on its way when this returns or throws.
 */
async function readInto(
  runtime: Runtime,
  room: number,
  source: ByteSource,
  length: number,
  { onProgress }: HiveOptions,
): Promise<void> {
  let next = 0;
  let done = 0;
  const readChunks = async (): Promise<void> => {
    while (next < length) {
      const position = next;
      const size = Math.min(CHUNK, length - position);
      next += size;
      await source.read(runtime.memory.bytes(room + position, size), position);
      done += size;
      onProgress?.(done, length);
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: READS_AT_ONCE }, readChunks));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

async function mountableLength(source: ByteSource): Promise<number> {
  if (source.length < BASE_BLOCK_SIZE) return source.length;
  const head = new Uint8Array(48);
  await source.read(head, 0);
  const declared = BASE_BLOCK_SIZE + viewOf(head).getUint32(40, true);
  return new TextDecoder().decode(head.subarray(0, 4)) === 'regf'
    ? Math.min(source.length, declared)
    : source.length;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
