import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What the process of a file system wrote to its image, write by write, as block-recorder.c recorded it. */

export type BlockChange =
  | { readonly kind: 'write'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'zero'; readonly offset: number; readonly length: number }
  | { readonly kind: 'flush' };

const SOURCE = resolve(import.meta.dirname, '../crash/block-recorder.c');
const HEADER = 24;
const KINDS = ['write', 'flush', 'zero'] as const;

export const haveCompiler = existsSync('/usr/bin/cc');

if (!haveCompiler) {
  const text = 'no C compiler (cc) for the recorder of block writes; scripts/set-up test installs one';
  const { HIVEMEND_REQUIRE_PROGRAMS } = process.env;
  if (HIVEMEND_REQUIRE_PROGRAMS === '1') throw new Error(text);
  console.warn(`Left out: ${text}`);
}

let library: string | undefined;

/** What makes a process record its writes to `image` into `record`, as environment variables. */
export function recording(image: string, record: string): Readonly<Record<string, string>> {
  library ??= compile();
  return { LD_PRELOAD: library, HIVEMEND_IMAGE: image, HIVEMEND_RECORD: record };
}

function compile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hivemend-recorder-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const made = join(folder, 'block-recorder.so');
  execFileSync('/usr/bin/cc', ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', '-o', made, SOURCE, '-ldl'], {
    stdio: 'pipe',
  });
  return made;
}

/** The changes in the order in which they were made. @param start where to begin: the record's size at some moment. */
export function readRecord(record: string, start = 0): readonly BlockChange[] {
  const bytes = readFileSync(record).subarray(start);
  const changes: BlockChange[] = [];
  for (let at = 0; at < bytes.length; ) {
    const kind = KINDS[Number(bytes.readBigUInt64LE(at)) - 1];
    const offset = Number(bytes.readBigUInt64LE(at + 8));
    const length = Number(bytes.readBigUInt64LE(at + 16));
    at += HEADER;
    if (kind === 'write') {
      changes.push({ kind, offset, bytes: bytes.subarray(at, at + length) });
      at += length;
    } else if (kind === 'zero') changes.push({ kind, offset, length });
    else if (kind === 'flush') changes.push({ kind });
    else throw new Error(`${record} is no record of block writes`);
  }
  return changes;
}

/** Lays a change over the image. */
export function apply(image: Buffer, change: BlockChange): void {
  if (change.kind === 'write') image.set(change.bytes, change.offset);
  if (change.kind === 'zero') image.fill(0, change.offset, change.offset + change.length);
}
