/** The setting "only allow Windows Hello sign-in for Microsoft accounts on this device", as a SOFTWARE hive holds it. */

/** From the hive's root, which is `HKEY_LOCAL_MACHINE\SOFTWARE`. */
export const SETTING_KEY_PATH = [
  'Microsoft',
  'Windows NT',
  'CurrentVersion',
  'PasswordLess',
  'Device',
] as const;

/** The spelling that is written when the value is missing; names compare without case. */
export const SETTING_VALUE_NAME = 'DevicePasswordLessBuildVersion';

/** Hello-only sign-in off. 2 is on; a missing key or value reads as 0. */
export const SETTING_OFF = 0;

/** What the hive says about the setting. */
export type SignInSetting =
  /** The key or the value is not there: Windows reads that as off. */
  | { readonly state: 'off'; readonly because: 'key-missing' | 'value-missing' }
  | { readonly state: 'off'; readonly because: 'value'; readonly value: 0; readonly valueName: string }
  /** 2, or any other number, which counts as on. */
  | {
      readonly state: 'enforced';
      readonly because: 'value';
      readonly value: number;
      readonly valueName: string;
    }
  /** The value is there but no REG_DWORD of four bytes: what Windows makes of it is unknown, so a repair is needed. */
  | {
      readonly state: 'enforced';
      readonly because: 'value-malformed';
      readonly type: number;
      readonly dataSize: number;
      readonly valueName: string;
    };
