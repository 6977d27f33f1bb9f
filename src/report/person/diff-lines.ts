import type { DiffResult, QueriedValue, RegistryDifference } from '../../jobs/registry-results.ts';
import type { Messages } from '../messages/messages.ts';
import { type Printed, printable } from '../printed.ts';
import { dataText, typeText } from './query-lines.ts';

/** Differences below the key that they are in: `-` is the first, `+` the second. Lines are never wrapped. */
export function* diffLines(result: DiffResult, { registry }: Messages): Generator<Printed, void, void> {
  if (result.reg !== undefined) {
    for (const line of result.reg) yield printable(line);
    return;
  }
  yield* differenceLines(result.differences, registry);
  if (result.areSame) yield printable(registry.same);
  yield* skippedLines(result, registry);
  if (result.notCompared.length > 0) yield printable(registry.notCompared(result.notCompared));
}

/** Lines of a .reg file that say nothing here. */
export function* skippedLines(
  { skipped = [], skippedLeftOut = 0 }: Pick<DiffResult, 'skipped' | 'skippedLeftOut'>,
  registry: Messages['registry'],
): Generator<Printed, void, void> {
  if (skipped.length > 0) yield printable(registry.skipped(skipped.length + skippedLeftOut));
  for (const part of skipped) yield printable(`  ${registry.skippedPart(part)}`);
  if (skippedLeftOut > 0) yield printable(registry.moreSkipped(skippedLeftOut));
}

export function* differenceLines(
  differences: Iterable<RegistryDifference>,
  registry: Messages['registry'],
): Generator<Printed, void, void> {
  let current: string | undefined;
  for (const difference of differences) {
    const { kind, key } = difference;
    if (kind === 'key-added' || kind === 'key-removed') {
      yield printable(`${kind === 'key-added' ? '+' : '-'} ${key}`);
    } else if (current !== key) {
      yield printable(`  ${key}`);
    }
    current = key;
    yield* detailLines(difference, registry);
  }
}

function* detailLines(
  difference: RegistryDifference,
  registry: Messages['registry'],
): Generator<Printed, void, void> {
  if (difference.kind === 'key-added' || difference.kind === 'key-removed') return;
  const before = 'before' in difference ? difference.before : undefined;
  const after = 'after' in difference ? difference.after : undefined;
  const areAlike = isAlike(before, after);
  const text = (side: QueriedValue | string): string =>
    typeof side === 'string'
      ? side
      : [
          nameOf(side, registry),
          typeText(side),
          areAlike ? `${dataText(side)}    (${side.data})` : dataText(side),
        ].join('    ');
  const field = difference.kind === 'key-changed' ? `${registry.field[difference.field]}    ` : '';
  if (before !== undefined) yield printable(`-     ${field}${text(before)}`);
  if (after !== undefined) yield printable(`+     ${field}${text(after)}`);
}

type Side = QueriedValue | string | undefined;

/** Texts that differ in what ends them, or in what stands behind that: only their bytes tell. */
function isAlike(one: Side, other: Side): boolean {
  if (typeof one !== 'object' || typeof other !== 'object') return false;
  return one.type === other.type && dataText(one) === dataText(other);
}

function nameOf({ name }: QueriedValue, { defaultValue }: Messages['registry']): string {
  return name === '' ? defaultValue : name;
}
