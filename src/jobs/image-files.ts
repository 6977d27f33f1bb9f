import { INCIDENT_LOGS } from '../windows/incident/incident-events.ts';

/** What jobs look at in an image, where opening costs by the file: see `Access`. */

const CONFIG = 'Windows/System32/config';

const hives = (...paths: readonly string[]): readonly string[] =>
  paths.flatMap((path) => [path, `${path}.LOG*`]);

/** The setting, and whose it is. */
export const SETTING_FILES: readonly string[] = hives(`${CONFIG}/SOFTWARE`, `${CONFIG}/SYSTEM`);

const MACHINE_HIVES = ['SAM', 'SECURITY', 'DEFAULT', 'COMPONENTS', 'DRIVERS'];
const PROFILES = ['Users/*', 'Windows/ServiceProfiles/*', `${CONFIG}/systemprofile`];

/** Every hive that a key path may mean. */
export const REGISTRY_FILES: readonly string[] = [
  ...SETTING_FILES,
  ...hives(...MACHINE_HIVES.map((name) => `${CONFIG}/${name}`)),
  ...hives(...PROFILES.map((folder) => `${folder}/NTUSER.DAT`)),
  ...hives(...PROFILES.map((folder) => `${folder}/AppData/Local/Microsoft/Windows/UsrClass.dat`)),
];

/** What tells of a locked-out owner. */
export const DIAGNOSIS_FILES: readonly string[] = [
  ...SETTING_FILES,
  ...INCIDENT_LOGS.map(({ file }) => `Windows/System32/winevt/Logs/${file}`),
  'Windows/System32/Tasks',
  'Windows/ServiceProfiles/LocalService/AppData/Local/Microsoft/Ngc',
];
