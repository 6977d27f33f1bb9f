import { HiveError } from '../../src/ground/errors.ts';

/** The path rules of a memory file system. */
interface PathRules {
  readonly sep: string;
  dirname(path: string): string;
  resolve(...parts: string[]): string;
}

/** As many as Linux follows (path_resolution(7)). */
const MOST_FOLLOWED = 40;

/** Symbolic links of a memory file system: names that stand for other paths. They are there from the start, and stay. */
export class MemoryLinks {
  readonly #targets: Map<string, { readonly name: string; readonly target: string }>;
  readonly #rules: PathRules;
  readonly #key: (path: string) => string;

  constructor(rules: PathRules, key: (path: string) => string, links?: MemoryLinks) {
    this.#rules = rules;
    this.#key = key;
    this.#targets = new Map(links === undefined ? [] : links.#targets);
  }

  /** @param path absolute. */
  put(path: string, target: string): void {
    const name = path.slice(path.lastIndexOf(this.#rules.sep) + 1);
    this.#targets.set(this.#key(path), { name, target });
  }

  /** What the link of that very name says that it leads to. */
  target(path: string): string | undefined {
    return this.#targets.get(this.#key(path))?.target;
  }

  /** Names of the links in a folder. */
  namesIn(folder: string): readonly string[] {
    return [...this.#targets.entries()]
      .filter(([path]) => this.#key(this.#rules.dirname(path)) === this.#key(folder))
      .map(([, { name }]) => name);
  }

  /**
   * The absolute path without links, but for those that lead nowhere.
   * @throws HiveError 'file-read' for links that lead in a circle
   */
  follow(path: string): string {
    if (this.#targets.size === 0) return path;
    let rest = path;
    for (let followed = 0; followed <= MOST_FOLLOWED; followed += 1) {
      const next = this.#followFirst(rest);
      if (next === undefined) return rest;
      rest = next;
    }
    throw new HiveError('file-read', { path, cause: 'ELOOP' });
  }

  #followFirst(path: string): string | undefined {
    for (let end = path.indexOf(this.#rules.sep); ; end = path.indexOf(this.#rules.sep, end + 1)) {
      const whole = end < 0;
      const name = whole ? path : path.slice(0, end);
      const target = this.target(name);
      if (target !== undefined) {
        return this.#rules.resolve(this.#rules.dirname(name), target, whole ? '.' : path.slice(end + 1));
      }
      if (whole) return undefined;
    }
  }
}
