import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HiveError } from '../../src/ground/errors.ts';
import { ABI, IMPORTS } from '../../src/hivex/abi.ts';
import { loadHivex } from '../../src/hivex/load.ts';
import { freshHivex, moduleBytes } from './hives.ts';

const reasonOf = (bytes: Uint8Array): string => {
  try {
    loadHivex(bytes);
  } catch (error) {
    if (error instanceof HiveError && error.code === 'hivex-module') return JSON.stringify(error.details);
    throw error;
  }
  return 'loaded';
};

/** The smallest module with one import or export, written by hand. */
const wasm = (...sections: number[]): Uint8Array =>
  Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections);

describe('the module', () => {
  const module = new WebAssembly.Module(new Uint8Array(moduleBytes()));

  it('exports every function of the table, and nothing but the C library start-up beside them', () => {
    const names = WebAssembly.Module.exports(module)
      .filter(({ kind }) => kind === 'function')
      .map(({ name }) => name);
    const others = names.filter((name) => !(name in ABI));
    expect(names).toEqual(expect.arrayContaining(Object.keys(ABI)));
    expect(others.sort()).toEqual([
      '__errno_location',
      '_initialize',
      'stackAlloc',
      'stackRestore',
      'stackSave',
    ]);
  });

  it('asks for these functions and no others', () => {
    const asked = WebAssembly.Module.imports(module).map(({ module: from, name }) => `${from}.${name}`);
    const given = Object.entries(IMPORTS).flatMap(([from, names]) => names.map((name) => `${from}.${name}`));
    expect(asked.sort()).toEqual(given.sort());
  });

  it('is compiled from the versions in the lock file', () => {
    const lock: unknown = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../wasm/hivex.lock.json'), 'utf8'),
    );
    const { version, emscriptenVersion } = freshHivex();
    expect(lock).toMatchObject({ hivex: version, emscripten: emscriptenVersion });
  });

  it('keeps room for a hive from the start of a page on, and has none for more than there can be', () => {
    const asked = WebAssembly.Module.imports(module).map(({ name }) => [name, () => 0] as const);
    const { host_reserve, _initialize } = new WebAssembly.Instance(module, {
      env: Object.fromEntries(asked),
      wasi_snapshot_preview1: Object.fromEntries(asked),
    }).exports as Record<string, (...args: number[]) => number>;
    _initialize?.();
    for (const length of [1, 8192, 64 * 1024 * 1024]) {
      const room = host_reserve?.(length, length + 4096) ?? 0;
      expect(room).toBeGreaterThan(0);
      expect(room % 4096).toBe(0);
    }
    for (const length of [0xffff_ffff, 0xffff_f001]) expect(host_reserve?.(0, length)).toBe(0);
  });

  it('carries no path of the machine that built it', () => {
    const text = Buffer.from(moduleBytes()).toString('latin1');
    expect(text).not.toContain(join(import.meta.dirname, '../..'));
    expect(text).not.toMatch(/\/(root|home|tmp|usr)\//);
  });
});

describe('loadHivex', () => {
  it('refuses bytes that are not a module', () => {
    expect(reasonOf(new Uint8Array([1, 2, 3]))).toContain('not a WebAssembly module');
    expect(reasonOf(moduleBytes().subarray(0, 1000))).toContain('not a WebAssembly module');
  });

  it('refuses a module without memory', () => {
    expect(reasonOf(wasm())).toContain('no memory');
  });

  it('refuses a module that lacks the functions of the table', () => {
    // One memory, exported as "memory".
    const memory = wasm(5, 3, 1, 0, 1, 7, 10, 1, 6, ...Buffer.from('memory'), 2, 0);
    expect(reasonOf(memory)).toContain('_initialize is missing');
  });

  it('refuses a module that asks for a function it does not give', () => {
    // Type () -> (), imported as "m"."f".
    const asking = wasm(1, 4, 1, 0x60, 0, 0, 2, 7, 1, 1, 0x6d, 1, 0x66, 0, 0);
    expect(reasonOf(asking)).toContain('it asks for m.f');
  });
});
