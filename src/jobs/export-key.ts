import { type ExportCount, exportKeys } from '../change/reg-file/export-keys.ts';
import type { WritableFile } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { parseRegistryPath } from '../windows/registry-path.ts';
import { explaining } from './explain-failure.ts';
import type { Machine } from './machine.ts';
import { withOpenKey } from './open-key.ts';
import type { ExportResult } from './registry-results.ts';
import { type FindOptions, findTarget } from './targets.ts';

export interface ExportRequest extends FindOptions {
  readonly key: string;
  /** Of the .reg file, which must not be there yet. */
  readonly file: FilePath;
  /** Whose `HKEY_CURRENT_USER` is meant. */
  readonly user?: string;
  readonly acceptDirty: boolean;
}

/**
 * Writes a key with all below it into a new .reg file, in the newest state of the hive.
 * @param create makes the file, once the key is found.
 * @throws HiveError 'key-path-malformed', 'key-missing', what withOpenKey throws, and what making and writing the file throw:
 *   then there is no file.
 */
export async function exportKey(
  machine: Machine,
  name: string,
  { key, file, user, acceptDirty, followLinks }: ExportRequest,
  create: (path: FilePath) => Promise<WritableFile>,
): Promise<ExportResult> {
  const path = parseRegistryPath(key);
  const { target, files } = await findTarget(machine, name, { followLinks: followLinks === true });
  const options = { acceptDirty, isWhole: true, ...(user === undefined ? {} : { user }) };
  return explaining(files, target, () =>
    withOpenKey(files, target, path, options, async ({ reader, key: found, shown, read }) => {
      const output = await create(file);
      const done = await writeOrRemove(machine, output, () =>
        writePieces(output, exportKeys(reader, found, shown)),
      );
      return { ...read, key: shown, file, ...done };
    }),
  );
}

type Written = ExportCount & { readonly size: number };

async function writePieces(
  output: WritableFile,
  pieces: Generator<Uint8Array, ExportCount, void>,
): Promise<Written> {
  let size = 0;
  for (let next = pieces.next(); ; next = pieces.next()) {
    if (next.done === true) return { ...next.value, size };
    await output.write(next.value, size);
    size += next.value.length;
  }
}

/** Half a file would say less than the key, and nobody could tell. */
async function writeOrRemove(
  machine: Machine,
  output: WritableFile,
  write: () => Promise<Written>,
): Promise<Written> {
  let isDone = false;
  try {
    const written = await write();
    await output.flush();
    isDone = true;
    return written;
  } finally {
    await output.close();
    if (!isDone) await (await machine.files()).remove(output.path);
  }
}
