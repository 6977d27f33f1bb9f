import type { RegistryView } from '../../regf/registry-view.ts';

/** A value that a finding rests on, and where it stands. */
export interface RegistryFact<Content = number> {
  readonly content: Content;
  readonly hive: HiveName;
  /** From the hive's root. */
  readonly keyPath: readonly string[];
  /** As spelled in the hive. */
  readonly valueName: string;
}

export type HiveName = 'SOFTWARE' | 'SYSTEM';

/** The machine's registry, on a disk or running. */
export interface MachineRegistry {
  readonly software: RegistryView;
  /** Undefined where it can't be read. */
  readonly system: { readonly view: RegistryView; readonly controlSet: string } | undefined;
}

/** Where a key is looked for: in SYSTEM, below the control set of the last start. */
export interface KeyPlace {
  readonly hive: HiveName;
  readonly path: readonly string[];
}

export const inSoftware = (...path: readonly string[]): KeyPlace => ({ hive: 'SOFTWARE', path });
/** Below the control set. */
export const inSystem = (...path: readonly string[]): KeyPlace => ({ hive: 'SYSTEM', path });

export function findKey({ software, system }: MachineRegistry, { hive, path }: KeyPlace) {
  if (hive === 'SOFTWARE') return { key: software.find(path), keyPath: path };
  const keyPath = [system?.controlSet ?? '', ...path];
  return { key: system?.view.find(keyPath), keyPath };
}

/** A REG_DWORD; undefined where there is none. */
export function dwordFact(
  registry: MachineRegistry,
  place: KeyPlace,
  name: string,
): RegistryFact | undefined {
  const { key, keyPath } = findKey(registry, place);
  const value = key?.value(name);
  const content = value?.asDword();
  if (value === undefined || content === undefined) return undefined;
  return { content, hive: place.hive, keyPath, valueName: value.name };
}

/** A text that is not empty. */
export function textFact(
  registry: MachineRegistry,
  place: KeyPlace,
  name: string,
): RegistryFact<string> | undefined {
  const { key, keyPath } = findKey(registry, place);
  const value = key?.value(name);
  const content = value?.asString()?.trim();
  if (value === undefined || content === undefined || content === '') return undefined;
  return { content, hive: place.hive, keyPath, valueName: value.name };
}
