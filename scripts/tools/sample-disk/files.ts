import { software } from '../../../fixtures/recipes/software.ts';
import { system } from '../../../fixtures/recipes/system.ts';
import { buildHive } from '../../../src/hive-builder/build-hive.ts';
import { key } from '../../../src/hive-builder/recipe.ts';

const CONFIG = 'Windows/System32/config';

/** Files by path from the volume's root. The hives are real ones of our own; programs are only names. */
export function makeSampleDisk(): ReadonlyMap<string, Uint8Array> {
  const nothing = new Uint8Array(0);
  const emptyHive = (fileName: string) => buildHive({ fileName, root: key('ROOT') }).bytes;
  return new Map([
    [`${CONFIG}/SOFTWARE`, buildHive(software()).bytes],
    [`${CONFIG}/SOFTWARE.LOG1`, nothing],
    [`${CONFIG}/SOFTWARE.LOG2`, nothing],
    [`${CONFIG}/SYSTEM`, buildHive(system()).bytes],
    [`${CONFIG}/SYSTEM.LOG1`, nothing],
    [`${CONFIG}/SYSTEM.LOG2`, nothing],
    [`${CONFIG}/DEFAULT`, emptyHive('DEFAULT')],
    ['Windows/System32/ntoskrnl.exe', placeholder('MZ')],
    ['Windows/explorer.exe', placeholder('MZ')],
    ['Users/hanako/NTUSER.DAT', emptyHive('\\??\\C:\\Users\\hanako\\ntuser.dat')],
    ['Users/service desk/NTUSER.DAT', emptyHive('\\??\\C:\\Users\\service desk\\ntuser.dat')],
    ['Users/Public/desktop.ini', placeholder('[.ShellClassInfo]\r\n')],
    ['Program Files/desktop.ini', placeholder('[.ShellClassInfo]\r\n')],
  ]);
}

function placeholder(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
