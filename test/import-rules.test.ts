import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The house rules of src/README.md: who may import whom, and what only `main.ts`, `system.ts` and `files/node` may touch. */

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'src');

interface Import {
  readonly specifier: string;
  /** `import type`, which leaves nothing in the bundle. */
  readonly isTypeOnly: boolean;
}

interface SourceFile {
  /** From src/, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

const FILES: readonly SourceFile[] = readdirSync(SOURCE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
  .map((entry) => {
    const file = join(entry.parentPath, entry.name);
    const text = readFileSync(file, 'utf8');
    return { path: relative(SOURCE, file).replaceAll('\\', '/'), text, imports: importsOf(text) };
  });

function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  const declared = [...code.matchAll(/^\s*(?:import|export)\s+(type\s)?[^;'"]*?\bfrom\s+'([^']+)'/gm)];
  const bare = [...code.matchAll(/^\s*import\s+'([^']+)'/gm)];
  const called = [...code.matchAll(/\bimport\(\s*'([^']+)'/g)];
  return [
    ...declared.map(([, type, specifier = '']) => ({ specifier, isTypeOnly: type !== undefined })),
    ...bare.map(([, specifier = '']) => ({ specifier, isTypeOnly: false })),
    // `import('...')` is a value where it is awaited and a type elsewhere; both are held to the rule for values.
    ...called.map(([, specifier = '']) => ({ specifier, isTypeOnly: false })),
  ];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** The folder of src/ that a path lies in; the file's own name for files beside the folders. */
function roomOf(path: string): string {
  const [first = '', second] = path.split('/');
  return second === undefined ? first.replace(/\.ts$/, '') : first;
}

interface Rule {
  readonly may: readonly string[];
  readonly typesOf: readonly string[];
  /** Of files it may only see the interfaces that can't write. */
  readonly isReadOnly: boolean;
}

/** Reads the table of src/README.md, so that the words there are the rule. */
function rulesOfTable(): ReadonlyMap<string, Rule> {
  const rows = readFileSync(join(SOURCE, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const names = rows.map(([, name = '']) => name.replace(/`|\/|\.ts/g, ''));
  return new Map(
    rows.map(([, , , allowed = ''], row) => {
      if (allowed === 'all above')
        return [names[row] ?? '', { may: names.slice(0, row), typesOf: [], isReadOnly: false }];
      const [may = '', typesOf = ''] = allowed.split('types of');
      return [
        names[row] ?? '',
        { may: quoted(may), typesOf: quoted(typesOf), isReadOnly: allowed.includes('(read-only)') },
      ];
    }),
  );
}

const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

const RULES = rulesOfTable();
const NOTHING: Rule = { may: [], typesOf: [], isReadOnly: true };
/** Built-in modules that reach nothing outside the program. */
const COMPUTES_ONLY = ['node:crypto', 'node:util', 'node:zlib'];

const TOUCH_PROCESS = ['main.ts', 'system.ts'];

/** What a room is to those outside: see src/README.md. */
const isDoor = (path: string): boolean => /(?:^|\/)index\.ts$/.test(path) || path === 'library.ts';

/** What reaches the disk and other programs; only `main.ts` and `system.ts` put it in. */
const isNodeImplementation = (path: string): boolean => path.startsWith('files/node/');

function isAllowed(file: SourceFile, target: string, isTypeOnly: boolean): boolean {
  const from = roomOf(file.path);
  const to = roomOf(target);
  if (from === to) return true;
  const rule = RULES.get(from) ?? NOTHING;
  if (isNodeImplementation(target)) return isTypeOnly || rule.may.includes('files/node');
  return rule.may.includes(to) || (isTypeOnly && rule.typesOf.includes(to));
}

function offences(check: (file: SourceFile) => readonly string[]): string[] {
  return FILES.flatMap((file) => check(file).map((what) => `${file.path}: ${what}`));
}

/** Codes that a file adds to `ErrorDetails`: those of `ground` in its own declaration, others in an augmentation. */
function codesDeclaredBy({ path, text }: SourceFile): string[] {
  if (!path.endsWith('/errors.ts')) return [];
  const [, body = ''] =
    /^( *)(?:export )?interface ErrorDetails \{\n([\s\S]*?)\n\1\}/m.exec(text)?.slice(1) ?? [];
  const indent = /^ */.exec(body)?.[0] ?? '';
  return [...withoutComments(body).matchAll(new RegExp(`^${indent}'?([a-z-]+)'?:`, 'gm'))].map(
    ([, code = '']) => code,
  );
}

const codesRaisedBy = ({ text }: SourceFile): string[] =>
  [...withoutComments(text).matchAll(/\bnew HiveError\(\s*'([a-z-]+)'/g)].map(([, code = '']) => code);

/** A room, and what it may import, and so on down. */
function roomsBelow(room: string, seen = new Set<string>()): ReadonlySet<string> {
  if (!seen.has(room)) {
    seen.add(room);
    for (const next of RULES.get(room)?.may ?? []) roomsBelow(next, seen);
  }
  return seen;
}

describe('the house rules', () => {
  it('see the sources and their imports', () => {
    expect(FILES.length).toBeGreaterThan(50);
    expect(
      importsOf("import type { A } from './a.ts';\nimport {\n  b,\n} from './b.ts';\nvoid import('./c.ts');"),
    ).toEqual([
      { specifier: './a.ts', isTypeOnly: true },
      { specifier: './b.ts', isTypeOnly: false },
      { specifier: './c.ts', isTypeOnly: false },
    ]);
  });

  it('give every folder of src/ a row in the table', () => {
    const rooms = [...new Set(FILES.map(({ path }) => roomOf(path)))];
    expect(rooms.filter((room) => !RULES.has(room))).toEqual([]);
  });

  it('let a folder import only what its row names', () => {
    expect(
      offences((file) =>
        file.imports
          .filter(({ specifier }) => specifier.startsWith('.'))
          .map((one) => ({
            ...one,
            target: relative(SOURCE, resolve(SOURCE, dirname(file.path), one.specifier)).replaceAll(
              '\\',
              '/',
            ),
          }))
          .filter(
            ({ target, isTypeOnly }) => !target.startsWith('../') && !isAllowed(file, target, isTypeOnly),
          )
          .map(({ target, isTypeOnly }) => `imports ${isTypeOnly ? 'types of ' : ''}${target}`),
      ),
    ).toEqual([]);
  });

  it('let a folder that may only read see nothing that writes', () => {
    expect([...RULES.values()].filter(({ isReadOnly }) => isReadOnly).length).toBeGreaterThan(0);
    expect(
      offences(({ path, text }) =>
        RULES.get(roomOf(path))?.isReadOnly === true
          ? [...withoutComments(text).matchAll(/\bWritable\w+/g)].map(([name]) => `names ${name}`)
          : [],
      ),
    ).toEqual([]);
  });

  it('let only system.ts and doors reach out of src/, for the modules that are bundled', () => {
    expect(
      offences((file) =>
        file.imports
          .filter(({ specifier }) =>
            relative(SOURCE, resolve(SOURCE, dirname(file.path), specifier)).startsWith('..'),
          )
          .filter(({ specifier }) => specifier.startsWith('.'))
          .filter(
            ({ specifier }) =>
              !(
                (file.path === 'system.ts' || isDoor(file.path)) &&
                /^(?:\.\.\/)+build\/[\w-]+\.wasm$/.test(specifier)
              ),
          )
          .map(({ specifier }) => `imports ${specifier}`),
      ),
    ).toEqual([]);
  });

  it('let nobody but doors go through doors', () => {
    expect(FILES.filter(({ path }) => isDoor(path)).length).toBeGreaterThan(3);
    expect(
      offences((file) =>
        isDoor(file.path)
          ? []
          : file.imports
              .filter(({ specifier }) => /\/index\.ts$|\/library\.ts$/.test(specifier))
              .map(({ specifier }) => `imports ${specifier}`),
      ),
    ).toEqual([]);
  });

  it('name the real file in a relative import', () => {
    expect(
      offences((file) =>
        file.imports
          .filter(({ specifier }) => specifier.startsWith('.') && !specifier.endsWith('.wasm'))
          .filter(({ specifier }) => !existsSync(resolve(SOURCE, dirname(file.path), specifier)))
          .map(({ specifier }) => `imports ${specifier}, which is no file`),
      ),
    ).toEqual([]);
  });

  it('give each error code to one room, and let only that room and those above it raise it', () => {
    const declared = FILES.flatMap((file) =>
      codesDeclaredBy(file).map((code) => [code, roomOf(file.path)] as const),
    );
    const ownerOf = new Map(declared);
    expect(ownerOf.get('bug')).toBe('ground');
    expect(ownerOf.get('hive-signature')).toBe('regf');
    expect(declared.length).toBe(ownerOf.size);
    expect(
      offences((file) =>
        codesRaisedBy(file)
          .map((code) => [code, ownerOf.get(code) ?? 'nobody'] as const)
          .filter(([, owner]) => !roomsBelow(roomOf(file.path)).has(owner))
          .map(([code, owner]) => `raises '${code}', which belongs to ${owner}`),
      ),
    ).toEqual([]);
  });

  it('keep process, console and the clock in main.ts and system.ts, and the disk in files/node', () => {
    expect(
      offences((file) => {
        if (TOUCH_PROCESS.includes(file.path)) return [];
        const code = withoutComments(file.text);
        const global = ['process', 'console', 'performance'].filter((name) =>
          new RegExp(`(?<![\\w.'"/])${name}\\.\\w`).test(code),
        );
        const clock = /\bDate\.now\(|\bnew Date\(\)/.test(code) ? ['the clock'] : [];
        const built = file.imports
          .map(({ specifier }) => specifier)
          .filter((name) => name.startsWith('node:') && !COMPUTES_ONLY.includes(name));
        return isNodeImplementation(file.path) ? [...clock] : [...global, ...clock, ...built];
      }),
    ).toEqual([]);
  });

  it('import only the packages that the executable is made of', () => {
    const dependencies = Object.keys(
      JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).dependencies ?? {},
    );
    expect(
      offences((file) =>
        file.imports
          .map(({ specifier }) => specifier)
          .filter((name) => !/^(?:\.|node:)/.test(name) && !dependencies.includes(name.split('/')[0] ?? '')),
      ),
    ).toEqual([]);
  });
});
