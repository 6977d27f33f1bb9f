import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Contender } from './measure.ts';
import type { Program } from './program.ts';

const SMALL_HIVE = resolve('fixtures', 'hives', 'setting-2');

/** The program against the Node that it runs on, doing nothing. */
export function startupContenders({ command, node }: Program, folder: string): readonly Contender[] {
  const hive = join(folder, 'SOFTWARE');
  // With nothing beside it, as there is little in the folder that Windows keeps it in.
  const fresh = (): void => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    copyFileSync(SMALL_HIVE, hive);
  };
  return [
    { name: 'node -e 0', command: [node, '-e', '0'], succeeds: [0] },
    { name: 'version', command: [...command, 'version'], succeeds: [0] },
    { name: 'check', command: [...command, 'check', hive], succeeds: [3], prepare: fresh },
  ];
}
