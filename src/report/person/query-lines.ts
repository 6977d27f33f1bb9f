import type { QueriedValue, QueryResult } from '../../jobs/registry-results.ts';
import type { Messages } from '../messages/messages.ts';
import { BLANK, type Printed, printable } from '../printed.ts';

/** Keys and values as reg.exe shows them, which scripts read: columns four spaces apart, and never wrapped. */

const GAP = '    ';

export function* queryLines(result: QueryResult, words: Messages): Generator<Printed, void, void> {
  if (result.reg !== undefined) {
    for (const line of result.reg) yield printable(line);
    return;
  }
  let hadValues = false;
  for (const { path, lastWritten, values } of result.keys) {
    if (hadValues) yield BLANK;
    yield printable(`${path}${GAP}${lastWritten}`);
    for (const value of values ?? []) yield valueLine(value, words);
    hadValues = values !== undefined && values.length > 0;
  }
}

function valueLine(value: QueriedValue, { registry }: Messages): Printed {
  const name = value.name === '' ? registry.defaultValue : value.name;
  return printable(GAP + [name, typeText(value), dataText(value)].join(GAP));
}

export function typeText({ type, typeName }: QueriedValue): string {
  return typeName ?? `0x${type.toString(16)}`;
}

/** Text as it is, strings of a list with `\0` between them, numbers and bytes in hexadecimal. */
export function dataText({ typeName, value, data }: QueriedValue): string {
  if (value === undefined) return data.toUpperCase();
  if (typeof value === 'number') return `0x${value.toString(16)}`;
  if (typeof value !== 'string') return value.join('\\0');
  return typeName === 'REG_QWORD' ? `0x${BigInt(value).toString(16)}` : value;
}
