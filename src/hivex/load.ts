// TypeScript knows WebAssembly as a part of the browser's library only.
/// <reference lib="dom" />
import { HiveError } from '../ground/errors.ts';
import { ABI, type CallName, IMPORTS } from './abi.ts';
import { type ModuleFunction, PrintedText, Runtime } from './calls.ts';

/** hivex, compiled and checked, ready for `withHive`. */
export interface Hivex {
  /** Of the sources that were compiled, such as '1.3.24'. */
  readonly version: string;
  /** Of the compiler, such as '3.1.6'. */
  readonly emscriptenVersion: string;
  /** The instance in use; a new one after a trap. For this folder only. */
  runtime(): Runtime;
  /** Bytes of WebAssembly memory now held. It is kept from one hive to the next. */
  readonly memorySize: number;
  /** True between the start and the end of a bracket. For this folder only. */
  isMounted: boolean;
}

/**
 * Compiles and instantiates the module in `bytes` (build/hivex.wasm, or another build of it).
 * @throws HiveError 'hivex-module' when it isn't WebAssembly, lacks a function of the table, or asks for others than
 * the loader gives.
 */
export function loadHivex(bytes: Uint8Array): Hivex {
  const module = compile(bytes);
  refuseOtherImports(module);
  let current = instantiate(module);
  return {
    version: current.call('host_hivex_version'),
    emscriptenVersion: spellVersion(current.call('host_emscripten_version')),
    isMounted: false,
    runtime() {
      if (current.isDropped) current = instantiate(module);
      return current;
    },
    get memorySize() {
      return current.memory.size;
    },
  };
}

function compile(bytes: Uint8Array): WebAssembly.Module {
  try {
    return new WebAssembly.Module(new Uint8Array(bytes));
  } catch (cause) {
    throw new HiveError('hivex-module', { reason: 'it is not a WebAssembly module' }, { cause });
  }
}

function refuseOtherImports(module: WebAssembly.Module): void {
  const given = new Set(
    Object.entries(IMPORTS).flatMap(([from, names]) => names.map((name) => `${from}.${name}`)),
  );
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    if (!given.has(`${from}.${name}`))
      throw new HiveError('hivex-module', { reason: `it asks for ${from}.${name}` });
  }
}

function instantiate(module: WebAssembly.Module): Runtime {
  const printed = new PrintedText();
  let current: WebAssembly.Memory | undefined;
  const exports = link(module, printed, () => current);
  const { memory, _initialize: initialize } = exports;
  if (!(memory instanceof WebAssembly.Memory))
    throw new HiveError('hivex-module', { reason: 'it exports no memory' });
  current = memory;
  start(initialize);
  return new Runtime(functionsOf(exports), memory, printed);
}

function link(
  module: WebAssembly.Module,
  printed: PrintedText,
  memory: () => WebAssembly.Memory | undefined,
): WebAssembly.Exports {
  try {
    return new WebAssembly.Instance(module, importsFor(printed, memory)).exports;
  } catch (cause) {
    throw new HiveError('hivex-module', { reason: 'it could not be instantiated' }, { cause });
  }
}

function start(initialize: unknown): void {
  if (typeof initialize !== 'function')
    throw new HiveError('hivex-module', { reason: '_initialize is missing' });
  try {
    initialize();
  } catch (cause) {
    throw new HiveError('hivex-module', { reason: 'its initialisation failed' }, { cause });
  }
}

function functionsOf(exports: WebAssembly.Exports): ReadonlyMap<CallName, ModuleFunction> {
  const functions = new Map<CallName, ModuleFunction>();
  for (const [name, { arguments: kinds }] of Object.entries(ABI)) {
    const found = exports[name];
    if (typeof found !== 'function') throw new HiveError('hivex-module', { reason: `${name} is missing` });
    if (found.length !== kinds.length)
      throw new HiveError('hivex-module', { reason: `${name} takes ${found.length} arguments` });
    functions.set(name as CallName, found as ModuleFunction);
  }
  return functions;
}

/**
 * The little of WASI that the C library still asks for. Whatever the module writes to any descriptor is kept as text:
 * hivex writes there why it failed, and a failed assertion what did not hold.
 */
function importsFor(printed: PrintedText, memory: () => WebAssembly.Memory | undefined): WebAssembly.Imports {
  const badDescriptor = 8; // WASI's EBADF
  return {
    wasi_snapshot_preview1: {
      fd_close: () => badDescriptor,
      fd_seek: () => badDescriptor,
      fd_write(_descriptor: number, vectors: number, count: number, written: number): number {
        const bytes = memory();
        if (bytes === undefined) return badDescriptor;
        const view = new DataView(bytes.buffer);
        let total = 0;
        for (let at = vectors >>> 0; at < (vectors >>> 0) + count * 8; at += 8) {
          const length = view.getUint32(at + 4, true);
          const text = new Uint8Array(bytes.buffer, view.getUint32(at, true), length);
          printed.add(new TextDecoder().decode(text));
          total += length;
        }
        view.setUint32(written >>> 0, total, true);
        return 0;
      },
      proc_exit(status: number): never {
        throw new Error(`exit with status ${status}`);
      },
    },
    env: { emscripten_notify_memory_growth: () => undefined },
  };
}

/** From the form in wasm/shim/host.c: major * 1000000 + minor * 1000 + tiny. */
function spellVersion(number: number): string {
  return [Math.floor(number / 1_000_000), Math.floor(number / 1000) % 1000, number % 1000].join('.');
}
