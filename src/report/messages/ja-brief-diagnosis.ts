import type { BriefDiagnosis } from './diagnosis-messages.ts';

export const jaBriefDiagnosis: BriefDiagnosis = {
  limits: 'TPM の測定値が合わなくなったことは推定です。ディスクでは確認できません。',
  logsLabel: 'イベント ログ',
  logs: (since, { missing, empty, unreadable }) =>
    [
      ...(since === undefined ? [] : [`${since} 以降`]),
      ...(missing === 0 ? [] : [`なし ${missing} 個`]),
      ...(empty === 0 ? [] : [`レコードなし ${empty} 個`]),
      ...(unreadable === 0 ? [] : [`読み取り不可 ${unreadable} 個`]),
    ].join('、'),
  unreadLabel: '未読み取り',
  unreadTasks: (count) => `タスク ${count} 個`,
  tasksBeyond: (count) => `${count} 個を超えるタスク`,
  live: {
    vbsStatus: (status) => `VBS ${['オフ', '停止', '実行中'][Number(status)] ?? status}`,
    isBiometricIsolationRunning: (value) => `bioiso.exe ${value ? '実行中' : '停止'}`,
    isPinIsolationRunning: (value) => `ngciso.exe ${value ? '実行中' : '停止'}`,
    isBiometricServiceRunning: (value) => `WbioSrvc ${value ? '実行中' : '停止'}`,
    hasSecureDevicesTable: (value) => `SDEV テーブル${value ? 'あり' : 'なし'}`,
  },
  weighing: '裏付ける事実 (+)、反する事実 (-)、その他 (*):',
  finding: {
    'dbx-applied': () => 'セキュア ブート (DBX) の更新',
    'firmware-changed': ({ DriverProvider = '', DriverVersion = '' }) =>
      `ファームウェア: ${[DriverProvider, DriverVersion].filter(Boolean).join(' ')}`,
    'sensor-isolated': ({ BiometricSensor = '' }) => `${BiometricSensor} は分離して動作`,
    'vbs-on': () => '起動時に VBS が有効',
    'ess-not-disabled': () => '拡張サインイン セキュリティ (ESS) はオフにされていません',
    'secure-boot-updated': () => 'セキュア ブートの証明書などの更新',
    'secure-boot-pending': () => 'セキュア ブートの更新は未適用',
    'secure-boot-refused': () => 'セキュア ブートの更新の拒否または失敗',
  },
  tasks: (names) => `パスワードの再入力が必要なタスク: ${names}`,
  left: (count) => `... ほか ${count} 件`,
  step: {
    repair: (target) => `パスワードを再び使えるようにします: hivemend repair ${target}`,
    'sign-in-with-password': () => 'サインイン画面で鍵のアイコンを選び、パスワードでサインインします。',
    'set-up-hello-again': () => '次に、[設定] で PIN、顔、指紋を削除し、登録し直します。',
    'see-remedies': (target) => `パスワードを隠すほかの設定を確認します: hivemend remedies ${target}`,
    'enter-task-passwords': () => '上記のタスクのパスワードを、タスク スケジューラで入力し直します。',
    'find-recovery-key': () => 'BitLocker の回復キーを用意します: https://aka.ms/myrecoverykey',
    'turn-service-on': () => 'ツールが無効にしたサービスを有効に戻します (services.msc)。',
    'diagnose-online': () => 'Windows を起動できる場合は、管理者として: hivemend diagnose --online',
    'check-live': () => 'Microsoft の確認の順序に従います (--verbose に表示します)。',
  },
  more: (target) => ({
    says: '記録やキー、ログの期間も表示するには:',
    command: `hivemend diagnose ${target} --verbose`,
  }),
};
