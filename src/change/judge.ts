import type { CellOffset } from '../ground/brand.ts';
import type { HiveRecord, RecordedKey } from '../regf/key-record.ts';
import { isSameValue, type KeyField, type SubkeySnapshot, type ValueSnapshot } from '../regf/key-snapshot.ts';
import { printKeyPath } from '../regf/names.ts';
import { NO_CELL } from '../regf/structures/cell.ts';
import type { KeyNode } from '../regf/structures/key-node.ts';
import { VALUE_TOMBSTONE } from '../regf/structures/key-value.ts';
import type { ValueContent } from './edits.ts';
import type { KeyPlan, ValuePlan } from './plan.ts';

/**
 * Compares what recorded keys say after a change with what they have to say: all that the plan does not name as before, and what it
 * names as it says, in names, types, data, flags, class names, security, times, order, and the lengths kept for queries.
 * @returns what is otherwise, for people who look for the reason; empty when all is right.
 */
export function judgeChange(
  plan: KeyPlan,
  before: HiveRecord,
  after: HiveRecord,
  writtenAt: bigint,
): readonly string[] {
  const judge = new Judge(writtenAt);
  judge.kept(plan, before.root, after.root);
  return judge.wrong;
}

const NODE_FIELDS = [
  'spare',
  'parent',
  'volatileSubkeyCount',
  'volatileSubkeysList',
  'largestSubkeyNameLength',
  'largestSubkeyClassNameLength',
  'largestValueNameLength',
  'largestValueDataSize',
  'workVar',
] as const satisfies readonly (keyof KeyNode)[];

type NodeField = (typeof NODE_FIELDS)[number];

const NEW_NODE = { spare: 0, volatileSubkeyCount: 0, volatileSubkeysList: NO_CELL, workVar: 0 };

class Judge {
  readonly wrong: string[] = [];
  readonly #writtenAt: bigint;

  constructor(writtenAt: bigint) {
    this.#writtenAt = writtenAt;
  }

  /** @param plan undefined for a key that was recorded, and to which nothing was to be done. */
  kept(plan: KeyPlan, before: RecordedKey, after: RecordedKey): void {
    const { removed, created } = comingAndGoing(plan);
    const isListChanged = removed.size > 0 || created.length > 0;
    const isChanged = plan.values.length > 0 || isListChanged;
    this.#fields(plan, after, {
      ...before.snapshot.fields,
      ...(isChanged && { 'last-written': this.#writtenAt }),
    });
    this.#values(plan, after, expectedValues(plan, before));
    this.#subkeys(plan, before, after);
    this.#node(plan, after, {
      ...before.node,
      ...(isListChanged && subkeyLengths(before, after, created)),
      ...(plan.values.length > 0 && valueLengths(before, after, plan.values)),
    });
    this.#below(plan, before, after);
  }

  created(plan: KeyPlan, above: RecordedKey, after: RecordedKey): void {
    this.#fields(plan, after, {
      name: plan.path.at(-1) ?? '',
      flags: 0,
      'last-written': this.#writtenAt,
      'access-bits': 0,
      'layered-key-bits': 0,
      'user-flags': 0,
      debug: 0,
      'class-name': undefined,
      security: above.snapshot.fields.security,
    });
    this.#values(plan, after, plan.values.flatMap(newValue));
    this.#subkeys(plan, undefined, after);
    this.#node(plan, after, {
      ...NEW_NODE,
      parent: above.snapshot.offset,
      ...subkeyLengths(undefined, after, plan.subkeys),
      ...valueLengths(undefined, after, plan.values),
    });
    this.#below(plan, undefined, after);
  }

  #fields(plan: KeyPlan, { snapshot }: RecordedKey, expected: RecordedKey['snapshot']['fields']): void {
    for (const field of Object.keys(expected) as KeyField[])
      if (!isSameValue(expected[field], snapshot.fields[field])) this.#tell(plan, `(${field})`);
  }

  #values(plan: KeyPlan, { snapshot }: RecordedKey, expected: readonly ValueSnapshot[]): void {
    const length = Math.max(expected.length, snapshot.values.length);
    for (let i = 0; i < length; i++) {
      const [one, other] = [expected[i], snapshot.values[i]];
      if (one === undefined || other === undefined || !isSameSnapshot(one, other))
        this.#tell(plan, `[${(other ?? one)?.name ?? ''}]`);
    }
  }

  /** Those that stay are where they were and in their order; the others are the new ones. */
  #subkeys(plan: KeyPlan, before: RecordedKey | undefined, after: RecordedKey): void {
    const { removed, created } = comingAndGoing(plan);
    const fresh = new Set(created.map(({ path }) => path.at(-1) ?? ''));
    const staying = (before?.snapshot.subkeys ?? []).filter(({ offset }) => !removed.has(offset));
    const stayed = after.snapshot.subkeys.filter(({ name }) => !fresh.delete(name));
    for (const name of fresh) this.#tell(plan, `lacks ${name}`);
    for (let i = 0; i < Math.max(staying.length, stayed.length); i++)
      if (!isSamePlace(staying[i], stayed[i]))
        this.#tell(plan, `at ${(stayed[i] ?? staying[i])?.name ?? ''}`);
  }

  /** What the snapshot does not tell. */
  #node(plan: KeyPlan, { node }: RecordedKey, expected: Pick<KeyNode, NodeField>): void {
    for (const field of NODE_FIELDS) if (node[field] !== expected[field]) this.#tell(plan, `(${field})`);
  }

  #below(plan: KeyPlan, before: RecordedKey | undefined, after: RecordedKey): void {
    const afterwards = new Map(after.subkeys.map((key) => [key.snapshot.fields.name, key]));
    const planned = new Set<CellOffset>();
    for (const subkey of plan.subkeys) {
      const found = afterwards.get(subkey.path.at(-1));
      if (subkey.before !== undefined) planned.add(subkey.before.snapshot.offset);
      // That one which is to go went, and one which is to be there is there, was told of the list.
      if (found === undefined) continue;
      if (subkey.isCreated) this.created(subkey, after, found);
      else if (subkey.before !== undefined && !subkey.isRemoved) this.kept(subkey, subkey.before, found);
    }
    for (const untouched of before?.subkeys ?? []) {
      if (planned.has(untouched.snapshot.offset)) continue;
      const found = afterwards.get(untouched.snapshot.fields.name);
      const path = [...plan.path, String(untouched.snapshot.fields.name)];
      const nothing = {
        path,
        before: untouched,
        isRemoved: false,
        isCreated: false,
        values: [],
        subkeys: [],
      };
      if (found !== undefined) this.kept(nothing, untouched, found);
    }
  }

  #tell({ path }: KeyPlan, what: string): void {
    this.wrong.push(`${printKeyPath(path)} ${what}`);
  }
}

