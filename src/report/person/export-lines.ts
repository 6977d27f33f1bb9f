import type { ExportResult } from '../../jobs/registry-results.ts';
import type { Messages } from '../messages/messages.ts';
import type { Printed } from '../printed.ts';
import { hang, wrap } from '../text-layout.ts';
import type { Style } from './console.ts';

/** More would scroll what counts off the screen; JSON has them all. */
const LEFT_OUT_SHOWN = 10;

export function exportLines(result: ExportResult, { registry }: Messages, style: Style): readonly Printed[] {
  const { leftOut } = result;
  return [
    ...wrap(registry.exported(result), style.width),
    ...(leftOut.length === 0 ? [] : wrap(registry.leftOut(leftOut.length), style.width)),
    ...leftOut
      .slice(0, LEFT_OUT_SHOWN)
      .flatMap(({ key, value }) => hang('  ', value === undefined ? key : `${key}, ${value}`, style.width)),
  ];
}
