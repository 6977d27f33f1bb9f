import type { HiveHandle, NodeHandle, Runtime, ValueHandle } from './calls.ts';
import { patchHiveLastWritten, patchInlineDword, patchLastWritten } from './image.ts';
import { type Address, NO_ADDRESS } from './memory.ts';

/** A value as hivex stores it. */
export interface NewValue {
  /** Empty for a key's default value. */
  readonly name: string;
  /** REG_SZ is 1, REG_DWORD 4, and so on. */
  readonly type: number;
  readonly data: Uint8Array;
}

export interface ValueData {
  readonly type: number;
  /** A copy. */
  readonly data: Uint8Array;
}

/** Bytes of the C structure hive_set_value: key, type, length, data; four bytes each on wasm32. */
const SET_VALUE_SIZE = 16;

/**
 * Largest data that a cell of its own may hold in a hive of version 1.4 and later (specification: "Big data"). hivex
 * writes no big data records: longer data would be read by Windows as a damaged record.
 */
const LARGEST_CELL_DATA = 16344;

/**
 * An open hive. Names pass through UTF-8. Every method throws HiveError 'hivex-call' when hivex refuses and
 * 'hivex-trap' when it aborts; both end the bracket without a commit.
 */
export class Hive {
  readonly #runtime: Runtime;
  readonly #handle: HiveHandle;
  readonly #length: () => number;

  /** For with-hive.ts only. `length`: bytes of the image as hivex has it now. */
  constructor(runtime: Runtime, handle: HiveHandle, length: () => number) {
    this.#runtime = runtime;
    this.#handle = handle;
    this.#length = length;
  }

  root(): NodeHandle {
    return this.#runtime.call('hivex_root', this.#handle);
  }

  /** FILETIME of the base block as it was when the hive was opened. */
  lastModified(): bigint {
    return this.#runtime.call('hivex_last_modified', this.#handle);
  }

  nodeName(node: NodeHandle): string {
    return this.#runtime.call('hivex_node_name', this.#handle, node);
  }

  /** The key's last-written time, a FILETIME. */
  timestamp(node: NodeHandle): bigint {
    return this.#runtime.call('hivex_node_timestamp', this.#handle, node);
  }

  children(node: NodeHandle): readonly NodeHandle[] {
    return this.#runtime.call('hivex_node_children', this.#handle, node);
  }

  childCount(node: NodeHandle): number {
    return this.#runtime.call('hivex_node_nr_children', this.#handle, node);
  }

  /** Ignores the case of ASCII letters only. */
  child(node: NodeHandle, name: string): NodeHandle | undefined {
    return this.#runtime.call('hivex_node_get_child', this.#handle, node, name);
  }

  parent(node: NodeHandle): NodeHandle {
    return this.#runtime.call('hivex_node_parent', this.#handle, node);
  }

  values(node: NodeHandle): readonly ValueHandle[] {
    return this.#runtime.call('hivex_node_values', this.#handle, node);
  }

  valueCount(node: NodeHandle): number {
    return this.#runtime.call('hivex_node_nr_values', this.#handle, node);
  }

  /** Ignores the case of ASCII letters only. */
  value(node: NodeHandle, name: string): ValueHandle | undefined {
    return this.#runtime.call('hivex_node_get_value', this.#handle, node, name);
  }

  /** Empty for the default value. */
  valueName(value: ValueHandle): string {
    return this.#runtime.call('hivex_value_key', this.#handle, value);
  }

