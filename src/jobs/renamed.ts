import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';

/**
 * The same value, with `to` for `from` at the beginning of every path in it. For what is told of files in a folder that is
 * gone when it is read.
 */
export function renamed<Value>(value: Value, from: FilePath, to: FilePath): Value {
  return renamedValue(value, from, to) as Value;
}

function renamedValue(value: unknown, from: FilePath, to: FilePath): unknown {
  if (typeof value === 'string') return value.replaceAll(from, () => to);
  if (Array.isArray(value)) return value.map((item) => renamedValue(item, from, to));
  if (value instanceof HiveError)
    return new HiveError(value.code, renamed(value.details, from, to), { cause: value });
  const isPlain =
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, renamedValue(item, from, to)]),
  );
}
