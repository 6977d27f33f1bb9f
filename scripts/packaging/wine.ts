import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Wine with a registry and drives of one's own, so that nobody else's are met. */
export interface WinePrefix {
  readonly folder: string;
  /** The prefix that it was copied from. */
  readonly base: string;
  /** For a program that runs in it: without a display, and without Wine's own messages on stderr. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Makes the folder a drive. */
  addDrive(folder: string): { readonly letter: string; remove(): void };
}

/**
 * @param base the prefix that `scripts/building/set-up-wine` made; its large drive C: is shared, and nothing writes there.
 * @param folder becomes the new prefix; what it held is lost.
 */
export function makeWinePrefix(base: string, folder: string): WinePrefix {
  if (!existsSync(join(base, 'ready')))
    throw new Error(`${base} is missing: scripts/building/set-up-wine makes it`);
  const environment = {
    ...process.env,
    WINEPREFIX: folder,
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=',
    DISPLAY: undefined,
    NODE_OPTIONS: '',
    LC_ALL: 'C.UTF-8',
  };
  // A server of an earlier run may still hold the registry.
  spawnSync('wineserver', ['--kill'], { env: environment });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'dosdevices'), { recursive: true });
  for (const name of readdirSync(base).filter((entry) => /\.reg$|^\.update-timestamp$/.test(entry))) {
    copyFileSync(join(base, name), join(folder, name));
  }
  symlinkSync(join(base, 'drive_c'), join(folder, 'dosdevices', 'c:'));
  // The server stays for a while between two programs: one that starts while it ends would be lost.
  spawnSync('wineserver', ['--persistent=60'], { env: environment, stdio: 'ignore' });
  return { folder, base, environment, addDrive: (target) => addDrive(folder, target) };
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
