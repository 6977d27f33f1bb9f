// TypeScript knows WebAssembly as a part of the browser's library only.
/// <reference lib="dom" />
import type { Branded, CellOffset, FileOffset } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import type { BaseBlock } from '../structures/base-block.ts';
import { cellOffset, fileOffset } from '../structures/cell.ts';

/**
 * The module that goes through a hive in one pass (wasm/hive-check/README.md), compiled. Not called a `WebAssembly.Module`: the
 * package's users need no types of browsers.
 */
export type StructureModule = Branded<object, 'StructureModule'>;

/** @param bytes build/hive-check.wasm. */
export function compileStructureCheck(bytes: Uint8Array): StructureModule {
  return new WebAssembly.Module(new Uint8Array(bytes)) as StructureModule;
}

/** `problem` has its name in wasm/hive-check/check.h. It is about the cell at `where`, or about what refers to it. */
export type Verdict =
  | { readonly isSound: true; readonly hiveBinOf: HiveBinOf }
  | { readonly isSound: false; readonly problem: number; readonly where: FileOffset };

/** Where the hive bin starts that holds the byte at a place of the hive bins data. */
export type HiveBinOf = (place: FileOffset) => FileOffset;

const CALLS = [
  'check_begin',
  'check_room',
  'check_bytes',
  'check_end',
  'check_where',
  'check_bin_of',
] as const;
type Call = (...numbers: readonly number[]) => number;

/**
 * One hive's way through the module: its hive bins data, from first to last, in pieces of any size that is a multiple of 4096.
 * What is said to be sound has no damage by checkHive's rules. What is not, checkHive has to look at: it may be an
 * oddity of which the pass sees less than the whole.
 */
export class StructurePass {
  readonly #calls: Readonly<Record<(typeof CALLS)[number], Call>>;
  readonly #memory: WebAssembly.Memory;
  #problem: number;

  /** @param baseBlock of a hive whose hive bins data size is a multiple of 4096 above 0. */
  constructor(module: StructureModule, { hiveBinsDataSize, rootCellOffset, minorVersion }: BaseBlock) {
    const { exports } = new WebAssembly.Instance(module);
    const { memory } = exports;
    if (!(memory instanceof WebAssembly.Memory)) throw unfit('memory');
    this.#memory = memory;
    const calls = CALLS.map((name) => [name, callOf(exports, name)] as const);
    this.#calls = Object.fromEntries(calls) as Record<(typeof CALLS)[number], Call>;
    this.#problem = this.#calls.check_begin(hiveBinsDataSize, rootCellOffset, minorVersion);
  }

  /** Copies the bytes, and looks through those of them whose hive bin is whole. After a problem it does nothing. */
  add(bytes: Uint8Array): void {
    if (this.#problem !== 0) return;
    const room = this.#calls.check_room(bytes.length) >>> 0;
    // Every call may make the memory grow, which takes the views of it away.
    if (room !== 0) new Uint8Array(this.#memory.buffer, room, bytes.length).set(bytes);
    this.#problem = this.#calls.check_bytes(room === 0 ? 0 : bytes.length);
  }

  /** After the last bytes. */
  verdict(): Verdict {
    if (this.#problem === 0) this.#problem = this.#calls.check_end();
    if (this.#problem === 0) return { isSound: true, hiveBinOf: (place) => this.#hiveBinOf(place) };
    return { isSound: false, problem: this.#problem, where: placeOf(this.#calls.check_where()) };
  }

  #hiveBinOf(place: FileOffset): FileOffset {
    return placeOf(this.#calls.check_bin_of(cellOffset(place)));
  }
}

/** @param offset as the module answers it: with a sign. */
function placeOf(offset: number): FileOffset {
  return fileOffset((offset >>> 0) as CellOffset);
}

function callOf(exports: WebAssembly.Exports, name: string): Call {
  const found = exports[name];
  if (typeof found !== 'function') throw unfit(name);
  return found as Call;
}

function unfit(missing: string): HiveError<'bug'> {
  return new HiveError('bug', { message: `the check of hives lacks ${missing}` });
}
