import type { WritableFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { makePracticeHive } from './practice-hive.ts';
import { repairHive } from './repair.ts';
import type { JobTools } from './tools.ts';
import { undoRepair } from './undo.ts';

/** The whole job on a hive of our own, on the machine where hivemend is to work. */

export const SELF_TEST_STEPS = ['build', 'write', 'repair', 'undo', 'clean-up'] as const;

export type SelfTestStep = (typeof SELF_TEST_STEPS)[number];

export interface SelfTestPart {
  readonly step: SelfTestStep;
  readonly ok: boolean;
  /** What went wrong. */
  readonly error?: HiveError;
}

/**
 * Builds a dirty hive, writes it to a new folder below `folder`, repairs it (its log is replayed, hivex edits it, our
 * reader proves the edit), takes the repair back, and removes everything. Steps after a failed one are left out, but
 * for cleaning up.
 */
export async function runSelfTest(s: JobTools, folder: FilePath): Promise<readonly SelfTestPart[]> {
  const place = s.files.join(folder, `hivemend-self-test-${s.process.id}`);
  const hiveSet = {
    primary: s.files.join(place, 'SOFTWARE'),
    logs: [s.files.join(place, 'SOFTWARE.LOG1')],
  };
  const { primary, log } = makePracticeHive();
  const work: readonly [SelfTestStep, () => Promise<void>][] = [
    ['build', async () => void (await s.loadHivex())],
    [
      'write',
      async () => {
        await s.files.makeFolder(place);
        await writeWhole(s.files, hiveSet.primary, primary);
        for (const path of hiveSet.logs) await writeWhole(s.files, path, log);
      },
    ],
    [
      'repair',
      async () => {
        const { disk, change } = await repairHive(s, {
          hiveSet,
          value: 0,
          pagesOnly: false,
          acceptDirty: false,
        });
        // 2 stands in the log alone: the repair has replayed it.
        expectEqual('value before', change.before.because === 'value' ? change.before.value : undefined, 2);
        expectEqual('value after', change.after.because === 'value' ? change.after.value : undefined, 0);
        expectEqual('disk', disk, 'changed');
      },
    ],
    [
      'undo',
      async () => {
        const { disk } = await undoRepair(s, { hiveSet, force: false });
        expectEqual('disk', disk, 'restored');
        const file = await s.files.open(hiveSet.primary);
        const bytes = new Uint8Array(file.length);
        await file.read(bytes, 0).finally(() => file.close());
        expectEqual('hive', String(bytes), String(primary));
      },
    ],
  ];
  const parts: SelfTestPart[] = [];
  const madeOnTheWay = await missingFolders(s.files, folder);
  for (const [step, body] of work) {
    parts.push(await tried(step, body));
    if (parts.at(-1)?.ok !== true) break;
  }
  parts.push(await tried('clean-up', () => removeAll(s.files, place, madeOnTheWay)));
  return parts;
}

async function tried(step: SelfTestStep, body: () => Promise<void>): Promise<SelfTestPart> {
  try {
    await body();
    return { step, ok: true };
  } catch (error) {
    if (!isHiveError(error)) throw error;
    return { step, ok: false, error };
  }
}

function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) {
    throw new HiveError('bug', { message: `${what} is ${String(actual)}, expected ${String(expected)}` });
  }
}

async function writeWhole(files: WritableFileSystem, path: FilePath, bytes: Uint8Array): Promise<void> {
  const file = await files.create(path);
  try {
    await file.write(bytes, 0);
    await file.flush();
  } finally {
    await file.close();
  }
}

/** The folder and those above it, as far as they are not there, the deepest first. */
async function missingFolders(files: WritableFileSystem, folder: FilePath): Promise<readonly FilePath[]> {
  if ((await files.status(folder)) !== undefined) return [];
  const above = files.parent(folder);
  return [folder, ...(above === folder ? [] : await missingFolders(files, above))];
}

/** What the self-test made, and nothing that anybody else put beside it meanwhile. */
async function removeAll(
  files: WritableFileSystem,
  place: FilePath,
  folders: readonly FilePath[],
): Promise<void> {
  await removeTree(files, place);
  for (const folder of folders) {
    if ((await files.status(folder)) === undefined) continue;
    if ((await files.list(folder)).length > 0) return;
    await files.removeFolder(folder);
  }
}

/** Its own folder, which is as deep as backups are. */
async function removeTree(files: WritableFileSystem, folder: FilePath, depth = 4): Promise<void> {
  if ((await files.status(folder)) === undefined) return;
  for (const { name, kind } of await files.list(folder)) {
    const path = files.join(folder, name);
    if (kind === 'folder' && depth > 0) await removeTree(files, path, depth - 1);
    else await files.remove(path);
  }
  await files.removeFolder(folder);
}
