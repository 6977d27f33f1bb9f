import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Contender } from './measure.ts';

/** Programs against the Node that they contain, doing nothing. */
export interface StartupGroup {
  readonly program: string;
  readonly contenders: readonly Contender[];
}

const SMALL_HIVE = resolve('fixtures', 'hives', 'setting-2');

/** The bundle on this Node; the executable for this machine against its own Node, where both are there. */
export function startupGroups(bundle: string): readonly StartupGroup[] {
  const groups = [group('bundle', process.execPath, [process.execPath, bundle])];
  const machine = `linux-${process.arch === 'arm64' ? 'arm64' : 'x64'}`;
  const executable = resolve('dist', `hivemend-${machine}`);
  // The Node that scripts/package put into the executable.
  const node = resolve(
    'build',
    'package',
    'bases',
    machine,
    'node_modules',
    `node-${machine}`,
    'bin',
    'node',
  );
  if (existsSync(executable) && existsSync(node)) groups.push(group('executable', node, [executable]));
  return groups;
}

function group(program: string, node: string, command: readonly [string, ...string[]]): StartupGroup {
  return {
    program,
    contenders: [
      { name: 'node -e 0', command: [node, '-e', '0'], succeeds: [0] },
      { name: 'version', command: [...command, 'version'], succeeds: [0] },
      { name: 'check', command: [...command, 'check', SMALL_HIVE], succeeds: [3] },
    ],
  };
}
