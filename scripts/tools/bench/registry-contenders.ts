import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from './measure.ts';
import type { Program } from './program.ts';

/** The verbs for any key, on a hive of a usual shape. */

const DEVICE = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\PasswordLess\\Device';
const PREFIX = 'HKEY_LOCAL_MACHINE\\SOFTWARE';

/** Looking one value up, against the Node that does it, doing nothing. */
export function queryContenders({ command, node }: Program, hive: string): readonly Contender[] {
  const query = ['query', hive, DEVICE, '--value', 'DevicePasswordLessBuildVersion'];
  return [
    { name: 'node -e 0', command: [node, '-e', '0'], succeeds: [0] },
    { name: 'query of one value', command: [...command, ...query], succeeds: [0] },
  ];
}

/** A whole hive as a .reg file, against what people do it with. */
export function exportContenders({ command }: Program, hive: string, folder: string): readonly Contender[] {
  const file = join(folder, 'export.reg');
  const fresh = (): void => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  };
  const theirs = `hivexregedit --export --prefix '${PREFIX}' "$1" '\\' > "$2"`;
  return [
    {
      name: 'hivexregedit --export',
      command: ['/bin/sh', '-c', theirs, 'sh', hive, file],
      succeeds: [0],
      prepare: fresh,
    },
    { name: 'export', command: [...command, 'export', hive, '\\', file], succeeds: [0], prepare: fresh },
  ];
}