function comingAndGoing({ subkeys }: KeyPlan): {
  readonly removed: ReadonlySet<CellOffset>;
  readonly created: readonly KeyPlan[];
} {
  const removed = new Set<CellOffset>();
  for (const { isRemoved, before } of subkeys)
    if (isRemoved && before !== undefined) removed.add(before.snapshot.offset);
  return { removed, created: subkeys.filter(({ isCreated }) => isCreated) };
}

/** New ones stand behind those that were there. */
function expectedValues({ values: plans }: KeyPlan, { snapshot }: RecordedKey): ValueSnapshot[] {
  const byPlace = new Map(plans.map((plan) => [plan.place, plan]));
  const stay = snapshot.values.flatMap((value, place): ValueSnapshot[] => {
    const plan = byPlace.get(place);
    if (plan === undefined) return [value];
    const flags = Number(value.fields.flags) & ~VALUE_TOMBSTONE;
    return plan.content === undefined ? [] : [snapshotOf(value.name, flags, plan.content)];
  });
  return [...stay, ...plans.filter(({ place }) => place === undefined).flatMap(newValue)];
}

function newValue({ name, content }: ValuePlan): ValueSnapshot[] {
  return content === undefined ? [] : [snapshotOf(name, 0, content)];
}

function snapshotOf(name: string, flags: number, { type, data }: ValueContent): ValueSnapshot {
  return { name, fields: { name, flags, type, data } };
}

function isSameSnapshot({ fields: one }: ValueSnapshot, { fields: other }: ValueSnapshot): boolean {
  return (
    one.name === other.name &&
    one.flags === other.flags &&
    one.type === other.type &&
    isSameValue(one.data, other.data)
  );
}

function isSamePlace(one: SubkeySnapshot | undefined, other: SubkeySnapshot | undefined): boolean {
  return one?.name === other?.name && one?.offset === other?.offset;
}

/** Windows keeps the largest that there ever was, until no subkey is left. */
function subkeyLengths(before: RecordedKey | undefined, after: RecordedKey, created: readonly KeyPlan[]) {
  if (after.snapshot.subkeys.length === 0)
    return { largestSubkeyNameLength: 0, largestSubkeyClassNameLength: 0 };
  const names = created.map(({ path }) => 2 * (path.at(-1)?.length ?? 0));
  return {
    largestSubkeyNameLength: names.reduce(larger, before?.node.largestSubkeyNameLength ?? 0),
    largestSubkeyClassNameLength: before?.node.largestSubkeyClassNameLength ?? 0,
  };
}

/** As with the subkeys. */
function valueLengths(before: RecordedKey | undefined, after: RecordedKey, plans: readonly ValuePlan[]) {
  if (after.snapshot.values.length === 0) return { largestValueNameLength: 0, largestValueDataSize: 0 };
  const set = plans.filter(({ content }) => content !== undefined);
  const names = set.map(({ name }) => 2 * name.length);
  const sizes = set.map(({ content }) => content?.data.length ?? 0);
  return {
    largestValueNameLength: names.reduce(larger, before?.node.largestValueNameLength ?? 0),
    largestValueDataSize: sizes.reduce(larger, before?.node.largestValueDataSize ?? 0),
  };
}

const larger = (one: number, other: number): number => Math.max(one, other);
