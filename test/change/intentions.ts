import { treeOfEdits } from '../../src/change/edit-tree.ts';
import type { Edit } from '../../src/change/edits.ts';
import { type KeyPlan, planChange } from '../../src/change/plan.ts';
import type { Hive, Intention } from '../../src/change/prove.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { recordKeys } from '../../src/regf/key-record.ts';
import { sourceOf } from '../support/byte-source.ts';
import { structureModule } from '../support/structure-module.ts';

/** All that a change by these edits has to be. */
export async function intended(
  bytes: Uint8Array,
  edits: readonly Edit[],
  writtenAt: bigint,
): Promise<Omit<Intention, 'plan'> & { readonly plan: KeyPlan | undefined }> {
  const reader = new HiveReader(bytes, 'HIVE');
  const tree = treeOfEdits(edits, 'HIVE');
  const before = await recordKeys(reader, tree);
  return { edits, tree, plan: planChange(reader, before, tree), before, writtenAt };
}

/** A hive in memory, to be changed. */
export function hiveOf(bytes: Uint8Array): Hive {
  return { original: sourceOf(bytes), reader: new HiveReader(bytes, 'HIVE'), structure: structureModule() };
}
