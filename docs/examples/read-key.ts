/**
 * Reads a key of a hive in its newest state, dirty or not:
 *
 *     node read-key.js SOFTWARE 'Microsoft\Windows NT\CurrentVersion'
 */
import { readFile } from 'node:fs/promises';
import { DATA_TYPE_NAMES, dateOfFileTime, isHiveError, readWholeHive } from 'hivemend/regf';
import { type NamedSource, openHive, sourceOfBytes } from 'hivemend/replay';

async function file(path: string): Promise<NamedSource> {
  return sourceOfBytes(await readFile(path), path);
}

/** Those of its logs that lie beside it. */
async function logsOf(path: string): Promise<NamedSource[]> {
  const found = await Promise.allSettled([`${path}.LOG1`, `${path}.LOG2`].map(file));
  return found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

const [path = 'SOFTWARE', keyPath = ''] = process.argv.slice(2);
try {
  const opened = await openHive(await file(path), await logsOf(path));
  if (opened.state === 'replayed')
    for (const { file, entries, pages } of opened.account.applied)
      console.log(`${file}: ${entries} log entries, ${pages} dirty pages`);
  const reader = await readWholeHive(opened.hive, path);
  const key = reader.find(keyPath.split('\\').filter((name) => name !== ''));
  if (key === undefined) throw new Error(`there is no key ${keyPath}`);
  console.log(`${key.name}, written ${dateOfFileTime(key.lastWritten).toISOString()}`);
  for (const value of key.values()) {
    const shown = value.asDword() ?? value.asString() ?? value.asMultiString() ?? value.data();
    console.log(`  ${value.name || '(default)'} ${DATA_TYPE_NAMES.get(value.type) ?? value.type}:`, shown);
  }
  for (const subkey of key.subkeys()) console.log(`  ${subkey.name}\\`);
} catch (error) {
  if (!isHiveError(error)) throw error;
  // Such as 'logs-missing' with { path }, or 'hive-structure' with { file, offset, structure, expected, actual }.
  console.error(error.code, error.details);
  process.exitCode = 1;
}
