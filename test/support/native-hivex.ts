import { spawnSync } from 'node:child_process';

const DEVICE_KEY = '\\Microsoft\\Windows NT\\CurrentVersion\\PasswordLess\\Device';

/** The setting in a clean hive, as Debian's hivexget reads it: another program than any under test. */
export function settingByHivexget(hive: string): number | undefined {
  const { status, stdout, error } = spawnSync(
    'hivexget',
    [hive, DEVICE_KEY, 'DevicePasswordLessBuildVersion'],
    { encoding: 'utf8' },
  );
  if (error !== undefined) throw error;
  return status === 0 ? Number(stdout.trim()) : undefined;
}
