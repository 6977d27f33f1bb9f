import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { schemaFiles } from '../../scripts/tools/schema/schema-files.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { en } from '../../src/report/messages/en.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { sit } from '../support/sitting.ts';
import { requireValid, requireValidOutput } from '../support/written-json.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'docs/schema');

it('the schemas in docs/schema are those of the types', () => {
  const fresh = schemaFiles(ROOT);
  expect(readdirSync(FOLDER).sort()).toEqual([...fresh.keys()].sort());
  const old = [...fresh].filter(([name, text]) => readFileSync(join(FOLDER, name), 'utf8') !== text);
  expect(old.map(([name]) => `${name}: npm run schemas`)).toEqual([]);
});

it('every error code is in the schema, with its details', () => {
  const { $defs } = JSON.parse(readFileSync(join(FOLDER, 'document.schema.json'), 'utf8'));
  const codes = $defs.WrittenError.anyOf.map((error: { properties: { code: { const: string } } }) => {
    expect(error.properties).toHaveProperty('details');
    return error.properties.code.const;
  });
  expect(codes.sort()).toEqual(Object.keys(en.errors).sort());
});

describe('a document', async () => {
  const files = new MemoryFileSystem({ flavour: 'posix' });
  files.put('/mnt/pc/Windows/System32/config/SOFTWARE', buildHive(software()).bytes);
  const { stdout } = await sit(['repair', '/mnt/pc', '--dry-run', '--json'], { files });
  const document = JSON.parse(stdout);
  const failed = JSON.parse((await sit(['check', '/nowhere', '--json'])).stdout);
  const refusal = (change: object) => () => requireValid('document', JSON.stringify(change));

  it('that was written is valid, and of another kind is refused', () => {
    expect(refusal(document)).not.toThrow();
    expect(refusal(failed)).not.toThrow();
    expect(refusal([])).toThrow('docs/schema/document.schema.json');
  });

  it.each([
    ['another schema', { schema: 'hivemend/1' }],
    ['a disk that is somehow', { disk: 'fine' }],
    ['the result of another command', { command: 'version' }],
    ['a property more', { more: 1 }],
  ])('with %s is refused', (_what, change) => {
    expect(refusal({ ...document, ...change })).toThrow('not as docs/schema');
  });

  it('with details of another error is refused', () => {
    expect(refusal({ ...failed, error: { ...failed.error, details: {} } })).toThrow('path');
    expect(refusal({ ...failed, error: { ...failed.error, code: 'no-such-code' } })).toThrow();
  });
});

describe('output', () => {
  const line = JSON.stringify({
    schema: 'hivemend-lines/1',
    time: '2026-11-28T00:00:00.000Z',
    command: 'check',
    event: 'begin',
    target: '/a',
  });

  it('is looked at line by line, and a cut line only where a run was killed', () => {
    expect(() => requireValidOutput(['--json-lines'], `${line}\n${line}\n`)).not.toThrow();
    expect(() => requireValidOutput(['--json-lines'], `${line}\n${line.slice(0, 20)}`, false)).not.toThrow();
    expect(() => requireValidOutput(['--json-lines'], `${line}\n{}\n`)).toThrow('line.schema.json');
    expect(() => requireValidOutput(['--json'], `${line}\n`)).toThrow('document.schema.json');
    expect(() => requireValidOutput(['--json'], line.slice(0, 20), false)).not.toThrow();
  });

  it('for people is none of JSON', () => {
    expect(() => requireValidOutput(['check'], 'text')).not.toThrow();
    expect(() => requireValidOutput(['check', '--json'], '')).not.toThrow();
  });
});
