/** Which events of which logs tell of the incident: provider, numbers, and the fields that are kept. */

export type EventKind =
  | 'hello-sign-in'
  | 'container-loaded'
  | 'container-failed'
  | 'sensor-created'
  | 'sensor-failed'
  | 'secure-component-failed'
  | 'task-sign-in-failed'
  | 'dbx-applied'
  | 'secure-boot-updated'
  | 'secure-boot-pending'
  | 'secure-boot-refused'
  | 'tpm-cleared'
  | 'vbs-state'
  | 'firmware-changed'
  | 'firmware-failed'
  | 'update-installed'
  | 'update-failed'
  | 'update-started'
  | 'bitlocker';

export interface IncidentLog {
  /** In `Windows\System32\winevt\Logs`. */
  readonly file: string;
  readonly events: readonly IncidentRow[];
}

export interface IncidentRow {
  readonly provider: string;
  readonly ids: readonly number[];
  readonly kind: EventKind;
  readonly fields: readonly string[];
  /** Only events with this value, compared without case. */
  readonly only?: { readonly field: string; readonly value: string };
}

/** ERROR_LOGON_FAILURE as a HRESULT, in the decimal form of the log: what a task says whose password can't be opened. */
export const LOGON_FAILURE = '2147943726';

/** Device setup class of firmware. */
const FIRMWARE_CLASS = '{F2E7DD72-6468-4E36-B6F1-6488F42C1B52}';

/** A PC without Enhanced Sign-in Security logs 1600 with this at each start: "the request is not supported". */
export const NOT_SUPPORTED = '0x80070032';

const HELLO = 'Microsoft-Windows-HelloForBusiness';
const BIOMETRICS = 'Microsoft-Windows-Biometrics';
const TPM = 'Microsoft-Windows-TPM-WMI';
const PNP = 'Microsoft-Windows-Kernel-PnP';
const UPDATE = 'Microsoft-Windows-WindowsUpdateClient';
const BITLOCKER = 'Microsoft-Windows-BitLocker-API';
const SENSOR_FIELDS = ['BiometricSensor', 'IsolationLevel', 'IsolationEngineAdapter'];
const FIRMWARE_FIELDS = ['DeviceInstanceId', 'DriverProvider', 'DriverVersion', 'DriverDate', 'Status'];

/** Of Secure Boot: Microsoft, "Secure Boot DB and DBX variable update events" (KB5016061). */
export const INCIDENT_LOGS: readonly IncidentLog[] = [
  {
    file: 'System.evtx',
    events: [
      // 1037 revokes the certificate of 2011, by the DBX.
      { provider: TPM, ids: [1034, 1035, 1037], kind: 'dbx-applied', fields: [] },
      {
        provider: TPM,
        ids: [1036, 1043, 1044, 1045, 1799, 1808],
        kind: 'secure-boot-updated',
        fields: ['BucketId'],
      },
      { provider: TPM, ids: [1800, 1801], kind: 'secure-boot-pending', fields: ['BucketId'] },
      {
        provider: TPM,
        ids: [1032, 1033, 1795, 1796, 1797, 1798, 1802, 1803],
        kind: 'secure-boot-refused',
        fields: ['HResult', 'BucketId'],
      },
      { provider: TPM, ids: [519], kind: 'tpm-cleared', fields: ['ClearReason'] },
      {
        provider: 'Microsoft-Windows-Kernel-Boot',
        ids: [153],
        kind: 'vbs-state',
        fields: ['Status', 'EnableDisableReason', 'VsmPolicy'],
      },
      { provider: UPDATE, ids: [19], kind: 'update-installed', fields: ['updateTitle'] },
      { provider: UPDATE, ids: [20], kind: 'update-failed', fields: ['updateTitle', 'errorCode'] },
      { provider: UPDATE, ids: [43, 44], kind: 'update-started', fields: ['updateTitle'] },
    ],
  },
  {
    file: 'Microsoft-Windows-HelloForBusiness%4Operational.evtx',
    events: [
      { provider: HELLO, ids: [5001, 5002], kind: 'hello-sign-in', fields: [] },
      { provider: HELLO, ids: [8002], kind: 'container-loaded', fields: ['ContainerId'] },
      {
        provider: HELLO,
        ids: [7002, 7025, 7052, 7055, 7226],
        kind: 'container-failed',
        fields: ['ContainerId', 'Error'],
      },
    ],
  },
  {
    file: 'Microsoft-Windows-Biometrics%4Operational.evtx',
    events: [
      { provider: BIOMETRICS, ids: [1108], kind: 'sensor-created', fields: SENSOR_FIELDS },
      {
        provider: BIOMETRICS,
        ids: [1103, 1104, 1105, 1106, 1107, 1109, 1110, 1111, 1112],
        kind: 'sensor-failed',
        fields: [...SENSOR_FIELDS, 'ErrorCode'],
      },
      { provider: BIOMETRICS, ids: [1600], kind: 'secure-component-failed', fields: ['ErrorCode'] },
    ],
  },
  {
    file: 'Microsoft-Windows-TaskScheduler%4Operational.evtx',
    events: [
      {
        provider: 'Microsoft-Windows-TaskScheduler',
        ids: [104],
        kind: 'task-sign-in-failed',
        fields: ['UserName', 'ResultCode'],
      },
    ],
  },
  {
    file: 'Microsoft-Windows-Kernel-PnP%4Configuration.evtx',
    events: [
      {
        provider: PNP,
        ids: [400],
        kind: 'firmware-changed',
        fields: FIRMWARE_FIELDS,
        only: { field: 'ClassGuid', value: FIRMWARE_CLASS },
      },
      {
        provider: PNP,
        ids: [411],
        kind: 'firmware-failed',
        fields: FIRMWARE_FIELDS,
        only: { field: 'ClassGuid', value: FIRMWARE_CLASS },
      },
    ],
  },
  {
    file: 'Microsoft-Windows-BitLocker%4BitLocker Management.evtx',
    events: [
      {
        provider: BITLOCKER,
        ids: [768, 775, 780, 793, 796, 810, 817, 840, 4122],
        kind: 'bitlocker',
        fields: ['VolumeMountPoint', 'PCRBitmap'],
      },
    ],
  },
];
