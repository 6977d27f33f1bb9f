import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, programs } from './programs.ts';

/** A folder of commands that come before the system's: hivemend as `hivemend`, and stand-ins for what is not to be had. */
export interface CommandsOnPath {
  readonly folder: string;
  /** With the folder first in PATH. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A shell script under that name. @returns its path. */
  add(name: string, script: string): string;
  remove(): void;
}

export function commandsOnPath(): CommandsOnPath {
  const folder = mkdtempSync(join(tmpdir(), 'hivemend-commands-'));
  const { PATH = '' } = process.env;
  const add = (name: string, script: string): string => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const { program, args } = handedOut().commandLine([]);
  add('hivemend', `exec ${[program, ...args].map((word) => `'${word}'`).join(' ')} "$@"`);
  mkdirSync(join(folder, 'home'));
  return {
    folder,
    environment: { ...process.env, PATH: `${folder}:${PATH}`, HOME: join(folder, 'home'), LC_ALL: 'C.UTF-8' },
    add,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The executable, where there is one. */
function handedOut(): Program {
  const posix = programs().filter(({ flavour }) => flavour === 'posix');
  const found = posix.find(({ name }) => name === 'linux executable') ?? posix[0];
  if (found === undefined) throw new Error('there is no hivemend to be started: scripts/test makes it');
  return found;
}
