import type { DirtyReason, SignInSetting, StartedFrom } from '../../jobs/results.ts';
import { accountName } from '../account-names.ts';
import { figure, fileSize } from '../figures.ts';
import { storedText } from '../stored-text.ts';
import { jaFailure } from './ja-failures.ts';
import { jaRefusedLog } from './ja-refused-log.ts';
import { jaSelfTest } from './ja-self-test.ts';
import type { HibernationDoubt, LostTrait, ResultMessages } from './result-messages.ts';

const registryPlace = (keyPath: readonly string[], valueName: string): string =>
  `HKLM\\SOFTWARE\\${keyPath.join('\\')} の ${valueName}`;

function settingValue(setting: SignInSetting): string {
  switch (setting.because) {
    case 'key-missing':
    case 'value-missing':
      return 'なし';
    case 'value':
      return String(setting.value);
    case 'value-malformed':
      return `種類 ${setting.type}、${figure(setting.dataSize)} バイト`;
  }
}

const RESTART: Readonly<Record<StartedFrom, string>> = {
  'recovery-environment':
    'USB メモリやディスクを取り外し、「exit」と入力して [続行] を選び、PC を再起動します。',
  'windows-pe': 'USB メモリやディスクを取り外し、「wpeutil reboot」と入力して PC を再起動します。',
  other: 'USB メモリやディスクを取り外し、PC を内蔵ディスクから起動します。',
};

const DIRTY: Readonly<Record<DirtyReason, string>> = {
  'checksum-wrong': 'ベース ブロックのチェックサムが正しくない',
  'sequence-numbers-differ': '正常に閉じられていない',
  'base-block-unreadable': 'ベース ブロックが失われている',
};

function hibernationDoubt({ path, because, cause }: HibernationDoubt): string {
  return because === 'unreadable'
    ? `${path} を読み取れません: ${cause}`
    : `${path} の先頭 ${cause} は、既知の Windows が書き込むものではありません`;
}

const TRAITS: Readonly<Record<LostTrait, string>> = {
  'security-descriptor': 'アクセス権',
  attributes: '属性',
  'creation-time': '作成日時',
  'object-id': 'オブジェクト ID',
};

/** What made a backup, by the job's name. */
const RUNS: Readonly<Record<string, string>> = {
  repair: '修復',
  undo: '元に戻す操作',
  add: '追加',
  delete: '削除',
  import: 'インポート',
};

