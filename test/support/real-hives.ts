import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Hives from real machines, which are no part of this repository. Unpacked, by their path in MANIFEST.tsv. */

const { HIVEMEND_HIVES: folder = '../shared/hives' } = process.env;

export const haveRealHives = existsSync(`${folder}/MANIFEST.tsv`);

if (!haveRealHives)
  console.warn(`No hives from real machines in ${folder}: tests that need them are left out.`);

export const realHive = (path: string): Uint8Array =>
  new Uint8Array(gunzipSync(readFileSync(`${folder}/${path}.gz`)));

export interface RealHive {
  readonly path: string;
  readonly kind: string;
  readonly version: string;
  /** 'no', or 'yes:' and why. */
  readonly dirty: string;
  /** Suffixes of the logs that lie beside it, as they are spelled. */
  readonly logs: readonly string[];
}

/** All rows of the manifest. */
export function listRealHives(): readonly RealHive[] {
  const rows = readFileSync(`${folder}/MANIFEST.tsv`, 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => {
    const [path = '', , , kind = '', version = '', , , dirty = '', logs = ''] = row.split('\t');
    const suffixes = logs === '-' ? [] : logs.split(';').filter(Boolean);
    return { path, kind, version, dirty, logs: suffixes.map((log) => log.split('=')[0] ?? '') };
  });
}