  /** Type and bytes of data, without the data. */
  valueType(value: ValueHandle): { readonly type: number; readonly length: number } {
    return this.#withPair((pair) => {
      this.#runtime.call('hivex_value_type', this.#handle, value, pair, (pair + 4) as Address);
      return this.#readPair(pair);
    });
  }

  valueData(value: ValueHandle): ValueData {
    return this.#withPair((pair) => {
      const at = this.#runtime.call('hivex_value_value', this.#handle, value, pair, (pair + 4) as Address);
      const { type, length } = this.#readPair(pair);
      const data = this.#runtime.memory.bytes(at, length).slice();
      this.#runtime.call('host_deallocate', at);
      return { type, data };
    });
  }

  /** Bytes of the key's and the value's cell that are in use. */
  nodeStructLength(node: NodeHandle): number {
    return this.#runtime.call('hivex_node_struct_length', this.#handle, node);
  }

  valueStructLength(value: ValueHandle): number {
    return this.#runtime.call('hivex_value_struct_length', this.#handle, value);
  }

  /** Where the data's own cell starts in the image; undefined for data inside the value cell. */
  valueDataCell(value: ValueHandle): number | undefined {
    const found = this.#withPair((pair) =>
      this.#runtime.call('hivex_value_data_cell_offset', this.#handle, value, pair),
    );
    return found === 0 ? undefined : found;
  }

  /**
   * Adds an empty key with its parent's security and time.
   * @throws HiveError 'hivex-call' when there is one of that name, and for a name outside ASCII: hivex would store a
   * hash of its UTF-8 bytes (specification: "Hash leaf", hash of UTF-16 letters), with which Windows finds no key.
   */
  addChild(parent: NodeHandle, name: string): NodeHandle {
    if (!/^\p{ASCII}*$/u.test(name))
      throw this.#runtime.refuse('addChild', 'hivex stores a wrong hash for a name outside ASCII');
    return this.#runtime.call('hivex_node_add_child', this.#handle, parent, name);
  }

  /** Deletes the key with all that is below it. */
  deleteChild(node: NodeHandle): void {
    this.#runtime.call('hivex_node_delete_child', this.#handle, node);
  }

  /**
   * Adds or replaces one value. hivex deletes the key's values and writes all of them anew, so their cells move and
   * the hive grows; a value spelled in another case takes the new spelling.
   * @throws HiveError 'hivex-call' when any of the key's data would need a big data record, or hivex would cut the
   * name of another value short at a NUL.
   */
  setValue(node: NodeHandle, value: NewValue): void {
    for (const other of this.values(node)) {
      this.#refuseBigData(this.valueType(other).length);
      this.#refuseCutName(other);
    }
    this.#refuseBigData(value.data.length);
    this.#withValues([value], (list) =>
      this.#runtime.call('hivex_node_set_value', this.#handle, node, list, 0),
    );
  }

  /** Makes `values` the key's only values. @throws HiveError like `setValue`. */
  setValues(node: NodeHandle, values: readonly NewValue[]): void {
    for (const { data } of values) this.#refuseBigData(data.length);
    this.#withValues(values, (list) =>
      this.#runtime.call('hivex_node_set_values', this.#handle, node, values.length, list, 0),
    );
  }

  /** See image.ts. */
  patchInlineDword(value: ValueHandle, number: number): void {
    patchInlineDword(this.#imageView(), value, number);
  }

  patchLastWritten(node: NodeHandle, filetime: bigint): void {
    patchLastWritten(this.#imageView(), node, filetime);
  }

  patchHiveLastWritten(filetime: bigint): void {
    patchHiveLastWritten(this.#imageView(), filetime);
  }

  /**
   * The mounted image as it is now: base block and hive bins data, without what lies behind them. A view for reading;
   * valid until the next call of this class.
   */
  image(): Uint8Array {
    return this.#runtime.memory.bytes(this.#runtime.call('host_room'), this.#length());
  }

  #imageView(): DataView {
    const { buffer, byteOffset, byteLength } = this.image();
    return new DataView(buffer, byteOffset, byteLength);
  }

  #refuseBigData(length: number): void {
    const minorVersion = this.#imageView().getUint32(24, true);
    if (length > LARGEST_CELL_DATA && minorVersion >= 4)
      throw this.#runtime.refuse('setValue', `hivex writes no big data records (${length} bytes)`);
  }

  #refuseCutName(value: ValueHandle): void {
    const whole = this.#runtime.call('hivex_value_key_len', this.#handle, value);
    if (new TextEncoder().encode(this.valueName(value)).length !== whole)
      throw this.#runtime.refuse('setValue', `the name of the value at ${value} holds a NUL`);
  }

  #withPair<Result>(body: (pair: Address) => Result): Result {
    const pair = this.#runtime.call('host_allocate', 8);
    try {
      return body(pair);
    } finally {
      if (!this.#runtime.isDropped) this.#runtime.call('host_deallocate', pair);
    }
  }

  #readPair(pair: Address): { type: number; length: number } {
    const view = this.#runtime.memory.view();
    return { type: view.getUint32(pair, true), length: view.getUint32(pair + 4, true) };
  }

  /** Lays `values` out as an array of hive_set_value for the time of the call. */
  #withValues(values: readonly NewValue[], body: (list: Address) => void): void {
    const blocks: Address[] = [];
    const keep = (bytes: Uint8Array): Address => {
      const address = this.#runtime.copyBytesIn(bytes);
      blocks.push(address);
      return address;
    };
    try {
      const list = values.length === 0 ? NO_ADDRESS : keep(new Uint8Array(values.length * SET_VALUE_SIZE));
      for (const [index, value] of values.entries()) {
        const name = keep(this.#runtime.encodeText('setValue', value.name));
        const data = keep(value.data);
        const view = this.#runtime.memory.view();
        const fields = [name, value.type, value.data.length, data];
        for (const [place, field] of fields.entries())
          view.setUint32(list + index * SET_VALUE_SIZE + place * 4, field, true);
      }
      body(list);
    } finally {
      if (!this.#runtime.isDropped) for (const block of blocks) this.#runtime.call('host_deallocate', block);
    }
  }
}
