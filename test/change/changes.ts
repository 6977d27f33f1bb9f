import { type Change, type ChangeTools, changeHive } from '../../src/change/apply.ts';
import { EditedFile } from '../../src/change/edited-hive.ts';
import type { Edit } from '../../src/change/edits.ts';
import { writeChange } from '../../src/change/writer/write-change.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { cleanHive, freshHivex } from '../hivex/hives.ts';
import { readAll } from '../support/hive-file.ts';
import { structureModule } from '../support/structure-module.ts';
import { intended } from './intentions.ts';

export const NOW = 133_000_000_000_000_000n;

const hivex = freshHivex();

export const changeTools: ChangeTools = {
  loadHivex: async () => hivex,
  loadStructureCheck: async () => structureModule(),
};

/** Changes a hive in memory. */
export const change = <Result>(
  bytes: Uint8Array,
  edits: readonly Edit[],
  use: (change: Change) => Result | Promise<Result>,
  { tools = changeTools, writtenAt = NOW } = {},
): Promise<Result> =>
  changeHive(tools, cleanHive(bytes), 'HIVE', {
    writtenAt,
    onStep: () => () => {},
    look: () => ({ edits, seen: undefined }),
    use,
  });

/** The whole file after a change by our own writer, whoever would make it. Nothing proves it. */
export async function writtenByUs(bytes: Uint8Array, edits: readonly Edit[]): Promise<Uint8Array> {
  const { plan, before } = await intended(bytes, edits, NOW);
  if (plan === undefined) return bytes;
  const { image } = new HiveReader(bytes, 'HIVE');
  const places = Array.from({ length: image.end / 4096 - 1 }, (_, page) => 4096 + 4096 * page);
  const edited = writeChange(image, before, plan, places, NOW).changesFrom(image);
  return readAll(new EditedFile(cleanHive(bytes), image.end, edited));
}

/** The whole file after a change; the bytes themselves when all is right already. */
export const changed = (
  bytes: Uint8Array,
  edits: readonly Edit[],
  options: { readonly tools?: ChangeTools; readonly writtenAt?: bigint } = {},
): Promise<Uint8Array> =>
  change(bytes, edits, (made) => (made.state === 'made' ? readAll(made.content) : bytes), options);
