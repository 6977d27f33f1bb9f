import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API, type Type } from 'typescript/unstable/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { TypeSchemas } from '../../scripts/tools/schema/type-schema.ts';

/** Types of every kind, as the compiler sees them in a project of their own. */

const SOURCE = `
declare const brand: unique symbol;
class LazyList<Item> { readonly items: Item[] = []; next(): void {} }
class HiveError extends Error { readonly code = 'x'; }
class Other { go(): void {} }
/** How it went. */
export type Outcome = 'good' | 'bad';
export interface Node { readonly next?: Node; readonly size: bigint }
export interface Box<Item> { readonly item: Item }
export type WrittenError = { readonly code: 'x'; readonly message: string };

export interface Root {
  readonly text: string;
  readonly offset: number & { readonly [brand]: 'FileOffset' };
  readonly option: \`--\${string}\`;
  readonly maybe?: boolean;
  readonly unset: number | undefined;
  readonly none: string | null;
  /** Told
   * in two lines. */
  readonly outcome: Outcome;
  readonly both: readonly [string, number];
  readonly either: { readonly a: 1 } | { readonly b: 2 | 3 };
  readonly node: Node;
  readonly boxes: readonly Box<Outcome>[];
  readonly counts: Readonly<Record<string, number>>;
  readonly list: LazyList<string>;
  readonly error: HiveError;
}
export interface WithMethod { readonly go: () => void }
export interface WithClass { readonly other: Other }
export interface WithUnknown { readonly deep: { readonly unknown: unknown } }
`;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hivemend-types-')));
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({ compilerOptions: { strict: true, exactOptionalPropertyTypes: true, types: [] } }),
);
writeFileSync(join(folder, 'types.ts'), SOURCE);
const api = new API({ cwd: folder });
afterAll(() => {
  api.close();
  rmSync(folder, { recursive: true, force: true });
});

const [project] = api.updateSnapshot({ openProject: join(folder, 'tsconfig.json') }).getProjects();
if (project === undefined) throw new Error('no project');
const { checker, program } = project;

function typeNamed(name: string): Type {
  const source = program.getSourceFile(join(folder, 'types.ts'));
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  const found = module?.getExports();
  for (const symbol of found?.values() ?? [])
    if (symbol.name === name) return checker.getDeclaredTypeOfSymbol(symbol);
  throw new Error(`no ${name}`);
}

function schemasOf(name: string) {
  const schemas = new TypeSchemas(checker, typeNamed('WrittenError'));
  return { whole: schemas.of(typeNamed(name)), definitions: schemas.definitions };
}

describe('the schema of a type', () => {
  const { whole, definitions } = schemasOf('Root');
  const { Root, Outcome, Node } = definitions;
  const root = Root as { readonly properties: object; readonly required: string[] };

  it('is a definition where the type has a name', () => {
    expect(whole).toEqual({ $ref: '#/$defs/Root' });
    expect(Object.keys(definitions)).toEqual(['Box-Outcome', 'Node', 'Outcome', 'Root', 'WrittenError']);
    expect(Outcome).toEqual({ description: 'How it went.', enum: ['bad', 'good'] });
    expect(Node).toEqual({
      type: 'object',
      properties: {
        next: { $ref: '#/$defs/Node' },
        size: { type: 'string', pattern: '^-?[0-9]+$' },
      },
      required: ['size'],
    });
  });

  it('says what JSON has for each of its properties', () => {
    expect(root.properties).toEqual({
      text: { type: 'string' },
      offset: { type: 'number' },
      option: { type: 'string', pattern: '^--.*$' },
      maybe: { type: 'boolean' },
      unset: { type: 'number' },
      none: { anyOf: [{ type: 'null' }, { type: 'string' }] },
      outcome: { description: 'Told in two lines.', $ref: '#/$defs/Outcome' },
      both: {
        type: 'array',
        prefixItems: [{ type: 'string' }, { type: 'number' }],
        items: false,
        minItems: 2,
      },
      either: {
        anyOf: [
          { type: 'object', properties: { a: { const: 1 } }, required: ['a'] },
          { type: 'object', properties: { b: { enum: [2, 3] } }, required: ['b'] },
        ],
      },
      node: { $ref: '#/$defs/Node' },
      boxes: { type: 'array', items: { $ref: '#/$defs/Box-Outcome' } },
      counts: { type: 'object', properties: {}, additionalProperties: { type: 'number' } },
      list: { type: 'array', items: { type: 'string' } },
      error: { $ref: '#/$defs/WrittenError' },
    });
    // A list that is told item by item is missing where it would stand.
    const missing = Object.keys(root.properties).filter((name) => !root.required.includes(name));
    expect(missing.sort()).toEqual(['list', 'maybe', 'unset']);
  });

  it.each([
    ['WithMethod', 'go: () => void'],
    ['WithClass', 'other: Other'],
    ['WithUnknown', 'deep.unknown: unknown'],
  ])('is none for %s', (name, complaint) => {
    expect(() => schemasOf(name)).toThrow(`JSON has nothing for ${complaint}`);
  });
});
