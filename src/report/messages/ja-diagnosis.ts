import type { Details, DiagnosisMessages } from './diagnosis-messages.ts';
import { ranIsolated, startedWithVbs } from './event-states.ts';
import { jaBriefDiagnosis } from './ja-brief-diagnosis.ts';

/** ` (x)`, or nothing. */
const inBrackets = (text: string | undefined): string =>
  text === undefined || text === '' ? '' : ` (${text})`;

const firmware = ({ DriverProvider = '', DriverVersion = '', DriverDate }: Details): string =>
  `${[DriverProvider, DriverVersion].filter(Boolean).join(' ')}${inBrackets(DriverDate)}`;

const SERVICES: Details = {
  hello: 'Windows Hello に必要です',
  biometrics: '顔認証と指紋認証に必要です',
  'microsoft-account': 'Microsoft アカウントでのサインインに必要です',
  credentials: '保存された資格情報に必要です',
};

const BY_UPDATE: Details = {
  'update-installed': 'このファームウェアは Windows Update でインストールされました',
  'update-failed': 'このファームウェアは Windows Update でインストールできませんでした',
  'update-started': 'このファームウェアのインストールは Windows Update で開始されました',
};

const yesOrNo = (value: boolean | number): string => (value ? '実行中' : '実行されていない');

