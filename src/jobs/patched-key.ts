import type { RegSection, RegValue } from '../change/reg-file/reg-file.ts';
import type { Key } from '../regf/key.ts';
import { upcase } from '../regf/names.ts';
import { describeValue, listedValue } from './queried-keys.ts';
import type { RegistryDifference } from './registry-results.ts';

/** A key of a hive with what a .reg file makes of it; only what the file names is here. */
export class PatchedKey {
  readonly name: string;
  /** What the hive has. */
  readonly #base: Key | undefined;
  #isThere: boolean;
  /** Whether it was deleted: then nothing shows of what the hive has, also when it is made anew. */
  #isReplaced: boolean;
  readonly #children = new Map<string, PatchedKey>();
  readonly #values = new Map<string, RegValue>();

  constructor(name: string, base: Key | undefined, isReplaced = false) {
    this.name = name;
    this.#base = base;
    this.#isThere = base !== undefined && !isReplaced;
    this.#isReplaced = isReplaced;
  }

  /** @param path from this key. */
  apply(path: readonly string[], section: Pick<RegSection, 'action' | 'values'>): void {
    const { action, values } = section;
    const [name, ...rest] = path;
    if (action === 'write') this.#isThere = true;
    if (name !== undefined) this.#child(name).apply(rest, section);
    else if (action === 'delete') this.#delete();
    else for (const value of values) this.#values.set(upcase(value.name), value);
  }

  #child(name: string): PatchedKey {
    const known = this.#children.get(upcase(name));
    if (known !== undefined) return known;
    const child = new PatchedKey(name, this.#base?.subkey(name), this.#isReplaced);
    this.#children.set(upcase(name), child);
    return child;
  }

  #delete(): void {
    this.#isThere = false;
    this.#isReplaced = true;
    this.#children.clear();
    this.#values.clear();
  }

  /**
   * What the file changes, in the form that two hives are compared in.
   * @param path of this key, as it is shown.
   */
  *differences(path: string): Generator<RegistryDifference, void, void> {
    const base = this.#base;
    if (!this.#isThere) {
      if (base !== undefined) yield { kind: 'key-removed', key: path };
      return;
    }
    if (base === undefined) yield { kind: 'key-added', key: path };
    for (const value of this.#values.values()) yield* this.#changeOf(value, path);
    if (this.#isReplaced && base !== undefined) yield* this.#lost(base, path);
    for (const child of this.#children.values())
      yield* child.differences(`${path}\\${child.#base?.name ?? child.name}`);
  }

  *#changeOf({ name, content }: RegValue, key: string): Generator<RegistryDifference, void, void> {
    const found = this.#base?.value(name);
    if (content === undefined) {
      if (found !== undefined && !this.#isReplaced)
        yield { kind: 'value-removed', key, before: listedValue(found) };
      return;
    }
    const after = describeValue(found?.name ?? name, content.type, content.data);
    if (found === undefined) yield { kind: 'value-added', key, after };
    else {
      const before = listedValue(found);
      const isSame = before.type === after.type && before.data === after.data;
      if (!isSame) yield { kind: 'value-changed', key, before, after };
    }
  }

  /** What the key had before it was deleted and made anew, and has no more. */
  *#lost(base: Key, key: string): Generator<RegistryDifference, void, void> {
    for (const value of base.values()) {
      const isKept = this.#values.get(upcase(value.name))?.content !== undefined;
      if (!isKept) yield { kind: 'value-removed', key, before: listedValue(value) };
    }
    for (const { name } of base.subkeys())
      if (!this.#children.has(upcase(name))) yield { kind: 'key-removed', key: `${key}\\${name}` };
  }
}
