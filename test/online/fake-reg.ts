import type { CommandResult, CommandRunner } from '../../src/files/command-runner.ts';

/** By key path in full, then value name: type and data as reg.exe prints them. */
export type Keys = Record<string, Record<string, readonly [string, string]>>;

export interface FakeRegOptions {
  readonly rights?: boolean;
  /** Says that all went well and changes nothing. */
  readonly swallows?: boolean;
}

const isSame = (a: string, b: string): boolean => a.toUpperCase() === b.toUpperCase();

/** Answers like reg.exe, for what no reg.exe here can be brought to do: refuse, forget, be in a recovery system. */
export class FakeReg implements CommandRunner {
  readonly keys: Keys;
  readonly #options: FakeRegOptions;

  constructor(keys: Keys, options: FakeRegOptions = {}) {
    this.keys = structuredClone(keys);
    this.#options = { rights: true, ...options };
  }

  async run(_program: string, args: readonly string[]): Promise<CommandResult> {
    const [verb, key = '', ...options] = args;
    if (verb === 'query' && key === 'HKU\\S-1-5-19')
      return this.#result(this.#options.rights === true ? '' : undefined);
    if (!options.includes('/reg:64')) throw new Error('the registry of 32-bit programs was asked');
    if (verb === 'query' && options.includes('/f'))
      return this.#result(this.#search(key, options[options.indexOf('/f') + 1] ?? ''));
    if (verb === 'query') return this.#result(this.#query(key, options.includes('/s')));
    if (verb === 'add') return this.#result(this.#add(key, options));
    throw new Error(`reg ${verb}`);
  }

  #result(output: string | undefined): CommandResult {
    return {
      exitCode: output === undefined ? 1 : 0,
      stdout: new TextEncoder().encode(output ?? ''),
      stderr: new Uint8Array(0),
    };
  }

  #query(key: string, deep: boolean): string | undefined {
    const paths = Object.keys(this.keys);
    const own = paths.find((path) => isSame(path, key));
    const below = paths.filter((path) => path.toUpperCase().startsWith(`${key.toUpperCase()}\\`));
    if (own === undefined && below.length === 0) return undefined;
    const rest = deep ? below.map((path) => this.#print(path)) : below.map((path) => `${path}\r\n`);
    return [this.#print(own ?? key), ...rest].join('');
  }

  /** Keys below with a value whose data is this text, and the localised line at the end. */
  #search(key: string, data: string): string | undefined {
    const found = Object.keys(this.keys).filter(
      (path) =>
        path.toUpperCase().startsWith(`${key.toUpperCase()}\\`) &&
        Object.values(this.keys[path] ?? {}).some(([, text]) => isSame(text, data)),
    );
    const end = `検索の完了: ${found.length} 件の一致が見つかりました。\r\n`;
    return found.length === 0 ? undefined : [...found.map((path) => this.#print(path)), end].join('');
  }

  #print(path: string): string {
    const lines = Object.entries(this.keys[path] ?? {}).map(
      ([name, [type, data]]) => `    ${name}    ${type}    ${data}\r\n`,
    );
    return `\r\n${path}\r\n${lines.join('')}`;
  }

  #add(key: string, options: readonly string[]): string | undefined {
    if (this.#options.rights !== true) return undefined;
    if (this.#options.swallows === true) return 'The operation completed successfully.\r\n';
    const option = (name: string): string => options[options.indexOf(name) + 1] ?? '';
    const path = Object.keys(this.keys).find((present) => isSame(present, key)) ?? key;
    const values = this.keys[path] ?? {};
    const name = Object.keys(values).find((present) => isSame(present, option('/v'))) ?? option('/v');
    values[name] = [option('/t'), `0x${Number(option('/d')).toString(16)}`];
    this.keys[path] = values;
    return 'The operation completed successfully.\r\n';
  }
}