export const jaDiagnosis: DiagnosisMessages = {
  grade: {
    established: '確実',
    likely: '可能性が高い',
    possible: '可能性がある',
    unlikely: '可能性は低い',
    'cannot-be-told': '判断できない',
  },
  oneLine: (grade, because) => `サインインできない原因 (更新によるロックアウト): ${grade}。${because}`,
  because: {
    'tpm-cleared':
      'TPM がクリアされています。それだけで Windows Hello は使えなくなるため、更新が原因とは限りません。',
    'ess-off':
      '拡張サインイン セキュリティ (ESS) がオフのため、セキュア ブートやファームウェアの更新の影響を受けません。',
    'ess-not-used':
      '拡張サインイン セキュリティ (ESS) で動作したセンサーがないため、更新の影響を受けません。',
    'vbs-off':
      '前回の起動では、拡張サインイン セキュリティ (ESS) の前提である仮想化ベースのセキュリティがオフでした。',
    'no-logs': 'Windows Hello の失敗を記録するイベント ログが、存在しないか、空か、読み取れません。',
    'both-updates-then-failure':
      '拡張サインイン セキュリティ (ESS) の PC で、Windows Hello による最後の正常なサインインから最初の失敗までの間に、セキュア ブート (DBX) の更新とファームウェアの更新がありました。',
    'both-updates-ess-not-off':
      '拡張サインイン セキュリティ (ESS) がオフにされていない PC で、Windows Hello による最後の正常なサインインから最初の失敗までの間に、セキュア ブート (DBX) の更新とファームウェアの更新がありました。',
    'update-then-failure':
      'Windows Hello が失敗しており、その前にセキュア ブート (DBX) またはファームウェアの更新がありました。確実と言えるだけの証拠はそろっていません。',
    'update-without-failure':
      'Windows Hello による最後の正常なサインイン以降に、セキュア ブート (DBX) またはファームウェアの更新がありました。ログに失敗の記録はありません。',
    'failure-without-update':
      'Windows Hello が失敗していますが、その前のセキュア ブートやファームウェアの更新はログにありません。',
    'ess-in-use-nothing-seen':
      '拡張サインイン セキュリティ (ESS) が使われていますが、ログの期間内に、該当する更新も失敗もありません。',
    'ess-unknown': '拡張サインイン セキュリティ (ESS) を使う PC かどうかを読み取れません。',
    'nothing-points-to-it': 'ログにもレジストリにも、それを示すものはありません。',
  },
  limits:
    'TPM の測定値が合わなくなったこと自体はディスクに残りません。確度は、確認できる事実によるものです。',
  labels: {
    lastGood: '最後の正常な Hello サインイン',
    firstFailure: 'その後の最初の失敗',
    timeZone: 'PC のタイム ゾーン',
    hello: 'Windows Hello',
    security: '構成',
    secureBoot: 'セキュア ブート',
    firmware: 'ファームウェア',
    sensors: 'センサー',
    sensorsLogged: 'センサーの記録',
    encryption: 'BitLocker',
    tasks: 'タスク',
    live: '現在の状態',
  },
  headings: {
    for: '裏付ける事実:',
    against: '反する事実:',
    besides: 'その他:',
    sources: 'ログの期間:',
    timeLine: '時系列',
    next: '次の手順:',
    more: 'この PC の詳細:',
  },
  finding: {
    'container-failed': ({ count, error }) =>
      `Windows Hello がユーザーの情報を開けませんでした${inBrackets(error)}${count === '1' ? '' : `。失敗は ${count} 回`}`,
    'task-sign-in-failed': ({ user }) =>
      `Credential Guard のもとで、タスクが保存済みのパスワードでサインインできませんでした${inBrackets(user)}`,
    'no-failure': () => 'ログに Windows Hello の失敗はありません',
    'worked-again': () => 'その後、Windows Hello は再び動作しました',
    'dbx-applied': () => 'セキュア ブートの失効リスト (DBX) が更新されました',
    'no-dbx': () => 'その期間の DBX の更新はログにありません',
    'firmware-changed': (details) => `ファームウェアが更新されました: ${firmware(details)}`,
    'no-firmware': () => 'その期間のファームウェアの更新はログにありません',
    'firmware-by-update': ({ updateTitle = '', kind = '' }) => `${BY_UPDATE[kind] ?? ''}: ${updateTitle}`,
    'updates-near': ({ minutes = '' }) => `2 つの更新の間隔は${distance(Number(minutes))}です`,
    'secure-boot-updated': () => 'セキュア ブートの証明書またはブート マネージャーが更新されました',
    'secure-boot-pending': () => 'セキュア ブートの更新が未適用です (再起動またはファームウェアへの適用待ち)',
    'secure-boot-refused': ({ HResult }) =>
      `セキュア ブートの更新が拒否されたか失敗しました${inBrackets(HResult)}`,
    'secure-boot-off': () => '前回の起動時、セキュア ブートはオフでした',
    'tpm-cleared': ({ ClearReason }) => `TPM がクリアされました${inBrackets(ClearReason)}`,
    'ess-configured': () => '拡張サインイン セキュリティ (ESS) がオンです',
    'ess-not-disabled': () =>
      '拡張サインイン セキュリティ (ESS) はオフにされていません (対応ハードウェアでは使われます)',
    'ess-off': () => '拡張サインイン セキュリティ (ESS) がオフです',
    'sensor-isolated': ({ BiometricSensor = '', IsolationEngineAdapter }) =>
      `${BiometricSensor} は ESS のとおり分離して動作しました${inBrackets(IsolationEngineAdapter)}`,
    'sensors-not-isolated': () => '分離して動作したセンサーはありません',
    'isolation-lost': ({ BiometricSensor = '' }) =>
      `${BiometricSensor} は以前は分離して動作していましたが、現在は違います`,
    'secure-component-failed': ({ ErrorCode }) =>
      `Windows Hello の分離された部分が開始しませんでした${inBrackets(ErrorCode)}`,
    'sensor-capable': ({ sensor = '' }) => `${sensor} は ESS に対応しています`,
    'sensor-external': ({ sensor = '' }) => `${sensor} は外付けです。ESS がオンの間は使えません`,
    'vbs-on': ({ VsmPolicy }) =>
      `仮想化ベースのセキュリティが有効な状態で起動しました${inBrackets(VsmPolicy)}`,
    'vbs-off': () => '仮想化ベースのセキュリティはオフでした',
    'vbs-configured': () => '仮想化ベースのセキュリティがオンに設定されています',
    'service-off': ({ service = '', neededFor = '' }) =>
      `サービス ${service} が無効です。${SERVICES[neededFor] ?? ''}`,
    'service-missing': ({ service = '', neededFor = '' }) =>
      `サービス ${service} がありません。${SERVICES[neededFor] ?? ''}`,
    'bitlocker-sealed': ({ registers = '' }) =>
      `BitLocker は TPM の測定値 ${registers} にキーを結び付けています`,
    'defender-off': () =>
      'Microsoft Defender がポリシーでオフです (Windows を簡素化するツールがよく行います)',
  },
  event: {
    'hello-sign-in': () => 'Windows Hello でサインイン',
    'container-loaded': () => 'Windows Hello がユーザーの情報を開いた',
    'container-failed': ({ Error: error }) => `Windows Hello の失敗${inBrackets(error)}`,
    'sensor-created': ({ BiometricSensor = '', ...fields }) =>
      `センサーの準備完了: ${BiometricSensor}${ranIsolated(fields) ? ' (分離)' : ''}`,
    'sensor-failed': ({ BiometricSensor = '', ErrorCode }) =>
      `センサーの失敗: ${BiometricSensor}${inBrackets(ErrorCode)}`,
    'secure-component-failed': ({ ErrorCode }) => `Hello の分離された部分が開始せず${inBrackets(ErrorCode)}`,
    'task-sign-in-failed': ({ UserName = '', ResultCode }) =>
      `タスクのサインインの失敗: ${UserName}${inBrackets(ResultCode)}`,
    'dbx-applied': () => 'セキュア ブート: DBX を更新',
    'secure-boot-updated': () => 'セキュア ブート: 証明書またはブート マネージャーを更新',
    'secure-boot-pending': () => 'セキュア ブート: 更新は未適用',
    'secure-boot-refused': ({ HResult }) => `セキュア ブート: 更新の拒否または失敗${inBrackets(HResult)}`,
    'tpm-cleared': ({ ClearReason }) => `TPM のクリア${inBrackets(ClearReason)}`,
    'vbs-state': ({ VsmPolicy = '0', Status = '0' }) =>
      startedWithVbs({ VsmPolicy, Status })
        ? `仮想化ベースのセキュリティありで起動${inBrackets(VsmPolicy)}`
        : '仮想化ベースのセキュリティなしで起動',
    'firmware-changed': (fields) => `ファームウェアを更新: ${firmware(fields)}`,
    'firmware-failed': (fields) => `ファームウェアの更新の失敗: ${firmware(fields)}`,
    'update-installed': ({ updateTitle = '' }) => `Windows Update のインストール: ${updateTitle}`,
    'update-failed': ({ updateTitle = '', errorCode }) =>
      `Windows Update の失敗: ${updateTitle}${inBrackets(errorCode)}`,
    'update-started': ({ updateTitle = '' }) => `Windows Update の開始: ${updateTitle}`,
    bitlocker: ({ VolumeMountPoint }) => `BitLocker${inBrackets(VolumeMountPoint)}`,
  },
  record: (file, recordId) => `${file}、レコード ${recordId}`,
  source: {
    software: 'SOFTWARE ハイブ',
    system: 'SYSTEM ハイブ',
    log: 'ログ',
    tasks: 'タスク',
    'hello-containers': 'Windows Hello のコンテナー',
  },
  sourceState: {
    empty: 'レコードなし',
    missing: 'なし',
    unreadable: (why) => `読み取れません: ${why}`,
    noControlSet: '使用中のコントロール セットがわかりません',
    period: (from, to) => `${from} から ${to} まで (UTC)`,
    damaged: (chunks, records) => `破損: チャンク ${chunks} 個、失われたレコード ${records} 件`,
  },
  hello: (accounts, withBiometrics, containers) =>
    `${accounts} 個のアカウントで設定済み (顔または指紋: ${withBiometrics} 個)${containers === undefined ? '' : `、コンテナー ${containers} 個`}`,
  security: {
    vbs: 'VBS',
    memoryIntegrity: 'メモリ整合性',
    credentialGuard: 'Credential Guard',
  },
  switchState: { on: 'オン', off: 'オフ', unset: 'Windows の既定', unknown: '不明' },
  secureBoot: {
    updates: (bits) => `これからの更新: ${bits}`,
    certificates: (status) => `2023 年の証明書: ${status}`,
    error: (code) => `エラー ${code}`,
  },
  firmwareFailed: (id, version, status) =>
    `${id}${version === undefined ? '' : ` (バージョン ${version})`} の前回の更新は ${status} で失敗しました`,
  sensor: ({ name, ess, isExternal, kind }) => {
    const place = isExternal === undefined ? '' : isExternal ? '、外付け' : '、内蔵';
    const what = kind === 'camera' ? 'カメラ' : '指紋または顔のセンサー';
    const can = { capable: 'ESS に対応', 'not-capable': 'ESS に非対応', unknown: 'ESS への対応は不明' };
    return `${name} (${what}${place}): ${can[ess]}`;
  },
  sensorLogged: (sensor, isIsolated, at, otherwiseAt) =>
    `${sensor}: ${at} は${isIsolated ? '分離' : '非分離'}${otherwiseAt === undefined ? '' : `、${otherwiseAt} は${isIsolated ? '非分離' : '分離'}`}`,
  encryption: {
    likely: 'この PC は自動的に暗号化される可能性が高いです (保護の方法はここでは読み取れません)',
    unlikely:
      'レジストリを見るかぎり、この PC は自動的には暗号化されません (保護の方法はここでは読み取れません)',
    unknown: 'この PC が自動的に暗号化されるかどうかはわかりません (保護の方法はここでは読み取れません)',
    condition: {
      'not-prevented': '禁止されていない',
      'client-edition': 'クライアント用のエディション',
      'secure-boot': 'セキュア ブートがオン',
      'account-for-key': '回復キーを保管するアカウント',
      'hardware-test': 'ハードウェアの要件 (合格または不要)',
    },
    unmet: (conditions) => `満たさない条件: ${conditions}`,
    open: (conditions) => `不明な条件: ${conditions}`,
    separator: '。',
  },
  task: (name, account, failedAt) =>
    `${name} は ${account} のパスワードを保存しています${failedAt === undefined ? '' : `。${failedAt} にサインインが失敗しました`}`,
  tasksUnreadable: (count, first) =>
    `${count} 個のタスク ファイルを読み取れません (最初のファイル: ${first})`,
  tasksCut: (count) => `タスクが多いため、最初の ${count} 個だけを読み取りました`,
  live: {
    vbsStatus: (status) =>
      `仮想化ベースのセキュリティ: ${['オフ', '設定済み (未実行)', '実行中'][Number(status)] ?? status}`,
    isBiometricIsolationRunning: (value) => `bioiso.exe (生体認証の分離): ${yesOrNo(value)}`,
    isPinIsolationRunning: (value) => `ngciso.exe (PIN の分離): ${yesOrNo(value)}`,
    isBiometricServiceRunning: (value) => `Windows Biometric Service (WbioSrvc): ${yesOrNo(value)}`,
    hasSecureDevicesTable: (value) =>
      value
        ? 'ファームウェアにセキュア デバイスの情報 (SDEV テーブル) があります'
        : 'ファームウェアにセキュア デバイスの情報 (SDEV テーブル) がありません',
  },
  step: {
    repair: (target) => `パスワードを再び使えるようにします: hivemend repair ${target}`,
    'sign-in-with-password': () =>
      'PC を起動し、[サインイン オプション] から鍵のアイコンを選び、アカウントのパスワードでサインインします。Microsoft アカウントではネットワークが必要な場合があります。',
    'set-up-hello-again': () =>
      '次に、[設定] > [アカウント] > [サインイン オプション] で PIN、顔、指紋を削除し、登録し直します。',
    'see-remedies': (target) => `パスワードを隠すほかの設定の対処を確認します: hivemend remedies ${target}`,
    'enter-task-passwords': () =>
      '上記の各タスクのパスワードを入力し直します: タスク スケジューラでタスクの [プロパティ] を開き、[OK] を押してパスワードを入力します。',
    'find-recovery-key': () =>
      'ほかの更新の前に、BitLocker の回復キーを用意してください: https://aka.ms/myrecoverykey',
    'turn-service-on': () =>
      '上記のサービスを有効に戻すか (services.msc でスタートアップの種類を [手動] に)、この Windows を簡素化した人に元に戻してもらってください。',
    'diagnose-online': () =>
      'Windows を起動できる場合は、管理者として、その Windows で調べてください: hivemend diagnose --online',
    'check-live': () =>
      'Microsoft の手順の順に確認します: セキュア ブートと仮想化ベースのセキュリティがオン、SDEV テーブルがある、ESS 対応のセンサー ドライバーがある、Windows Biometric Service が実行中、bioiso.exe と ngciso.exe が実行中。',
  },
  brief: jaBriefDiagnosis,
};

function distance(minutes: number): string {
  if (minutes < 120) return ` ${minutes} 分`;
  return minutes < 2880 ? ` ${Math.round(minutes / 60)} 時間` : ` ${Math.round(minutes / 1440)} 日`;
}
