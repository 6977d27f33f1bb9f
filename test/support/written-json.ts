import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';

/** Whether JSON that hivemend wrote is what docs/schema says: every test that runs it with `--json` asks that. */

const ROOT = resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);

const validators = new Map<SchemaName, ValidateFunction>();

type SchemaName = 'document' | 'line' | 'report';

/** The one that the others refer to. */
const DEFINITIONS = 'document';

/**
 * Of a whole run.
 * @param isWhole whether it ended by itself; else the last line may be cut
 * @throws Error that names what is not as docs/schema says
 */
export function requireValidOutput(args: readonly string[], stdout: string, isWhole = true): void {
  if (stdout.trim() === '') return;
  if (args.includes('--json')) {
    if (isWhole) requireValid('document', stdout);
  } else if (args.includes('--json-lines')) {
    const lines = stdout.split('\n');
    for (const line of isWhole ? lines : lines.slice(0, -1))
      if (line.trim() !== '') requireValid('line', line);
  }
}

/** @throws Error that names what is not as docs/schema says */
export function requireValid(name: SchemaName, text: string): void {
  const isValid = validators.get(name) ?? validatorOf(name);
  validators.set(name, isValid);
  if (!isValid(JSON.parse(text)))
    throw new Error(`not as docs/schema/${name}.schema.json says:\n${explain(isValid.errors ?? [])}`);
}

/** Making one takes longer than most tests: it is made once for a schema, as a file of JavaScript. */
function validatorOf(name: SchemaName): ValidateFunction {
  const definitions = readSchema(DEFINITIONS);
  const hash = createHash('sha256')
    .update(definitions)
    .update(readFileSync(import.meta.filename))
    .digest('hex');
  const folder = join(ROOT, 'build/schema');
  const file = join(folder, `${name}-${hash.slice(0, 16)}.cjs`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const own = `${file}.${process.pid}`;
    writeFileSync(own, validatorCode(name, definitions));
    renameSync(own, file);
  }
  return require(file);
}

const readSchema = (name: SchemaName): string =>
  readFileSync(join(ROOT, `docs/schema/${name}.schema.json`), 'utf8');

function validatorCode(name: SchemaName, definitions: string): string {
  const { Ajv2020 } = require('ajv/dist/2020.js');
  const { default: standaloneCode } = require('ajv/dist/standalone');
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, code: { source: true } });
  ajv.addSchema(JSON.parse(definitions, closed), `${DEFINITIONS}.schema.json`);
  return standaloneCode(
    ajv,
    name === DEFINITIONS
      ? ajv.getSchema(`${DEFINITIONS}.schema.json`)
      : ajv.compile(JSON.parse(readSchema(name))),
  );
}

/** With nothing that is not named: a later hivemend of the same schema may write more, but this one does not. */
function closed(_key: string, value: unknown): unknown {
  const isOpen =
    typeof value === 'object' &&
    value !== null &&
    'properties' in value &&
    !('additionalProperties' in value);
  return isOpen && 'type' in value && value.type === 'object'
    ? { ...value, additionalProperties: false }
    : value;
}

/** Of the alternatives that were tried, those that fitted furthest. */
function explain(errors: readonly ErrorObject[]): string {
  const depth = ({ instancePath }: ErrorObject) => instancePath.split('/').length;
  const deepest = Math.max(...errors.map(depth));
  return errors
    .filter((error) => depth(error) === deepest && error.keyword !== 'anyOf')
    .map((error) => `  ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)
    .join('\n');
}
