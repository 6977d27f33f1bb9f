import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Event logs from real machines, which are no part of this repository. Unpacked, by their name in MANIFEST.tsv. */

const { HIVEMEND_EVENT_LOGS: folder = '../shared/evtx' } = process.env;

export const haveRealEventLogs = existsSync(`${folder}/MANIFEST.tsv`);

if (!haveRealEventLogs)
  console.warn(`No event logs from real machines in ${folder}: tests that need them are left out.`);

export const realEventLog = (name: string): Uint8Array =>
  new Uint8Array(gunzipSync(readFileSync(`${folder}/${name}.gz`)));

/** Names of all logs of the manifest. */
export function listRealEventLogs(): readonly string[] {
  const rows = readFileSync(`${folder}/MANIFEST.tsv`, 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => row.split('\t')[0] ?? '');
}
