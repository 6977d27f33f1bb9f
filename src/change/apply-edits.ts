import type { CleanHive, FilePath } from '../ground/brand.ts';
import type { ByteRange } from '../regf/byte-ranges.ts';
import { type ChangeTools, changeHive } from './apply.ts';
import type { Difference, Edit, KeyPath } from './edits.ts';

/** What became of a hive that was changed in memory. */
export type AppliedEdits =
  /** The hive says already what the edits ask for. */
  | { readonly state: 'right-already' }
  | {
      readonly state: 'made';
      /** The whole new primary file, clean. */
      readonly bytes: Uint8Array;
      /** Where it differs from the hive's newest state, up to the end of the hive bins data. Ascending, apart. */
      readonly ranges: readonly ByteRange[];
      /** What was found to be different: these, and nothing else. */
      readonly differences: readonly Difference[];
      /** Keys whose values, subkeys or times are other ones. */
      readonly changedKeys: readonly KeyPath[];
    };

/**
 * Changes a hive in memory, and proves that nothing else changed. Writes nothing: who puts the bytes into the hive's place has to see
 * to what a power cut leaves there, to its logs, and to its security descriptor.
 * @param file is told in errors.
 * @param edits hold one after the other.
 * @param writtenAt FILETIME that the hive and every changed key get.
 * @throws HiveError as `changeHive` does.
 */
export async function applyEdits(
  tools: ChangeTools,
  hive: CleanHive,
  file: FilePath,
  edits: readonly Edit[],
  writtenAt: bigint,
): Promise<AppliedEdits> {
  return await changeHive(tools, hive, file, {
    writtenAt,
    onStep: () => () => undefined,
    look: () => ({ edits, seen: undefined }),
    use: async (change) => {
      if (change.state === 'right-already') return change;
      const { content, ranges, differences, changedKeys } = change;
      const bytes = new Uint8Array(content.length);
      await content.read(bytes, 0);
      return { state: 'made', bytes, ranges, differences, changedKeys };
    },
  });
}
