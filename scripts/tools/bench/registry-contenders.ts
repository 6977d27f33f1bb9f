import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contender, inShell } from './measure.ts';
import type { Program } from './program.ts';
import { MERGE, settle } from './repair-contenders.ts';

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

/** Ten values in each of a thousand keys, spelled so that both read it. */
function manyValues(): string {
  const lines = ['Windows Registry Editor Version 5.00', '', `[${PREFIX}\\Many]`];
  for (let key = 0; key < 1000; key++) {
    lines.push('', `[${PREFIX}\\Many\\Key ${key}]`);
    for (let value = 0; value < 10; value++) {
      const number = (10 * key + value).toString(16).padStart(8, '0');
      lines.push(value % 2 === 0 ? `"value ${value}"=dword:${number}` : `"value ${value}"="text ${number}"`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** 10,000 values into a hive, against what people do it with: with a backup, and without. */
export function importContenders({ command }: Program, hive: string, folder: string): readonly Contender[] {
  const [target, file] = [join(folder, 'SOFTWARE'), join(folder, 'many.reg')];
  const fresh = (): void => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    copyFileSync(hive, target);
    writeFileSync(file, manyValues());
    settle(folder);
  };
  const shell = (line: string) => inShell(line, target, file);
  const merge = `${MERGE} "$1" "$2"`;
  return [
    { name: 'hivexregedit --merge', command: shell(merge), succeeds: [0], prepare: fresh },
    {
      name: 'careful person',
      command: shell(`cp "$1" "$1.backup"; ${merge}; sync "$1"`),
      succeeds: [0],
      prepare: fresh,
    },
    { name: 'import', command: [...command, 'import', target, file], succeeds: [0], prepare: fresh },
    {
      name: 'import --backup changed',
      command: [...command, 'import', target, file, '--backup', 'changed'],
      succeeds: [0],
      prepare: fresh,
    },
  ];
}
