/**
 * Says what is wrong with two hives, and how the second differs from the first:
 *
 *     node compare-hives.js BEFORE AFTER
 */
import { readFile } from 'node:fs/promises';
import { checkHive, diffHives, type HiveDifference, HiveReader, printKeyPath } from 'hivemend/regf';

function describe(difference: HiveDifference): string {
  const key = printKeyPath(difference.path);
  switch (difference.kind) {
    case 'value-added':
    case 'value-removed':
    case 'value-changed':
      return `${difference.kind} ${key} [${difference.value}]`;
    case 'key-changed':
      return `${difference.kind} ${key} (${difference.field})`;
    default:
      return `${difference.kind} ${key}`;
  }
}

const [before = '', after = ''] = process.argv.slice(2);
const readers = [];
for (const path of [before, after]) {
  const bytes = await readFile(path);
  const { damage, findings } = checkHive(bytes, path);
  console.log(`${path}: ${damage} damages`);
  for (const { code, offset, structure } of findings) console.log(`  ${code} at ${offset}, ${structure}`);
  readers.push(new HiveReader(bytes, path));
}
const [one, other] = readers;
if (one !== undefined && other !== undefined)
  for (const difference of diffHives(one, other)) console.log(describe(difference));
