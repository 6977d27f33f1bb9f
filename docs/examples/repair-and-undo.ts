/**
 * Does what `hivemend check`, `repair` and `undo` do, for a Windows folder, a volume or a mounted image:
 *
 *     node repair-and-undo.js /mnt/windows
 */
import {
  checkTarget,
  isHiveError,
  listBackupsOfTarget,
  queryKey,
  repairTarget,
  thisMachine,
  UNWATCHED,
  undoTarget,
} from 'hivemend';

const [target = '.'] = process.argv.slice(2);
const machine = thisMachine();
const KEY = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\PasswordLess\\Device';

async function shown(): Promise<string> {
  const { keys } = await queryKey(machine, target, {
    key: KEY,
    value: 'DevicePasswordLessBuildVersion',
    depth: 0,
    keysOnly: false,
    acceptDirty: false,
    asRegFile: false,
  });
  const values = [...keys].flatMap(({ values = [] }) => values);
  return values.map(({ name, typeName, value }) => `${name} (${typeName}) = ${value}`).join(', ');
}

try {
  const { needsRepair, windows } = await checkTarget(machine, target, { acceptDirty: false });
  console.log(windows.product, needsRepair ? 'needs a repair' : 'needs no repair');
  console.log('before:', await shown());
  const { outcome } = await repairTarget(machine, UNWATCHED, target, {
    dryRun: false,
    pagesOnly: false,
    acceptDirty: false,
    ignoreHibernation: false,
  });
  console.log('repair:', outcome.disk, outcome.verification?.changedKeys.length, 'keys');
  console.log('after:', await shown());
  const { backups } = await listBackupsOfTarget(machine, target, {});
  console.log('backups:', backups.length);
  const undone = await undoTarget(machine, UNWATCHED, target, {
    dryRun: false,
    force: false,
    ignoreHibernation: false,
  });
  console.log('undo:', undone.disk);
} catch (error) {
  if (!isHiveError(error)) throw error;
  console.error(error.code, error.details, 'disk:', error.disk);
  process.exitCode = 1;
}
