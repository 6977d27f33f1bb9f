import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { upstreamHive } from './hives.ts';
import { sealed } from './image-bytes.ts';

const MIB = 1024 * 1024;
const SIZE = 128 * MIB;
const BIN = 4096;

const folder = mkdtempSync(join(tmpdir(), 'hivemend-peak-'));
const hive = join(folder, 'hive');
const program = join(folder, 'peak.mjs');

beforeAll(() => {
  writeFileSync(hive, hiveOfFreeBins());
  const entryPoints = [join(import.meta.dirname, 'peak-program.ts')];
  buildSync({
    entryPoints,
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** 'minimal' with hive bins of free cells behind its own, up to SIZE. */
function hiveOfFreeBins(): Uint8Array {
  const bytes = new Uint8Array(SIZE);
  const minimal = upstreamHive('minimal');
  bytes.set(minimal);
  const view = new DataView(bytes.buffer);
  for (let at = minimal.length; at < SIZE; at += BIN) {
    bytes.set(new TextEncoder().encode('hbin'), at);
    view.setUint32(at + 4, at - BIN, true);
    view.setUint32(at + 8, BIN, true);
    for (let cell = at + 32; cell < at + BIN; cell += 32) view.setInt32(cell, 32, true);
  }
  view.setUint32(40, SIZE - BIN, true);
  return sealed(bytes);
}

it.each(['nothing', 'add'])(
  'a 128 MiB hive is edited and checked in less than 110 MiB (edit: %s)',
  (edit) => {
    const run = spawnSync(process.execPath, [program, hive, edit], {
      encoding: 'utf8',
      env: { ...process.env, HIVEMEND_BUILD: join(import.meta.dirname, '../../build') },
    });
    expect(run.stderr).toBe('');
    const { length, state, peak }: { length: number; state: string; peak: number } = JSON.parse(run.stdout);
    expect(state).toBe('sound');
    if (edit === 'add') expect(length).toBeGreaterThan(SIZE + 40 * 16_000);
    else expect(length).toBe(SIZE);
    expect(peak).toBeLessThan(110 * MIB);
  },
);
