import type { BriefDiagnosis } from './diagnosis-messages.ts';

export const enBriefDiagnosis: BriefDiagnosis = {
  limits: "That the TPM's measurements stopped fitting is inferred: no disk shows it.",
  logsLabel: 'Event logs',
  logs: (since, { missing, empty, unreadable }) =>
    [
      ...(since === undefined ? [] : [`since ${since}`]),
      ...(missing === 0 ? [] : [`${missing} missing`]),
      ...(empty === 0 ? [] : [`${empty} without records`]),
      ...(unreadable === 0 ? [] : [`${unreadable} can't be read`]),
    ].join(', '),
  unreadLabel: 'Not read',
  unreadTasks: (count) => (count === 1 ? '1 task file' : `${count} task files`),
  tasksBeyond: (count) => `tasks beyond the first ${count}`,
  live: {
    vbsStatus: (status) => `VBS ${['off', 'not running', 'running'][Number(status)] ?? status}`,
    isBiometricIsolationRunning: (value) => `bioiso.exe ${value ? 'running' : 'not running'}`,
    isPinIsolationRunning: (value) => `ngciso.exe ${value ? 'running' : 'not running'}`,
    isBiometricServiceRunning: (value) => `WbioSrvc ${value ? 'running' : 'not running'}`,
    hasSecureDevicesTable: (value) => (value ? 'SDEV table' : 'no SDEV table'),
  },
  weighing: 'For it (+), against it (-), and besides (*):',
  finding: {
    'dbx-applied': () => 'Secure Boot (DBX) updated',
    'firmware-changed': ({ DriverProvider = '', DriverVersion = '' }) =>
      `firmware updated: ${[DriverProvider, DriverVersion].filter(Boolean).join(' ')}`,
    'sensor-isolated': ({ BiometricSensor = '' }) => `${BiometricSensor} ran isolated`,
    'vbs-on': () => 'VBS was on at the start',
    'ess-not-disabled': () => 'Enhanced Sign-in Security is not turned off',
    'secure-boot-updated': () => 'Secure Boot certificates or boot manager updated',
    'secure-boot-pending': () => 'a Secure Boot update is not applied yet',
    'secure-boot-refused': () => 'a Secure Boot update was refused or failed',
  },
  tasks: (names) => `tasks whose password has to be entered again: ${names}`,
  left: (count) => `... and ${count} more`,
  step: {
    repair: (target) => `Allow the password again: hivemend repair ${target}`,
    'sign-in-with-password': () =>
      'Sign in with the password: network on, "Sign-in options", the key symbol.',
    'set-up-hello-again': () => 'Then remove PIN, face and finger in Settings, and set them up anew.',
    'see-remedies': (target) => `See what else hides the password: hivemend remedies ${target}`,
    'enter-task-passwords': () => 'Enter the passwords of the tasks named above again in Task Scheduler.',
    'find-recovery-key': () => 'Have the BitLocker recovery key at hand: https://aka.ms/myrecoverykey',
    'turn-service-on': () => 'Turn the services on again that a tool turned off (services.msc).',
    'diagnose-online': () => 'If Windows starts, ask it, as administrator: hivemend diagnose --online',
    'check-live': () => "Go through Microsoft's order of checks, which --verbose lists.",
  },
  more: (target) => ({
    says: 'All of it, with records, keys and logs:',
    command: `hivemend diagnose ${target} --verbose`,
  }),
};
