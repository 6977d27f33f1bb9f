import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { convertDisk, makeDisk, makeWindowsVolume, usualPlan } from '../../../test/support/disk-image.ts';
import { fillSampleDisk, SOFTWARE } from '../../../test/support/sample-disk.ts';
import { type Contender, inShell } from './measure.ts';
import type { Program } from './program.ts';
import { MERGE, REGISTRY_SCRIPT } from './repair-contenders.ts';

/** hivemend, and what people do by hand, on a Windows within an image. It takes root. */

/** Times the hive's size: its volume. */
const ROOM_ON_VOLUME = 3;
const MIB = 1024 * 1024;

interface ImageBench {
  /** Left as it is; each run works on a copy. */
  readonly image: string;
  readonly folder: string;
}

/** Of a WIM, as DISM and wimlib pack it by default (LZX). */
export function wimContenders(
  { command: program }: Program,
  hive: string,
  folder: string,
): readonly Contender[] {
  rmSync(folder, { recursive: true, force: true });
  const pc = join(folder, 'pc');
  fillSampleDisk(pc, new Map([[SOFTWARE, readFileSync(hive)]]));
  const image = join(folder, 'made.wim');
  execFileSync('wimlib-imagex', ['capture', pc, image, 'Windows 11 Pro', '--check'], { stdio: 'ignore' });
  rmSync(pc, { recursive: true });
  const { copy, prepare, shell } = onCopies({ image, folder });
  const byHand = [
    `wimlib-imagex extract "$1" 1 '/${SOFTWARE}' --dest-dir=out --no-acls`,
    `${MERGE} out/SOFTWARE off.reg`,
    `wimlib-imagex update "$1" 1 --command="add out/SOFTWARE /${SOFTWARE}"`,
  ].join('; ');
  const mounted = [
    'mkdir mnt',
    'wimlib-imagex mountrw "$1" 1 mnt',
    `${MERGE} mnt/${SOFTWARE} off.reg`,
    'wimlib-imagex unmount mnt --commit',
  ].join('; ');
  return [
    { name: 'repair in a WIM', command: [...program, 'repair', copy], succeeds: [0], prepare },
    { name: 'extract, hivexregedit, update', command: shell(byHand), succeeds: [0], prepare },
    { name: 'mount, hivexregedit', command: shell(mounted), succeeds: [0], prepare },
    { name: 'wimlib-imagex verify', command: shell('wimlib-imagex verify "$1"'), succeeds: [0], prepare },
  ];
}

/** Of a qcow2 disk. */
export async function diskContenders(
  { command: program }: Program,
  hive: string,
  folder: string,
): Promise<readonly Contender[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const bytes = readFileSync(hive);
  const mebibytes = Math.ceil((bytes.length / MIB) * ROOM_ON_VOLUME);
  const windows = await makeWindowsVolume(folder, mebibytes, new Map([[SOFTWARE, bytes]]));
  const raw = join(folder, 'made.raw');
  makeDisk(raw, 'gpt', usualPlan(windows, mebibytes).slice(0, 3));
  const image = join(folder, 'made.qcow2');
  convertDisk(raw, 'qcow2', image);
  for (const path of [raw, windows]) rmSync(path);
  const { copy, prepare, shell } = onCopies({ image, folder });
  const start = 3 * MIB;
  const converted = [
    'qemu-img convert -O raw "$1" disk.raw',
    'mkdir mnt',
    `loop=$(losetup --find --show --offset ${start} --sizelimit ${mebibytes * MIB} disk.raw)`,
    'ntfs-3g "$loop" mnt',
    `${MERGE} mnt/${SOFTWARE} off.reg`,
    'umount mnt',
    'losetup --detach "$loop"',
    'qemu-img convert -O qcow2 disk.raw "$1"',
  ].join('; ');
  const guestfish = [
    `printf 'run\\nmount /dev/sda3 /\\ndownload /${SOFTWARE} out.hive\\n' | guestfish --rw --add "$1"`,
    `${MERGE} out.hive off.reg`,
    `printf 'run\\nmount /dev/sda3 /\\nupload out.hive /${SOFTWARE}\\n' | guestfish --rw --add "$1"`,
  ].join('; ');
  const byHand = existsSync('/usr/bin/guestfish')
    ? { name: 'guestfish, hivexregedit', command: shell(guestfish) }
    : { name: 'convert, loop, hivexregedit', command: shell(converted) };
  return [
    { name: 'repair on a qcow2', command: [...program, 'repair', copy], succeeds: [0], prepare },
    { ...byHand, succeeds: [0], prepare },
  ];
}

function onCopies({ image, folder }: ImageBench) {
  const place = join(folder, 'run');
  const copy = join(place, 'image');
  const prepare = (): void => {
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    copyFileSync(image, copy);
    writeFileSync(join(place, 'off.reg'), REGISTRY_SCRIPT);
    spawnSync('sync', ['--file-system', place]);
  };
  const shell = (line: string) => inShell(`cd "$2"; ${line}`, copy, place);
  return { copy, prepare, shell };
}