export const jaResults: ResultMessages = {
  labels: {
    windows: 'Windows',
    edition: 'エディション',
    computer: 'コンピューター名',
    dates: '使用状況',
    hive: 'ハイブ',
    setting: '設定',
    dirty: '未反映',
    log: 'ログ',
    hibernation: '終了状態',
    interrupted: '前回の処理',
    repaired: '修復済み',
    lastSet: '最終更新',
    accounts: 'アカウント',
    also: 'ほかの要因',
    result: '結果',
    change: '変更',
    remedy: '対処',
    verified: '検証',
    backup: 'バックアップ',
    restored: '戻した内容',
    note: '注意',
    next: '次の手順',
  },
  listSeparator: '、',

  repairNeeded: '修復が必要です',
  nothingToRepair: '修復は不要です',
  notDone: '未実行',
  windowsUnknown: 'Windows (バージョン不明)',
  preinstallation: 'Windows PE (回復メディアまたはインストール メディア)',
  setting: (setting) => {
    switch (setting.because) {
      case 'key-missing':
      case 'value-missing':
        return 'Windows Hello は強制されていません (DevicePasswordLessBuildVersion がないため、オフとして扱われます)';
      case 'value':
        return setting.state === 'off'
          ? `Windows Hello は強制されていません (${setting.valueName} = 0)`
          : `Microsoft アカウントでは Windows Hello でしかサインインできません (${setting.valueName} = ${setting.value}${
              setting.value === 2 ? '' : '。0 以外はオンとみなします'
            })`;
      case 'value-malformed':
        return `${setting.valueName} の形式が想定と異なります (${settingValue(setting)})。Windows での扱いが不明なため、修復をお勧めします`;
    }
  },
  replay: (account) => {
    if (account.acceptedWithoutLogs) {
      return '正しく閉じられていないハイブを、トランザクション ログなしで読み取りました。最新の変更は含まれていません';
    }
    const entries = account.applied.reduce((sum, log) => sum + log.entries, 0);
    const pages = account.applied.reduce((sum, log) => sum + log.pages, 0);
    return `正しく閉じられていません (電源断など)。トランザクション ログを適用して読み取りました (エントリ ${figure(entries)} 件、${figure(pages)} ページ)`;
  },
  refusedLog: jaRefusedLog,
  logStop: {
    end: 'すべてのエントリを適用',
    'entry-torn': '不完全なエントリの手前まで適用',
    'sequence-gap': '連番が途切れた所まで適用',
    'entry-wrong': '内容の不正なエントリの手前まで適用',
  },
  hibernation: (finding) => {
    switch (finding.state) {
      case 'not-hibernated':
        return undefined;
      case 'hibernated':
        return 'Windows が完全にはシャットダウンされていません (高速スタートアップまたは休止状態)。再起動するまで修復できません';
      case 'unknown':
        return `Windows が完全にシャットダウンされたかどうかは不明です (${hibernationDoubt(finding)})`;
    }
  },
  interruptedRun: (startedAt) =>
    `修復または元に戻す処理${startedAt === undefined ? '' : ` (${startedAt} 開始)`}が中断されています。次の修復または元に戻す操作で、完了または取り消しを行います`,
  account: ({ profileName, kind, identityName, hasHelloPin, lastSignedIn }) => {
    const facts = [
      {
        microsoft: 'Microsoft アカウント',
        entra: '職場または学校アカウント (Entra ID)',
        undetermined: 'アカウントの種類は不明',
      }[kind],
      ...(identityName === undefined ? [] : [identityName]),
      ...(hasHelloPin ? ['PIN あり'] : []),
      ...(lastSignedIn ? ['最後にサインイン'] : []),
    ];
    return `${profileName} (${facts.join('、')})`;
  },
  noAccounts: 'SOFTWARE ハイブには見つかりません',
  unassignedIdentities: (names) =>
    `この PC でサインインしたことのある Microsoft アカウント: ${names.join('、')}`,
  otherCause: (cause) => {
    const place = registryPlace(cause.keyPath, cause.valueName);
    switch (cause.cause) {
      case 'passwordless-experience':
        return `職場または学校アカウントのパスワードを非表示にするポリシーがあります。Microsoft アカウントには影響しません (${place} = ${cause.value})`;
      case 'password-provider-excluded':
        return `サインイン画面からパスワードを除外するポリシーがあります (${place})`;
      case 'password-provider-disabled':
        return `パスワードでのサインインが無効になっています (${place} = ${cause.value})`;
      case 'smart-card-required':
        return `スマート カードを必須にするポリシーがあります (${place} = ${cause.value})`;
      case 'multi-factor-unlock':
        return `ロックの解除に 2 つの要素を求めるポリシーがあります (${place})`;
    }
  },
  otherCausesUnchanged:
    'これらは管理者または管理サービスによる設定です。hivemend は、実行中でない Windows でだけ解除できます。',
  takeAway: (target, names) => ({
    says: 'これらは管理者または管理サービスによる設定です。ご自身の PC であれば、次のコマンドで解除できます (詳細は「hivemend remedies」):',
    command: `hivemend repair ${target} --also ${names}`,
  }),
  fixCommand: (target) => ({ says: '修復するには:', command: `hivemend repair ${target}` }),

  repaired: '修復しました。Windows Hello 以外でもサインインできる設定になりました',
  valueSet: (value) => `完了しました。値は ${value} になりました`,
  remedied: '完了: 指定された対処を適用しました',
  alreadyRight: '設定は既に正しいため、何も書き込みませんでした',
  wouldChange: '試行: 書き込みの直前まで問題ありません。何も書き込んでいません',
  wouldRestore: '試行: バックアップに戻せます。何も書き込んでいません',
  restored: 'バックアップに戻しました。ハイブとログはバックアップ時の状態です',
  alreadyRestored: 'ハイブは既にバックアップと同じです。何も書き込みませんでした',
  interruptedUndone: ({ alreadyRestored, dryRun }) => {
    const rest =
      'それより前の変更はそのままです。「hivemend list-backups TARGET」で確認でき、もう一度「hivemend undo TARGET」を実行すると直前の変更を元に戻せます';
    if (alreadyRestored)
      return `前回の処理は何も変更しないうちに中断されたため、元に戻すものはありません。${rest}`;
    return dryRun
      ? `試行: 中断された処理の途中までの変更を元に戻せます。何も書き込んでいません。${rest}`
      : `中断された処理の途中までの変更を元に戻しました。${rest}`;
  },
  change: (name, before, after) => `${name}: ${before} → ${after}`,
  settingValue,
  verified: (bytesChecked, changedBytes, places) =>
    `${figure(bytesChecked)} バイトを検査しました。変わったのは ${figure(places)} か所の ${figure(changedBytes)} バイトで、すべてこの変更によるものです`,
  recovery: {
    finished: '前回の処理は変更の完了後に中断されていました。残りの処理を完了しました',
    'taken-back': '前回の処理が中断されていました。途中までの変更を取り消しました',
    'cleaned-up': '前回の処理はハイブの変更前に中断されていました。残っていたファイルを削除しました',
    'out-of-reach':
      '前回の処理が中断されていましたが、そのバックアップが見つかりません。ハイブは壊れていません。前回の処理の前か後の状態です (バックアップのあるフォルダーがわかれば「hivemend undo 対象 --backup-dir フォルダー」で前の状態に戻せます)',
    'left-alone':
      '前回の処理が中断された後、ハイブが別のプログラムによって変更されています。ハイブはそのままにし、バックアップを残しました',
  },
  warning: (warning) => {
    switch (warning.code) {
      case 'left-image-closed':
        return `以前の実行が ${warning.image} を開いたまま強制終了されていました。マウントされていたものを閉じ、変更は破棄しました`;
      case 'volume-not-flushed':
        return `書き込みがディスクに届いたことをシステムに確認できませんでした。電源を切らずに再起動してください (${warning.path})`;
      case 'lock-left':
        return `${warning.path} のロック ファイルを削除できませんでした (${jaFailure(warning.reason)})。次回の実行時に削除されます`;
      case 'backup-open-to-others':
        return `${warning.path} のバックアップは、ハイブを開けない ${warning.openTo.map(accountName).join('、')} にも開くことができます。別の場所に移すか、Windows でアクセス権を設定してください`;
      case 'backup-protection-unknown':
        return `${warning.path} のバックアップを誰が開けるかは確認できませんでした。ハイブと同じアクセス権を付けるには getfattr と setfattr (パッケージ attr) が必要ですが、このシステムにはありません`;
      case 'traits-lost':
        return `${warning.path} は新しいファイルになり、元のファイルから次のものを引き継げませんでした: ${warning.traits.map((trait) => TRAITS[trait]).join('、')}`;
      case 'dirty-accepted':
        return `トランザクション ログなしで処理しました (${warning.reasons.map((reason) => DIRTY[reason]).join('、')})。最新の変更が失われている可能性があります`;
      case 'hibernation-unknown':
        return `Windows が完全にシャットダウンされたかどうかは不明です (${hibernationDoubt(warning)})。完全にシャットダウンされていない場合、ここでの変更は Windows に取り消されることがあります。できれば先に Windows で、「シャットダウン」ではなく「再起動」を選んでください`;
      case 'always-in-place':
        return '現在は常にその場で書き込むため、--in-place を付けても結果は同じです';
      case 'backup-of-pages-only':
        return `ハイブ全体のコピーを置く空き容量がありません (必要 ${figure(warning.needed)} バイト、空き ${figure(warning.available)} バイト)。バックアップには変更前のページだけが入っています (${warning.path})`;
    }
  },
  replaced: {
    'old-logs':
      'ハイブを新しいファイルに置き換えました。トランザクション ログが Windows 8.1 より前の形式のためです',
    'log-format-unknown':
      'ハイブを新しいファイルに置き換えました。トランザクション ログがなく、書き込んだ Windows も分からないためです',
    'second-name':
      'ハイブを新しいファイルに置き換えました。元のファイルに、変更してはならない別名があったためです',
    'change-too-large':
      'ハイブを新しいファイルに置き換えました。変更がトランザクション ログに入りきらないためです',
    damaged: 'ハイブを新しいファイルに置き換えました。元のファイルをハイブとして読めなかったためです',
  },
  watchingLock: '別の hivemend がこのハイブを処理中かもしれません。動きを確認しています ...',
  storedKey: 'キー',
  storedValue: (value) => (value === null ? 'なし' : storedText(value)),
  step: {
    read: 'ハイブを読み取っています',
    replay: 'トランザクション ログを適用しています',
    'back-up': 'バックアップしています',
    edit: '値を変更しています',
    stage: '新しいハイブを書き込んでいます',
    flush: 'ディスクへの書き込みを待っています',
    verify: '新しいハイブを検証しています',
    write: '変更を書き込んでいます',
    replace: 'ハイブを置き換えています',
    'read-back': '書き込んだ内容を確認しています',
  },

  fileNotWritten: (path, cause) =>
    `${path} を最後まで書き込めませんでした (${cause})。コマンド自体の結果は表示のとおりです。`,
  nextHeading: '次の手順:',
  nextAfterRepair: (startedFrom, hasOtherCauses) => [
    RESTART[startedFrom],
    'サインイン画面でネットワークに接続し (最初のサインインに必要な場合があります)、[サインイン オプション] の鍵のアイコンを選び、Microsoft アカウントのパスワードを入力します。',
    '[設定] > [アカウント] > [サインイン オプション] で、PIN、顔認証、指紋認証を設定し直します。',
    hasOtherCauses
      ? 'パスワードを選べない場合: アカウントがパスワードレスになっているか (account.microsoft.com/security で確認)、「ほかの要因」の設定が原因の可能性があります。'
      : 'パスワードを選べない場合: アカウントがパスワードレスになっている可能性があります (account.microsoft.com/security で確認)。',
    'Windows Update の後で再び Windows Hello が強制された場合は、もう一度 hivemend を実行してください。',
  ],
  nextAfterOnline: [
    'サインアウトしてネットワークに接続し、サインイン画面で Microsoft アカウントを選び、[サインイン オプション] の鍵のアイコンからパスワードを入力します。',
    '[設定] > [アカウント] > [サインイン オプション] で、PIN、顔認証、指紋認証を設定し直します。',
    'Windows Update の後で再び Windows Hello が強制された場合は、もう一度 hivemend を実行してください。',
  ],
  nextUndoOnline: { says: '元に戻すには:', command: 'hivemend repair --online --value 2' },
  nextUndo: (target) => ({ says: '元に戻すには:', command: `hivemend undo ${target}` }),
  nextAfterUndo: ['PC を再起動します。以前 Windows Hello が強制されていた場合は、その状態に戻っています。'],

  noBackups: 'このハイブのバックアップはありません。',
  backup: ({ id, createdAt, command, kind, files, isUnfinished }) =>
    `${id}  ${createdAt.slice(0, 16).replace('T', ' ')} UTC、${RUNS[command] ?? command}の前の ${files[0]?.name ?? ''}${
      kind === 'pages' ? '、変更ページのみ' : ''
    }${isUnfinished === true ? '、未完了 (その処理は中断されたか、実行中です)' : ''}`,
  version: ({ hivemend, commit, hivex, emscripten, node, architecture }) => [
    `hivemend ${hivemend} (${architecture}、コミット ${commit})`,
    `hivex ${hivex} (emscripten ${emscripten} でコンパイル)、Node.js ${node}`,
  ],
  media: ({ folder, isOnStick, start, files }) => [
    `${folder} にコピーし、照合しました:`,
    ...files.map(({ name, size }) => `  ${name} (${fileSize(size)})`),
    ...(isOnStick ? [] : ['このフォルダーを「hivemend」という名前で USB メモリにコピーしてください。']),
    '回復環境のプロンプトで、E を USB メモリのドライブ文字に置き換えて入力してください:',
    `  ${start}`,
  ],
  selfTest: jaSelfTest,
};
