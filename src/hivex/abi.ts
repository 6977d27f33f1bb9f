/**
 * Every C function that crosses the boundary, once: its arguments, and how it answers and fails. The typed calls
 * (calls.ts), the check of a module's exports (load.ts) and emcc's export list (scripts/building/build-wasm) derive from it.
 * Source of the conventions: hivex.h and the manual page hivex(3) of the release in wasm/hivex.lock.json.
 */

/** What is passed. 'hive', 'node', 'value' are hivex's handles; 'text' is copied in as UTF-8 for the call. */
export type Argument = 'hive' | 'node' | 'value' | 'text' | 'address' | 'number';

/**
 * What comes back, and what of it is a failure:
 * - 'hive', 'node', 'address': 0 fails
 * - 'nodeOrMissing', 'valueOrMissing': 0 fails when errno is set, and is "there is none" when it is not
 * - 'nodes', 'values': a list that ends with 0 and is ours to free; address 0 fails
 * - 'text': UTF-8 that is ours to free; address 0 fails
 * - 'constantText': UTF-8 that stays hivex's; cannot fail
 * - 'status': -1 fails
 * - 'count': 0 fails when errno is set
 * - 'filetime': -1 fails
 * - 'number', 'nothing': cannot fail
 */
export type Result =
  | 'hive'
  | 'node'
  | 'nodeOrMissing'
  | 'valueOrMissing'
  | 'nodes'
  | 'values'
  | 'address'
  | 'text'
  | 'constantText'
  | 'status'
  | 'count'
  | 'filetime'
  | 'number'
  | 'nothing';

export interface Signature {
  readonly arguments: readonly Argument[];
  readonly result: Result;
}

export const ABI = {
  hivex_open: { arguments: ['text', 'number'], result: 'hive' },
  hivex_close: { arguments: ['hive'], result: 'status' },
  hivex_root: { arguments: ['hive'], result: 'node' },
  hivex_last_modified: { arguments: ['hive'], result: 'filetime' },
  hivex_node_name: { arguments: ['hive', 'node'], result: 'text' },
  hivex_node_timestamp: { arguments: ['hive', 'node'], result: 'filetime' },
  hivex_node_children: { arguments: ['hive', 'node'], result: 'nodes' },
  hivex_node_get_child: { arguments: ['hive', 'node', 'text'], result: 'nodeOrMissing' },
  hivex_node_nr_children: { arguments: ['hive', 'node'], result: 'count' },
  hivex_node_parent: { arguments: ['hive', 'node'], result: 'node' },
  hivex_node_values: { arguments: ['hive', 'node'], result: 'values' },
  hivex_node_get_value: { arguments: ['hive', 'node', 'text'], result: 'valueOrMissing' },
  hivex_node_nr_values: { arguments: ['hive', 'node'], result: 'count' },
  hivex_node_struct_length: { arguments: ['hive', 'node'], result: 'count' },
  hivex_value_key: { arguments: ['hive', 'value'], result: 'text' },
  hivex_value_key_len: { arguments: ['hive', 'value'], result: 'count' },
  hivex_value_type: { arguments: ['hive', 'value', 'address', 'address'], result: 'status' },
  hivex_value_value: { arguments: ['hive', 'value', 'address', 'address'], result: 'address' },
  hivex_value_struct_length: { arguments: ['hive', 'value'], result: 'count' },
  hivex_value_data_cell_offset: { arguments: ['hive', 'value', 'address'], result: 'count' },
  hivex_node_add_child: { arguments: ['hive', 'node', 'text'], result: 'node' },
  hivex_node_delete_child: { arguments: ['hive', 'node'], result: 'status' },
  hivex_node_set_value: { arguments: ['hive', 'node', 'address', 'number'], result: 'status' },
  hivex_node_set_values: { arguments: ['hive', 'node', 'number', 'address', 'number'], result: 'status' },
  hivex_commit: { arguments: ['hive', 'address', 'number'], result: 'status' },

  // The shim, wasm/shim/host.c.
  host_reserve: { arguments: ['number', 'number'], result: 'address' },
  host_release: { arguments: [], result: 'nothing' },
  host_room: { arguments: [], result: 'address' },
  host_image_length: { arguments: [], result: 'number' },
  host_allocate: { arguments: ['number'], result: 'address' },
  host_deallocate: { arguments: ['address'], result: 'nothing' },
  host_errno: { arguments: [], result: 'number' },
  host_clear_errno: { arguments: [], result: 'nothing' },
  host_strerror: { arguments: ['number'], result: 'constantText' },
  host_hivex_version: { arguments: [], result: 'constantText' },
  host_emscripten_version: { arguments: [], result: 'number' },
} as const satisfies Record<string, Signature>;

export type CallName = keyof typeof ABI;

/** What the module asks of whoever loads it (load.ts gives it). A test compares this with the built module. */
export const IMPORTS = {
  wasi_snapshot_preview1: ['fd_close', 'fd_seek', 'fd_write', 'proc_exit'],
  env: ['emscripten_notify_memory_growth'],
} as const;
