import type { Branded } from '../ground/brand.ts';

/** A place in WebAssembly memory. */
export type Address = Branded<number, 'Address'>;

export const NO_ADDRESS = 0 as Address;

/** Of a `WebAssembly.Memory` what is used. Not called that: the package's users need no types of browsers. */
export interface GrowingMemory {
  readonly buffer: ArrayBufferLike;
}

/**
 * WebAssembly memory seen as bytes. Views are made anew for each use: growing the memory detaches those made before,
 * and every call into the module may grow it.
 */
export class ModuleMemory {
  readonly #memory: GrowingMemory;

  constructor(memory: GrowingMemory) {
    this.#memory = memory;
  }

  /** Bytes that the module holds now. It never shrinks. */
  get size(): number {
    return this.#memory.buffer.byteLength;
  }

  /** A view, valid until the next call into the module. @throws RangeError when it leaves the memory. */
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, address, length);
  }

  view(): DataView {
    return new DataView(this.#memory.buffer);
  }

  /** The text at `address`, UTF-8 that ends with NUL. */
  text(address: number): string {
    const all = new Uint8Array(this.#memory.buffer);
    const end = all.indexOf(0, address);
    return new TextDecoder().decode(all.subarray(address, end === -1 ? all.length : end));
  }

  /** The 32-bit numbers at `address`, up to a zero. */
  list(address: number): number[] {
    const view = this.view();
    const numbers: number[] = [];
    for (let at = address; at + 4 <= view.byteLength; at += 4) {
      const number = view.getUint32(at, true);
      if (number === 0) break;
      numbers.push(number);
    }
    return numbers;
  }
}
