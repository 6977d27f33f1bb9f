import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectExitCode } from '../support/a-disk.ts';
import { type BlockChange, readRecord } from '../support/block-record.ts';
import type { Program } from '../support/programs.ts';
import { CONFIG, type CrashVolume } from './crash-volume.ts';
import type { FileSet } from './replayed-state.ts';

/** A volume with a Windows hive set, and every write of its driver while something is done to it. */

/** Neighbours of the hive on a Windows 11, so that the index of an NTFS folder is one of several blocks. */
const HIVES = ['BBI', 'COMPONENTS', 'DEFAULT', 'DRIVERS', 'ELAM', 'SAM', 'SECURITY', 'SYSTEM', 'userdiff'];
const FILES = ['BCD-Template', 'VSMIDK', ...HIVES.flatMap((name) => [name, `${name}.LOG1`, `${name}.LOG2`])];
const FOLDERS = ['Journal', 'RegBack', 'systemprofile', 'TxR'];

export interface Recorded {
  /** Image before it. */
  readonly before: Buffer;
  readonly after: Buffer;
  /** What the driver wrote meanwhile. */
  readonly changes: readonly BlockChange[];
}

export interface Scene {
  /** The hive and its logs, by suffix. */
  readonly hiveSet: FileSet;
  /** Further files in the hive's folder, so that its index is full to another degree. */
  readonly neighbours?: number;
}

/** What is done to the volume that is mounted at `root`. */
export type Action = (root: string) => Promise<void>;

/** Runs the built program with these words; the volume is its target. */
export const running =
  (program: Program, ...words: readonly string[]): Action =>
  async (root) =>
    expectExitCode(await program.run([...words, root, '--json']), 0);

/** Makes a volume with the hive set as Windows has it, and does these things to it, one after the other. */
export async function recordActions(
  volume: CrashVolume,
  scene: Scene,
  actions: readonly Action[],
): Promise<readonly Recorded[]> {
  const place = mkdtempSync(join(tmpdir(), 'hivemend-cuts-'));
  try {
    const image = join(place, 'image');
    const record = join(place, 'record');
    const mountPoint = join(place, 'mount');
    volume.make(image);
    await fill(volume, image, mountPoint, scene);
    const mounted = await volume.mount(image, mountPoint, record);
    const recorded: Recorded[] = [];
    try {
      let before = readFileSync(image);
      let start = statSync(record).size;
      for (const action of actions) {
        await action(mountPoint);
        const after = readFileSync(image);
        recorded.push({ before, after, changes: readRecord(record, start) });
        before = after;
        start = statSync(record).size;
      }
    } finally {
      await mounted.unmount();
    }
    return recorded;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

async function fill(
  volume: CrashVolume,
  image: string,
  mountPoint: string,
  { hiveSet, neighbours = 0 }: Scene,
): Promise<void> {
  const { folder, unmount } = await volume.mount(image, mountPoint);
  try {
    const config = join(folder, CONFIG);
    mkdirSync(config, { recursive: true });
    volume.protect(config, 'folder');
    mkdirSync(join(folder, 'Windows/System32/drivers'));
    writeFileSync(join(folder, 'Windows/System32/ntoskrnl.exe'), 'MZ');
    for (const name of FOLDERS) mkdirSync(join(config, name));
    for (const name of FILES) writeFileSync(join(config, name), '');
    for (let index = 0; index < neighbours; index += 1)
      writeFileSync(join(config, `SOFTWARE${index}{00000000-0000-0000-0000-000000000000}.TM.blf`), '');
    for (const [suffix, bytes] of hiveSet) {
      const path = join(config, `SOFTWARE${suffix}`);
      writeFileSync(path, bytes);
      volume.protect(path, suffix === '' ? 'hive' : 'log');
    }
  } finally {
    await unmount();
  }
}
