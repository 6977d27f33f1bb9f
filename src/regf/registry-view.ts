/**
 * What code asks of a registry that only wants to read some values: a hive (`HiveReader`) is one by its shape, and so is
 * what reg.exe tells of the running Windows.
 */
export interface RegistryView {
  /** The key at `path`, names from the root downwards, compared without case. */
  find(path: readonly string[]): RegistryKey | undefined;
}

export interface RegistryKey {
  readonly name: string;
  /** FILETIME; reg.exe does not tell it. */
  readonly lastWritten?: bigint;
  subkeys(): Iterable<RegistryKey>;
  subkey(name: string): RegistryKey | undefined;
  /** The value of that name, compared without case. */
  value(name: string): RegistryValue | undefined;
}

export interface RegistryValue {
  readonly name: string;
  /** REG_SZ = 1, REG_DWORD = 4 and so on. */
  readonly type: number;
  /** Bytes. */
  readonly dataSize: number;
  data(): Uint8Array;
  asDword(): number | undefined;
  asString(): string | undefined;
}
