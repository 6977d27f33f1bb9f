/**
 * Changes a hive, dirty or not, and writes the result to a new file:
 *
 *     node edit-hive.js SOFTWARE NEW
 */
import { readFile, writeFile } from 'node:fs/promises';
import { applyEdits, bundledTools, type Edit } from 'hivemend/change';
import { fileTimeOf, isHiveError, printKeyPath, REG_DWORD, REG_SZ } from 'hivemend/regf';
import { openHive, sourceOfBytes } from 'hivemend/replay';

const key = ['Example Company', 'Settings'];

/** Data are the bytes as they lie in a hive. */
const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(`${value}\0`, 'utf16le'));
const edits: readonly Edit[] = [
  { edit: 'set-value', key, value: 'Greeting', type: REG_SZ, data: text('こんにちは') },
  { edit: 'set-value', key, value: 'Count', type: REG_DWORD, data: Uint8Array.of(3, 0, 0, 0) },
  { edit: 'delete-value', key: ['Microsoft', 'Windows NT', 'CurrentVersion'], value: 'EditionID' },
];

const [path = 'SOFTWARE', target = 'NEW'] = process.argv.slice(2);
const read = async (path: string) => sourceOfBytes(await readFile(path), path);
const logs = await Promise.all([`${path}.LOG1`, `${path}.LOG2`].map(read));
try {
  const { hive } = await openHive(await read(path), logs);
  const applied = await applyEdits(bundledTools(), hive, path, edits, fileTimeOf(new Date()));
  if (applied.state === 'made') {
    for (const difference of applied.differences)
      console.log(
        difference.kind,
        printKeyPath(difference.key),
        difference.kind === 'value' ? difference.value : '',
      );
    await writeFile(target, applied.bytes, { flag: 'wx' });
  }
} catch (error) {
  if (!isHiveError(error)) throw error;
  // Such as 'edit-refused' with { index, key, reason }: nothing was written.
  console.error(error.code, error.details);
  process.exitCode = 1;
}
