import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTING_KEY_PATH, SETTING_VALUE_NAME } from '../../../src/windows/setting.ts';
import { type Contender, inShell } from './measure.ts';
import type { Program } from './program.ts';

/** hivemend, and what people do without it, on a hive where the setting is on. */

export const REGISTRY_SCRIPT = [
  'Windows Registry Editor Version 5.00',
  '',
  `[HKEY_LOCAL_MACHINE\\SOFTWARE\\${SETTING_KEY_PATH.join('\\')}]`,
  `"${SETTING_VALUE_NAME}"=dword:00000000`,
  '',
].join('\r\n');

/** Keeps the changed pages alone, for pipelines whose image is the backup. */
export const CHANGED_ONLY = 'repair --backup changed';

const PREFIX = 'HKEY_LOCAL_MACHINE\\SOFTWARE';

/** In a shell; the hive and the script follow. */
export const MERGE = `hivexregedit --merge --prefix '${PREFIX}'`;

/**
 * @param hive left as it is; all work on copies in `folder`.
 */
export function repairContenders(
  { command: program, node }: Program,
  hive: string,
  folder: string,
): readonly Contender[] {
  const target = join(folder, 'SOFTWARE');
  const script = join(folder, 'off.reg');
  const fresh = (): void => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    copyFileSync(hive, target);
    writeFileSync(script, REGISTRY_SCRIPT);
    settle(folder);
  };
  const repaired = (): void => {
    fresh();
    const [file, ...args] = program;
    const { status } = spawnSync(file, [...args, 'repair', target], { stdio: 'ignore' });
    if (status !== 0) throw new Error(`the repair to be undone ended with ${status}`);
    settle(folder);
  };
  const shell = (line: string) => inShell(line, target, script);
  const merge = `${MERGE} "$1" "$2"`;
  return [
    { name: 'repair', command: [...program, 'repair', target], succeeds: [0], prepare: fresh },
    {
      name: CHANGED_ONLY,
      command: [...program, 'repair', target, '--backup', 'changed'],
      succeeds: [0],
      prepare: fresh,
    },
    {
      name: 'careful person',
      command: shell(`cp "$1" "$1.backup"; ${merge}; sync "$1"`),
      succeeds: [0],
      prepare: fresh,
    },
    { name: 'hivexregedit alone', command: shell(merge), succeeds: [0], prepare: fresh },
    { name: 'floor', command: shell('cp "$1" "$1.copy"; sync "$1.copy"'), succeeds: [0], prepare: fresh },
    { name: 'check', command: [...program, 'check', target], succeeds: [3], prepare: fresh },
    { name: 'node -e 0', command: [node, '-e', '0'], succeeds: [0] },
    { name: 'undo', command: [...program, 'undo', target], succeeds: [0], prepare: repaired },
  ];
}

/** Waits until what was prepared is on the disk, so that nobody pays for it later. */
export function settle(folder: string): void {
  spawnSync('sync', ['--file-system', folder]);
}
