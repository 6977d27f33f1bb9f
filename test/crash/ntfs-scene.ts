import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expectExitCode } from '../support/a-disk.ts';
import { type BlockChange, readRecord, recording } from '../support/block-record.ts';
import { makeNtfsImage, mountNtfs, setAttribute, setFileAttributes } from '../support/ntfs-volume.ts';
import type { Program } from '../support/programs.ts';
import { INHERITABLE, systemAndAdministrators } from '../support/security-descriptor.ts';
import type { FileSet } from './replayed-state.ts';

/** A real NTFS volume with a Windows hive set, and every write of its driver while something is done to it. */

export const CONFIG = 'Windows/System32/config';
const MIB = 32;

const HIDDEN_SYSTEM_ARCHIVE = 0x26;
const ARCHIVE = 0x20;

/** Neighbours of the hive on a Windows 11, so that the folder's index is one of several blocks. */
const NEIGHBOURS = [
  'BBI',
  'BCD-Template',
  'COMPONENTS',
  'DEFAULT',
  'DRIVERS',
  'ELAM',
  'SAM',
  'SECURITY',
  'SYSTEM',
]
  .flatMap((name) => [name, `${name}.LOG1`, `${name}.LOG2`])
  .concat([
    'Journal',
    'RegBack',
    'systemprofile',
    'TxR',
    'VSMIDK',
    'userdiff',
    'userdiff.LOG1',
    'userdiff.LOG2',
  ]);

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
export async function recordActions(scene: Scene, actions: readonly Action[]): Promise<readonly Recorded[]> {
  const place = mkdtempSync(join(tmpdir(), 'hivemend-cuts-'));
  try {
    const image = join(place, 'image');
    const record = join(place, 'record');
    const mountPoint = join(place, 'mount');
    makeNtfsImage(image, MIB);
    await fill(image, mountPoint, scene);
    const mounted = await mountNtfs(image, mountPoint, recording(image, record));
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

async function fill(image: string, mountPoint: string, { hiveSet, neighbours = 0 }: Scene): Promise<void> {
  const { folder, unmount } = await mountNtfs(image, mountPoint);
  try {
    const config = join(folder, CONFIG);
    mkdirSync(config, { recursive: true });
    setAttribute(config, 'system.ntfs_acl', systemAndAdministrators(INHERITABLE));
    mkdirSync(join(folder, 'Windows/System32/drivers'));
    writeFileSync(join(folder, 'Windows/System32/ntoskrnl.exe'), 'MZ');
    for (const name of NEIGHBOURS) writeFileSync(join(config, name), '');
    for (let index = 0; index < neighbours; index += 1)
      writeFileSync(join(config, `SOFTWARE${index}{00000000-0000-0000-0000-000000000000}.TM.blf`), '');
    for (const [suffix, bytes] of hiveSet) {
      const path = join(config, `SOFTWARE${suffix}`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
      setAttribute(path, 'system.ntfs_acl', systemAndAdministrators());
      setFileAttributes(path, suffix === '' ? ARCHIVE : HIDDEN_SYSTEM_ARCHIVE);
    }
  } finally {
    await unmount();
  }
}
