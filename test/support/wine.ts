import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Wine's surroundings for one test worker: a prefix of its own, so that no other worker's drives are seen. */

const { VITEST_POOL_ID: worker = '0' } = process.env;

const BASE = resolve(import.meta.dirname, '../../build/wine');

export interface WinePrefix {
  readonly folder: string;
  /** Makes the folder a drive. */
  addDrive(folder: string): { readonly letter: string; remove(): void };
}

let made: WinePrefix | undefined;

/** The registry is this worker's; the large drive C: is shared, and nothing writes there. */
export function makeWorkerPrefix(): WinePrefix {
  made ??= makePrefix(`${BASE}-worker-${worker}`);
  return made;
}

function makePrefix(folder: string): WinePrefix {
  if (!existsSync(join(BASE, 'ready'))) throw new Error(`${BASE} is missing: scripts/set-up-wine makes it`);
  // A server of an earlier run may still hold the registry.
  spawnSync('wineserver', ['--kill'], { env: wineEnvironment(folder) });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'dosdevices'), { recursive: true });
  for (const name of readdirSync(BASE).filter((entry) => /\.reg$|^\.update-timestamp$/.test(entry))) {
    copyFileSync(join(BASE, name), join(folder, name));
  }
  symlinkSync(join(BASE, 'drive_c'), join(folder, 'dosdevices', 'c:'));
  // The server stays for a while between two programs: one that starts while it ends would be lost.
  spawnSync('wineserver', ['--persistent=60'], { env: wineEnvironment(folder), stdio: 'ignore' });
  return { folder, addDrive: (target) => addDrive(folder, target) };
}

function addDrive(prefix: string, target: string): ReturnType<WinePrefix['addDrive']> {
  for (const letter of 'EFGHIJKLMNOPQRSTUVW') {
    const link = join(prefix, 'dosdevices', `${letter.toLowerCase()}:`);
    if (!existsSync(link)) {
      symlinkSync(target, link);
      return { letter, remove: () => rmSync(link) };
    }
  }
  throw new Error('no drive letter is left');
}

/** Without a display, and without Wine's own messages on stderr. */
export function wineEnvironment(prefix: string): Record<string, string | undefined> {
  return {
    ...process.env,
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=',
    DISPLAY: undefined,
    NODE_OPTIONS: '',
    LC_ALL: 'C.UTF-8',
  };
}
