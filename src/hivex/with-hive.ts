import type { ByteSource, CleanHive } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import type { HiveHandle, Runtime } from './calls.ts';
import { Hive } from './hive.ts';
import { spellChecksumForHivex, spellChecksumForWindows } from './image.ts';
import type { Hivex } from './load.ts';
import { NO_ADDRESS } from './memory.ts';

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
const LARGEST_SOURCE = 3 * 1024 * 1024 * 1024;

export interface HiveOptions {
  /** Told after each chunk that was read. Bytes. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What happens to a hive in the bracket, in this order. */
export interface HiveStory<Seen, Edited, Result> extends HiveOptions {
  /** Shown the hive before hivex is: a view that is valid for this call only. May throw, and hivex never sees it. */
  readonly look: (image: Uint8Array) => Seen;
  readonly edit: (hive: Hive, seen: Seen) => Edited | Promise<Edited>;
  /**
   * `image` is a view of WebAssembly memory: base block, hive bins data, and behind them the bytes that the source has
   * behind its own hive bins data. It is valid until the promise that `use` returned settles.
   */
  readonly use: (image: Uint8Array, edited: Edited) => Result | Promise<Result>;
}

/**
 * Opens `source` in hivex for looking only. Nothing is committed; what `body` changes is lost.
 * @throws HiveError what the source throws; 'hivex-call', 'hivex-trap'; 'bug' when a bracket is open already.
 */
export async function readHive<Result>(
  hivex: Hivex,
  source: CleanHive,
  body: (hive: Hive) => Result | Promise<Result>,
  options: HiveOptions = {},
): Promise<Result> {
  return bracket(
    hivex,
    source,
    options,
    () => undefined,
    async (mounted) => body(mounted.hive),
  );
}

/**
 * Looks at the bytes of `source`, opens it in hivex, edits it, commits, and hands over the whole edited hive. When a part of the
 * story throws, the ones behind it are not called, and nothing is committed before `edit` returned. The hive is closed in
 * every case.
 * @throws HiveError like `readHive`, and what the story's parts throw.
 */
export async function withHive<Seen, Edited, Result>(
  hivex: Hivex,
  source: CleanHive,
  story: HiveStory<Seen, Edited, Result>,
): Promise<Result> {
  return bracket(hivex, source, story, story.look, async (mounted, seen) => {
    const edited = await story.edit(mounted.hive, seen);
    return await story.use(await commit(mounted, source), edited);
  });
}

interface Mounted {
  readonly runtime: Runtime;
  readonly handle: HiveHandle;
  readonly hive: Hive;
  /** Bytes of the source that hivex was given; what lies behind them stays aside. */
  readonly mountedLength: number;
}

async function bracket<Seen, Result>(
  hivex: Hivex,
  source: ByteSource,
  options: HiveOptions,
  look: (image: Uint8Array) => Seen,
  body: (mounted: Mounted, seen: Seen) => Promise<Result>,
): Promise<Result> {
  if (hivex.isMounted) throw new HiveError('bug', { message: 'a hive is open in this hivex already' });
  hivex.isMounted = true;
  const runtime = hivex.runtime();
  try {
    const image = await fill(runtime, source, options);
    const mountedLength = image.length;
    const seen = look(image);
    if (mountedLength >= BASE_BLOCK_SIZE) spellChecksumForHivex(viewOf(image));
    const handle = runtime.call('hivex_open', 'hive', OPEN_VERBOSE | OPEN_WRITE);
    try {
      const length = () => runtime.call('host_image_length');
      return await body({ runtime, handle, hive: new Hive(runtime, handle, length), mountedLength }, seen);
    } finally {
      if (!runtime.isDropped) runtime.call('hivex_close', handle);
    }
  } finally {
    if (!runtime.isDropped) runtime.call('host_release');
    hivex.isMounted = false;
  }
}

/**
 * Reads the source into the room that hivex will take for its image; answers a view of it.
 *
 * Real hives carry bytes behind their hive bins data. hivex puts new hive bins over them, so it is not shown them.
 * A hive whose base block says more than the file holds, or whose signature is wrong, goes to hivex whole: it refuses.
 */
async function fill(runtime: Runtime, source: ByteSource, options: HiveOptions): Promise<Uint8Array> {
  if (source.length > LARGEST_SOURCE)
    throw runtime.refuse('withHive', `WebAssembly memory has no room for ${source.length} bytes`);
  const length = await mountableLength(source);
  const room = runtime.call('host_reserve', length, source.length + HEADROOM);
  await readInto(runtime, room, source, length, options);
  return runtime.memory.bytes(room, length);
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

/** Lets hivex finish the base block, and puts the bytes that were kept aside behind the hive bins again. */
async function commit({ runtime, handle, mountedLength }: Mounted, source: ByteSource): Promise<Uint8Array> {
  runtime.call('hivex_commit', handle, NO_ADDRESS, 0);
  const written = runtime.call('host_committed_length');
  const rest = source.length - mountedLength;
  const room = runtime.call('host_extend', written + rest);
  if (rest > 0) await source.read(runtime.memory.bytes(room + written, rest), mountedLength);
  const image = runtime.memory.bytes(room, written + rest);
  spellChecksumForWindows(viewOf(image));
  return image;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
