import type { Branded } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { ABI, type Argument, type CallName, type Result } from './abi.ts';
import { type Address, type GrowingMemory, ModuleMemory } from './memory.ts';

export type HiveHandle = Branded<number, 'HiveHandle'>;
/** A key, by hivex's handle: the offset of its cell from the start of the image. Never leaves the bracket. */
export type NodeHandle = Branded<number, 'NodeHandle'>;
/** A value, by hivex's handle: the offset of its cell from the start of the image. Never leaves the bracket. */
export type ValueHandle = Branded<number, 'ValueHandle'>;

interface ArgumentTypes {
  hive: HiveHandle;
  node: NodeHandle;
  value: ValueHandle;
  text: string;
  address: Address;
  number: number;
}

interface ResultTypes {
  hive: HiveHandle;
  node: NodeHandle;
  nodeOrMissing: NodeHandle | undefined;
  valueOrMissing: ValueHandle | undefined;
  nodes: readonly NodeHandle[];
  values: readonly ValueHandle[];
  address: Address;
  text: string;
  constantText: string;
  status: undefined;
  count: number;
  filetime: bigint;
  number: number;
  nothing: undefined;
}

type ArgumentsOf<Kinds extends readonly Argument[]> = {
  readonly [Index in keyof Kinds]: ArgumentTypes[Kinds[Index]];
};
export type CallArguments<Name extends CallName> = ArgumentsOf<(typeof ABI)[Name]['arguments']>;
export type CallResult<Name extends CallName> = ResultTypes[(typeof ABI)[Name]['result']];

/** EINVAL in the numbering of WASI, which the module's C library uses. */
export const EINVAL = 28;

/** What a module prints: reasons of failures, failed assertions. Bounded: a damaged hive must not fill our memory. */
export class PrintedText {
  #text = '';

  add(text: string): void {
    this.#text = (this.#text + text).slice(-4096);
  }

  clear(): void {
    this.#text = '';
  }

  /** hivex says "returning ERANGE because: ..." when it was opened with its verbose flag. The last one counts. */
  reason(): string {
    const lines = this.#text.split('\n').filter((line) => line !== '');
    return (lines.at(-1) ?? '').replace(/^.*? because: /, '');
  }
}

export type ModuleFunction = (...args: readonly number[]) => number | bigint | undefined;

/**
 * One instance of the module, called through the table in abi.ts.
 * After a trap its memory can't be trusted: every later call fails with the same error.
 */
export class Runtime {
  readonly memory: ModuleMemory;
  readonly #functions: ReadonlyMap<CallName, ModuleFunction>;
  readonly #printed: PrintedText;
  #trap: HiveError<'hivex-trap'> | undefined;

  constructor(functions: ReadonlyMap<CallName, ModuleFunction>, memory: GrowingMemory, printed: PrintedText) {
    this.#functions = functions;
    this.memory = new ModuleMemory(memory);
    this.#printed = printed;
  }

  get isDropped(): boolean {
    return this.#trap !== undefined;
  }

  /**
   * Calls a C function of the table.
   * @throws HiveError 'hivex-call' when it fails by its own convention, 'hivex-trap' when it aborts, asserts or traps.
   */
  call<Name extends CallName>(name: Name, ...args: CallArguments<Name>): CallResult<Name> {
    const texts: Address[] = [];
    try {
      const passed = args.map((argument) => {
        if (typeof argument === 'number') return argument;
        const copy = this.#copyIn(name, String(argument));
        texts.push(copy);
        return copy;
      });
      this.#printed.clear();
      this.#enter('host_clear_errno', []);
      return this.#answer(name, this.#enter(name, passed)) as CallResult<Name>;
    } finally {
      if (!this.isDropped) for (const text of texts) this.#enter('host_deallocate', [text]);
    }
  }

  /** The call's error as hivex would have raised it, for what is refused before it reaches hivex. */
  refuse(call: string, message: string): HiveError<'hivex-call'> {
    return new HiveError('hivex-call', { call, errno: EINVAL, message });
  }

  /** Bytes copied into a block of the module's heap. @throws HiveError 'hivex-call' when there is no room. */
  copyBytesIn(bytes: Uint8Array): Address {
    const address = this.call('host_allocate', Math.max(bytes.length, 1));
    this.memory.bytes(address, bytes.length).set(bytes);
    return address;
  }

  /**
   * UTF-8 with a NUL behind it.
   * @throws HiveError 'hivex-call' for text that would not arrive as it is.
   */
  encodeText(call: string, text: string): Uint8Array {
    const bytes = new TextEncoder().encode(`${text}\0`);
    const back = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, -1));
    if (text.includes('\0') || back !== text)
      throw this.refuse(call, 'the name holds a NUL or half of a surrogate pair, which hivex cannot pass on');
    return bytes;
  }

  #copyIn(call: string, text: string): Address {
    const bytes = this.encodeText(call, text);
    const address = Number(this.#enter('host_allocate', [bytes.length])) >>> 0;
    if (address === 0) throw this.#failure(call);
    this.memory.bytes(address, bytes.length).set(bytes);
    return address as Address;
  }

  #enter(name: CallName, args: readonly number[]): number | bigint | undefined {
    if (this.#trap !== undefined) throw this.#trap;
    const run = this.#functions.get(name);
    if (run === undefined) throw new HiveError('hivex-module', { reason: `${name} is missing` });
    try {
      return run(...args);
    } catch (cause) {
      const said = this.#printed.reason();
      const message = said === '' ? String(cause) : said;
      this.#trap = new HiveError('hivex-trap', { call: name, message }, { cause });
      throw this.#trap;
    }
  }

  #answer(name: CallName, raw: number | bigint | undefined): ResultTypes[Result] {
    const number = typeof raw === 'bigint' ? 0 : Number(raw ?? 0) >>> 0;
    switch (ABI[name].result) {
      case 'nothing':
        return undefined;
      case 'number':
        return number;
      case 'constantText':
        return this.memory.text(number);
      case 'status':
        if (raw === -1) throw this.#failure(name);
        return undefined;
      case 'count':
        if (number === 0 && this.#errno() !== 0) throw this.#failure(name);
        return number;
      case 'filetime':
        if (typeof raw !== 'bigint' || raw === -1n) throw this.#failure(name);
        return raw;
      case 'nodeOrMissing':
      case 'valueOrMissing':
        if (number !== 0) return number as NodeHandle & ValueHandle;
        if (this.#errno() !== 0) throw this.#failure(name);
        return undefined;
      case 'hive':
      case 'node':
      case 'address':
        if (number === 0) throw this.#failure(name);
        return number as HiveHandle & NodeHandle & Address;
      case 'nodes':
      case 'values':
        if (number === 0) throw this.#failure(name);
        return this.#take(number, this.memory.list(number)) as (NodeHandle & ValueHandle)[];
      case 'text':
        if (number === 0) throw this.#failure(name);
        return this.#take(number, this.memory.text(number));
    }
  }

  /** Frees what hivex allocated for us, now that `copy` holds it. */
  #take<Copy>(address: number, copy: Copy): Copy {
    this.#enter('host_deallocate', [address]);
    return copy;
  }

  #errno(): number {
    return Number(this.#enter('host_errno', []) ?? 0);
  }

  #failure(call: string): HiveError<'hivex-call'> {
    const errno = this.#errno();
    const said = this.#printed.reason();
    const message =
      said !== '' ? said : this.memory.text(Number(this.#enter('host_strerror', [errno])) >>> 0);
    return new HiveError('hivex-call', { call, errno, message });
  }
}
