import type { Details, DiagnosisMessages } from './diagnosis-messages.ts';
import { enBriefDiagnosis } from './en-brief-diagnosis.ts';
import { ranIsolated, startedWithVbs } from './event-states.ts';

/** ` (x)`, or nothing. */
const inBrackets = (text: string | undefined): string =>
  text === undefined || text === '' ? '' : ` (${text})`;

const firmware = ({ DriverProvider = '', DriverVersion = '', DriverDate }: Details): string =>
  `${[DriverProvider, DriverVersion].filter(Boolean).join(' ')}${inBrackets(DriverDate)}`;

const SERVICES: Details = {
  hello: 'Windows Hello needs it',
  biometrics: 'face and finger need it',
  'microsoft-account': 'signing in with a Microsoft account needs it',
  credentials: 'stored credentials need it',
};

const BY_UPDATE: Details = {
  'update-installed': 'Windows Update installed this firmware',
  'update-failed': 'Windows Update could not install this firmware',
  'update-started': 'Windows Update began to install this firmware',
};

const yesOrNo = (value: boolean | number): string => (value ? 'running' : 'not running');

export const enDiagnosis: DiagnosisMessages = {
  grade: {
    established: 'ESTABLISHED',
    likely: 'LIKELY',
    possible: 'POSSIBLE',
    unlikely: 'UNLIKELY',
    'cannot-be-told': "CAN'T BE TOLD",
  },
  oneLine: (grade, because) => `Why this PC is locked out: ${grade}: ${because}`,
  because: {
    'tpm-cleared':
      'The TPM was cleared: that alone takes Windows Hello away. Updates need not have anything to do with it.',
    'ess-off':
      'Enhanced Sign-in Security is turned off, so updates of Secure Boot and firmware had nothing to break.',
    'ess-not-used': 'No sensor ran under Enhanced Sign-in Security, so updates had nothing to break.',
    'vbs-off':
      'The PC last started without virtualization-based security, on which Enhanced Sign-in Security stands.',
    'no-logs': 'The event logs that would show a failure of Windows Hello are missing, empty or unreadable.',
    'both-updates-then-failure':
      'A Secure Boot (DBX) update and a firmware update came between the last good sign-in by Windows Hello and its first failure, on a PC with Enhanced Sign-in Security.',
    'both-updates-ess-not-off':
      'A Secure Boot (DBX) update and a firmware update came between the last good sign-in by Windows Hello and its first failure, on a PC whose Enhanced Sign-in Security is not turned off.',
    'update-then-failure':
      'Windows Hello failed, and an update of Secure Boot (DBX) or of the firmware came before; not everything that would establish it is there.',
    'update-without-failure':
      'An update of Secure Boot (DBX) or of the firmware came since the last good sign-in by Windows Hello; the logs show no failure.',
    'failure-without-update':
      'Windows Hello failed, but the logs show no update of Secure Boot or of the firmware before it.',
    'ess-in-use-nothing-seen':
      'Enhanced Sign-in Security is in use, but the logs show neither such updates nor a failure in the period that they cover.',
    'ess-unknown': 'Whether the PC uses Enhanced Sign-in Security can’t be read.',
    'nothing-points-to-it': 'Neither the logs nor the registry show anything that points to it.',
  },
  limits:
    'No disk shows the last link, that the measurements in the TPM stopped fitting: the grade weighs what can be seen.',
  labels: {
    lastGood: 'Last good Hello sign-in',
    firstFailure: 'First failure after it',
    timeZone: "PC's time zone",
    hello: 'Windows Hello',
    security: 'Configured',
    secureBoot: 'Secure Boot',
    firmware: 'Firmware',
    sensors: 'Sensors',
    sensorsLogged: 'Sensors logged',
    encryption: 'BitLocker',
    tasks: 'Tasks',
    live: 'Running now',
  },
  headings: {
    for: 'Speaks for it:',
    against: 'Speaks against it:',
    besides: 'Besides:',
    sources: 'From when to when the logs go:',
    timeLine: 'Time line',
    next: 'What to do:',
    more: 'More of this PC:',
  },
  finding: {
    'container-failed': ({ count, error }) =>
      `Windows Hello could not open what it keeps for the user${inBrackets(error)}${count === '1' ? '' : `; ${count} failures`}`,
    'task-sign-in-failed': ({ user }) =>
      `a task could not sign in with the password that Windows keeps, under Credential Guard${inBrackets(user)}`,
    'no-failure': () => 'no failure of Windows Hello is in the logs',
    'worked-again': () => 'Windows Hello worked again afterwards',
    'dbx-applied': () => 'the Secure Boot revocation list (DBX) was updated',
    'no-dbx': () => 'no DBX update is logged in that time',
    'firmware-changed': (details) => `firmware was updated: ${firmware(details)}`,
    'no-firmware': () => 'no firmware update is logged in that time',
    'firmware-by-update': ({ updateTitle = '', kind = '' }) => `${BY_UPDATE[kind] ?? ''}: ${updateTitle}`,
    'updates-near': ({ minutes = '' }) => `both updates lie ${distance(Number(minutes))} apart`,
    'secure-boot-updated': () => 'Secure Boot certificates or the boot manager were updated',
    'secure-boot-pending': () =>
      'an update of Secure Boot is not applied yet: it waits for a restart, or for the firmware',
    'secure-boot-refused': ({ HResult }) =>
      `a Secure Boot update was refused or failed${inBrackets(HResult)}`,
    'secure-boot-off': () => 'Secure Boot was off when the PC last started',
    'tpm-cleared': ({ ClearReason }) => `the TPM was cleared${inBrackets(ClearReason)}`,
    'ess-configured': () => 'Enhanced Sign-in Security is turned on',
    'ess-not-disabled': () =>
      'Enhanced Sign-in Security is not turned off; Windows uses it where the hardware can',
    'ess-off': () => 'Enhanced Sign-in Security is turned off',
    'sensor-isolated': ({ BiometricSensor = '', IsolationEngineAdapter }) =>
      `${BiometricSensor} ran isolated, as Enhanced Sign-in Security has it${inBrackets(IsolationEngineAdapter)}`,
    'sensors-not-isolated': () => 'no sensor ran isolated',
    'isolation-lost': ({ BiometricSensor = '' }) =>
      `${BiometricSensor} ran isolated earlier, and no longer does`,
    'secure-component-failed': ({ ErrorCode }) =>
      `the isolated part of Windows Hello did not start${inBrackets(ErrorCode)}`,
    'sensor-capable': ({ sensor = '' }) => `${sensor} can do Enhanced Sign-in Security`,
    'sensor-external': ({ sensor = '' }) =>
      `${sensor} is external: it does not work while Enhanced Sign-in Security is on`,
    'vbs-on': ({ VsmPolicy }) => `the PC started with virtualization-based security${inBrackets(VsmPolicy)}`,
    'vbs-off': () => 'virtualization-based security was off',
    'vbs-configured': () => 'virtualization-based security is turned on',
    'service-off': ({ service = '', neededFor = '' }) =>
      `the service ${service} is disabled; ${SERVICES[neededFor] ?? ''}`,
    'service-missing': ({ service = '', neededFor = '' }) =>
      `the service ${service} is gone; ${SERVICES[neededFor] ?? ''}`,
    'bitlocker-sealed': ({ registers = '' }) =>
      `BitLocker bound its key to the TPM's measurements ${registers}`,
    'defender-off': () => 'Microsoft Defender is turned off by policy, as tools do that strip Windows',
  },
  event: {
    'hello-sign-in': () => 'Signed in by Windows Hello',
    'container-loaded': () => 'Windows Hello opened what it keeps for the user',
    'container-failed': ({ Error: error }) => `Windows Hello failed${inBrackets(error)}`,
    'sensor-created': ({ BiometricSensor = '', ...fields }) =>
      `Sensor ready: ${BiometricSensor}${ranIsolated(fields) ? ', isolated' : ''}`,
    'sensor-failed': ({ BiometricSensor = '', ErrorCode }) =>
      `Sensor failed: ${BiometricSensor}${inBrackets(ErrorCode)}`,
    'secure-component-failed': ({ ErrorCode }) =>
      `Isolated part of Hello did not start${inBrackets(ErrorCode)}`,
    'task-sign-in-failed': ({ UserName = '', ResultCode }) =>
      `Sign-in for a task failed: ${UserName}${inBrackets(ResultCode)}`,
    'dbx-applied': () => 'Secure Boot: DBX updated',
    'secure-boot-updated': () => 'Secure Boot: certificates or boot manager updated',
    'secure-boot-pending': () => 'Secure Boot: update not applied yet',
    'secure-boot-refused': ({ HResult }) => `Secure Boot: update refused or failed${inBrackets(HResult)}`,
    'tpm-cleared': ({ ClearReason }) => `TPM cleared${inBrackets(ClearReason)}`,
    'vbs-state': ({ VsmPolicy = '0', Status = '0' }) =>
      startedWithVbs({ VsmPolicy, Status })
        ? `Started with virtualization-based security${inBrackets(VsmPolicy)}`
        : 'Started without virtualization-based security',
    'firmware-changed': (fields) => `Firmware updated: ${firmware(fields)}`,
    'firmware-failed': (fields) => `Firmware update failed: ${firmware(fields)}`,
    'update-installed': ({ updateTitle = '' }) => `Windows Update installed: ${updateTitle}`,
    'update-failed': ({ updateTitle = '', errorCode }) =>
      `Windows Update failed: ${updateTitle}${inBrackets(errorCode)}`,
    'update-started': ({ updateTitle = '' }) => `Windows Update began: ${updateTitle}`,
    bitlocker: ({ VolumeMountPoint }) => `BitLocker${inBrackets(VolumeMountPoint)}`,
  },
  record: (file, recordId) => `${file}, record ${recordId}`,
  source: {
    software: 'SOFTWARE hive',
    system: 'SYSTEM hive',
    log: 'log',
    tasks: 'scheduled tasks',
    'hello-containers': 'Windows Hello containers',
  },
  sourceState: {
    empty: 'no records',
    missing: 'missing',
    unreadable: (why) => `can't be read: ${why}`,
    noControlSet: 'does not say which control set is in use',
    period: (from, to) => `${from} to ${to} UTC`,
    damaged: (chunks, records) => `damaged: ${chunks} chunk(s), ${records} record(s) lost`,
  },
  hello: (accounts, withBiometrics, containers) =>
    `set up for ${accounts} account(s), with face or finger for ${withBiometrics}${containers === undefined ? '' : `; ${containers} container(s)`}`,
  security: {
    vbs: 'VBS',
    memoryIntegrity: 'memory integrity',
    credentialGuard: 'Credential Guard',
  },
  switchState: { on: 'on', off: 'off', unset: 'left to Windows', unknown: 'not known' },
  secureBoot: {
    updates: (bits) => `updates still to come: ${bits}`,
    certificates: (status) => `2023 certificates: ${status}`,
    error: (code) => `error ${code}`,
  },
  firmwareFailed: (id, version, status) =>
    `the last update of ${id}${version === undefined ? '' : ` (version ${version})`} failed with ${status}`,
  sensor: ({ name, ess, isExternal, kind }) => {
    const place = isExternal === undefined ? '' : isExternal ? ', external' : ', built in';
    const what = kind === 'camera' ? 'camera' : 'fingerprint or face sensor';
    const can = {
      capable: 'can do Enhanced Sign-in Security',
      'not-capable': "can't do Enhanced Sign-in Security",
      unknown: 'whether it can do Enhanced Sign-in Security is not told',
    };
    return `${name} (${what}${place}): ${can[ess]}`;
  },
  sensorLogged: (sensor, isIsolated, at, otherwiseAt) =>
    `${sensor}: ${isIsolated ? 'isolated' : 'not isolated'} at ${at}${otherwiseAt === undefined ? '' : `, ${isIsolated ? 'not isolated' : 'isolated'} at ${otherwiseAt}`}`,
  encryption: {
    likely: 'this PC is likely one that encrypts itself (its protectors can’t be read here)',
    unlikely:
      'this PC is not one that encrypts itself, as far as the registry tells (its protectors can’t be read here)',
    unknown: 'whether this PC encrypts itself can’t be told (its protectors can’t be read here)',
    condition: {
      'not-prevented': 'nobody forbade it',
      'client-edition': 'an edition for people',
      'secure-boot': 'Secure Boot on',
      'account-for-key': 'an account that keeps the recovery key',
      'hardware-test': 'hardware test passed or not needed',
    },
    unmet: (conditions) => `not met: ${conditions}`,
    open: (conditions) => `not known: ${conditions}`,
    separator: '; ',
  },
  task: (name, account, failedAt) =>
    `${name} keeps the password of ${account}${failedAt === undefined ? '' : `; a sign-in for it failed at ${failedAt}`}`,
  tasksUnreadable: (count, first) => `${count} task file(s) can't be read, the first ${first}`,
  tasksCut: (count) => `there are more tasks; the first ${count} were read`,
  live: {
    vbsStatus: (status) =>
      `virtualization-based security: ${['off', 'configured, not running', 'running'][Number(status)] ?? status}`,
    isBiometricIsolationRunning: (value) => `bioiso.exe (isolated biometrics): ${yesOrNo(value)}`,
    isPinIsolationRunning: (value) => `ngciso.exe (isolated PIN): ${yesOrNo(value)}`,
    isBiometricServiceRunning: (value) => `Windows Biometric Service (WbioSrvc): ${yesOrNo(value)}`,
    hasSecureDevicesTable: (value) =>
      value
        ? 'the firmware describes secure devices (SDEV table)'
        : 'the firmware describes no secure devices (no SDEV table)',
  },
  step: {
    repair: (target) => `Allow the password again: hivemend repair ${target}`,
    'sign-in-with-password': () =>
      'Start the PC, choose "Sign-in options" and the key symbol, and sign in with the password of the account; a Microsoft account may need a network.',
    'set-up-hello-again': () =>
      'Then set Windows Hello up again: Settings > Accounts > Sign-in options > remove PIN, face and finger, and add them anew.',
    'see-remedies': (target) =>
      `See what takes away what else hides the password: hivemend remedies ${target}`,
    'enter-task-passwords': () =>
      'Enter the password of each task named above again: Task Scheduler > the task > Properties > OK, and type the password.',
    'find-recovery-key': () =>
      'Have the BitLocker recovery key at hand before anything else is updated: https://aka.ms/myrecoverykey',
    'turn-service-on': () =>
      'Turn the services named above on again (services.msc: startup type Manual), or ask whoever stripped this Windows to undo it.',
    'diagnose-online': () =>
      'If Windows can be started, ask it itself, as administrator: hivemend diagnose --online',
    'check-live': () =>
      'In Microsoft’s order: Secure Boot and virtualization-based security on; the SDEV table there; the sensors’ drivers for Enhanced Sign-in Security installed; the Windows Biometric Service running; bioiso.exe and ngciso.exe running.',
  },
  brief: enBriefDiagnosis,
};

function distance(minutes: number): string {
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1440)} days`;
}
