import { isSameName } from '../regf/names.ts';
import type { RegistryKey, RegistryValue, RegistryView } from '../regf/registry-view.ts';
import { REG_BINARY, REG_DWORD, REG_EXPAND_SZ, REG_SZ, REG_TYPES } from './reg-types.ts';

/**
 * What `reg query` prints, read without a look at words that come in the system's language: a key is a line that begins
 * with its hive's name, a value is a line of four blanks, name, four blanks, type, four blanks, data.
 */

/** The type of a value that reg.exe has no name for is a number. */
const VALUE = /^ {4}(.*?) {4}(REG_[A-Z_]+|0x[0-9a-fA-F]+|[0-9]+)(?: {4}(.*))?$/;

/** Keys and values of one of the machine's hives, put together from the output of several queries. */
export class RegSnapshot implements RegistryView {
  readonly #rootPath: string;
  readonly #root: SnapshotKey;

  constructor(hive: 'SOFTWARE' | 'SYSTEM' = 'SOFTWARE') {
    this.#rootPath = `HKEY_LOCAL_MACHINE\\${hive}`;
    this.#root = new SnapshotKey(hive);
  }

  /** @param output of one query, decoded. */
  add(output: string): void {
    let key: SnapshotKey | undefined;
    for (const line of output.split(/\r?\n/)) {
      if (line.startsWith('HKEY_')) key = this.#make(line.trimEnd());
      const [, name, type, data] = VALUE.exec(line) ?? [];
      if (name !== undefined && type !== undefined) key?.put(new SnapshotValue(name, type, data ?? ''));
    }
  }

  find(path: readonly string[]): SnapshotKey | undefined {
    let key: SnapshotKey | undefined = this.#root;
    for (const name of path) key = key?.subkey(name);
    return key;
  }

  #make(line: string): SnapshotKey | undefined {
    if (!isSameName(line.slice(0, this.#rootPath.length), this.#rootPath)) return undefined;
    let key = this.#root;
    for (const name of line.slice(this.#rootPath.length).split('\\').filter(Boolean)) key = key.make(name);
    return key;
  }
}

class SnapshotKey implements RegistryKey {
  readonly name: string;
  readonly #subkeys: SnapshotKey[] = [];
  readonly #values: SnapshotValue[] = [];

  constructor(name: string) {
    this.name = name;
  }

  make(name: string): SnapshotKey {
    const present = this.subkey(name);
    if (present !== undefined) return present;
    const key = new SnapshotKey(name);
    this.#subkeys.push(key);
    return key;
  }

  put(value: SnapshotValue): void {
    if (this.value(value.name) === undefined) this.#values.push(value);
  }

  subkeys(): Iterable<SnapshotKey> {
    return this.#subkeys;
  }

  subkey(name: string): SnapshotKey | undefined {
    return this.#subkeys.find((key) => isSameName(key.name, name));
  }

  value(name: string): SnapshotValue | undefined {
    return this.#values.find((value) => isSameName(value.name, name));
  }
}

class SnapshotValue implements RegistryValue {
  readonly name: string;
  readonly type: number;
  readonly #text: string;

  constructor(name: string, type: string, text: string) {
    this.name = name;
    this.type = REG_TYPES.get(type) ?? Number(type);
    this.#text = text;
  }

  get dataSize(): number {
    return this.data().length;
  }

  /** As far as the text shows it: a list of strings and unknown types come without their bytes. */
  data(): Uint8Array {
    if (this.type === REG_SZ || this.type === REG_EXPAND_SZ) return utf16(`${this.#text}\0`);
    if (this.type === REG_BINARY) return new Uint8Array(Buffer.from(this.#text, 'hex'));
    const number = this.asDword();
    if (number === undefined) return new Uint8Array(0);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, number, true);
    return bytes;
  }

  asDword(): number | undefined {
    if (this.type !== REG_DWORD || !/^0x[0-9a-f]{1,8}$/i.test(this.#text.trim())) return undefined;
    return Number(this.#text.trim());
  }

  asString(): string | undefined {
    return this.type === REG_SZ || this.type === REG_EXPAND_SZ ? this.#text : undefined;
  }
}

function utf16(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf16le'));
}
