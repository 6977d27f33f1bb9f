import type { FormatDetails } from '../../ground/errors.ts';
import { fileSize } from '../figures.ts';
import { isPerhapsImmutable } from '../immutable-file.ts';
import { codeText } from '../unlock-answer.ts';
import { asTyped } from './command-line.ts';
import { jaDiverted } from './ja-diverted.ts';
import { jaEdits } from './ja-edits.ts';
import { jaFailure } from './ja-failures.ts';
import { jaImages } from './ja-images.ts';
import { jaLostHive, jaWholeCopies } from './ja-lost-hive.ts';
import { jaNothingFound } from './ja-nothing-found.ts';
import { jaOutputs } from './ja-outputs.ts';
import { jaRefusedLog } from './ja-refused-log.ts';
import { jaRegFile } from './ja-reg-file.ts';
import { jaRegRefused } from './ja-reg-refused.ts';
import { jaRegistry } from './ja-registry.ts';
import { jaSnapshotErrors } from './ja-snapshot.ts';
import { jaTargetLists } from './ja-target-lists.ts';
import { jaUnlockAnswer } from './ja-unlock-answers.ts';
import type { Advice, ErrorMessages } from './messages.ts';

const CHECK_DISK =
  'そのファイルのドライブで「chkdsk X: /f」を実行するか、データを別のディスクにコピーしてから、もう一度実行してください。';
const RESTORE_POINT =
  'hivemend は破損したハイブを修復しません。この PC の復元ポイントかバックアップを使うか、データ復旧業者に相談してください。';

const LOG_WANTED =
  'Windows\\System32\\winevt\\Logs にある、名前が .evtx で終わるファイルを指定してください。';

function damage(
  sentence: string,
  { file, structure, offset, expected, actual, copies }: FormatDetails,
  remedy: Pick<Advice, 'next' | 'commands'> = jaWholeCopies(file, copies) ?? { next: RESTORE_POINT },
) {
  return {
    what: `${sentence}: ${file} の ${offset} バイト目 (${structure})。期待した値は ${expected}、実際の値は ${actual} です。`,
    ...remedy,
  };
}

/** A log's path with the code of its refusal, as `logs-unusable` tells them. */
function refusal(reason: string): string {
  const [, path, code = ''] = /^(.*): ([a-z-]+)$/s.exec(reason) ?? [];
  const words: Readonly<Record<string, string>> = jaRefusedLog;
  return path === undefined ? reason : `${path}: ${words[code] ?? code}`;
}

const KEY_PROBLEMS: Readonly<Record<string, string>> = {
  empty: '何も入力されていません',
  'other-characters': '数字以外の文字が含まれています',
  'wrong-length': '48 桁ではありません',
  'several-passwords': 'ファイルに複数の回復キーがあります',
};

function because(cause: string | undefined): string {
  return cause === undefined ? '' : ` (${cause})`;
}

const PROTECTION_ACTIONS = {
  'add-recovery-password': 'に回復キーを追加しませんでした',
  'remove-recovery-password': 'から回復キーを削除しませんでした',
  suspend: 'の保護を中断しませんでした',
} as const;

const PROTECTION_QUESTIONS = {
  'add-recovery-password': 'に回復キーを追加した',
  'remove-recovery-password': 'から回復キーを削除した',
  suspend: 'の保護を中断した',
} as const;

export const jaErrors: ErrorMessages = {
  ...jaDiverted,
  ...jaEdits,
  ...jaImages,
  ...jaLostHive,
  ...jaNothingFound,
  ...jaOutputs,
  ...jaRegFile,
  ...jaRegRefused,
  ...jaRegistry,
  ...jaTargetLists,
  usage: (problem) =>
    problem.kind === 'target-without-command'
      ? {
          what: problem.kind,
          next: '次のように、修復するか、修復が必要かどうかだけを調べるかを指定してください。',
          commands: [`hivemend repair ${asTyped(problem.given)}`, `hivemend check ${asTyped(problem.given)}`],
        }
      : { what: problem.kind, next: '「hivemend --help」を参照してください。' },
  'ambiguous-target': ({ candidates }) => ({
    what: `Windows が複数見つかりました: ${candidates.join('、')}`,
    next: '対象を 1 つ指定するか、すべてを対象にする場合は --all を付けてください。',
  }),
  'backup-missing': ({ target, id, candidates }) => ({
    what:
      candidates !== undefined
        ? `バックアップが ${candidates} 個ありますが、${target} のものと確かめられません。--backup ID で指定してください。`
        : id === undefined
          ? `${target} のバックアップはありません。`
          : `${target} に ID が ${id} のバックアップはありません。`,
    next: '「hivemend list-backups TARGET」で一覧を表示できます。--backup-dir を使った場合は、同じ指定を付けてください。',
  }),
  'terminal-needed': ({ command, instead }) => ({
    what: `「${command}」は質問に答えていただく必要がありますが、入力できるコンソールがありません。`,
    next:
      instead === undefined
        ? '「hivemend repair E:」のように、コマンドと対象を指定してください。「hivemend --help」も参照してください。'
        : `「${instead}」のように、あらかじめ答えを指定してください。「${command} --help」も参照してください。`,
  }),
  'key-on-same-drive': ({ path, volume }) => ({
    what: `${path} は、回復キーで解除するドライブそのものにあります。`,
    next: `USB メモリなど、別のドライブのファイルを指定してください。${volume} がロックされると、そこにあるファイルは読めません。`,
  }),

  'file-missing': ({ path }) => ({
    what: `${path} がありません。`,
    next: '名前とドライブ文字を確認してください。回復環境ではドライブ文字が変わります。「hivemend list」で一覧を表示できます。',
  }),
  'file-exists': ({ path }) => ({
    what: `${path} は既に存在します。`,
    next: '別の名前を指定するか、そのファイルを移動してください。',
  }),
  'not-a-file': ({ path }) => ({
    what: `${path} はファイルではありません。`,
    next: 'ファイルを指定してください。Windows を指すときは、ドライブ、Windows フォルダー、または SOFTWARE ハイブを指定してください。',
  }),
  'not-a-folder': ({ path }) => ({
    what: `${path} はフォルダーではありません。`,
    next: '存在するフォルダーを指定してください。',
  }),
  'access-denied': ({ path, cause }) => ({
    what: `${path} へのアクセスが拒否されました${because(cause)}。`,
    next: isPerhapsImmutable(path, cause)
      ? 'ファイルに変更不可 (immutable) の属性が付いている場合は外し (「lsattr FILE」で i と表示され、「sudo chattr -i FILE」で外せます)、そうでない場合は sudo を使って、もう一度実行してください。'
      : 'コマンド プロンプトを管理者として開いて (Linux では sudo で)、もう一度実行してください。回復環境では、ドライブが BitLocker でロックされていないか確認してください。',
  }),
  'file-in-use': ({ path, cause }) => ({
    what: `${path} は別のプログラムが使用中です${because(cause)}。`,
    next: 'レジストリ エディターで読み込んでいる場合は、アンロードしてください (reg unload)。実行中の Windows には --online を使います。',
  }),
  'file-read': ({ path, cause }) => ({
    what: `${path} を読み取れません${because(cause)}。`,
    next: CHECK_DISK,
  }),
  'file-write': ({ path, cause }) => ({
    what: `${path} への書き込みに失敗しました${because(cause)}。元のハイブは変更していません。`,
    next: CHECK_DISK,
  }),
  'no-hard-links': ({ path, cause }) => ({
    what: `${path} のドライブでは、ファイルに 2 つ目の名前を付けられません${because(cause)}。`,
    next: '--backup-dir でバックアップを別の場所に置いてください。',
  }),
  'disk-full': ({ path, needed, available }) => ({
    what: `${path} のための空き容量が足りません${room(needed, available)}。`,
    next: '空き容量を増やすか、--backup-dir でバックアップを別のドライブに置くか、--backup changed で変更するページだけを保存してください。',
  }),
  'file-changed': ({ path }) => ({
    what: `作業中に別のプログラムが ${path} を変更したため、ハイブには何も書き込みませんでした。`,
    next: '書き込んでいるプログラムを終了して、もう一度実行してください。',
  }),
  'hive-locked': ({ path, processId, since }) => ({
    what: `別の hivemend (プロセス ${processId}、${since} から) が ${path} を処理中です。`,
    next: '終了するのを待って、もう一度実行してください。',
  }),
  'lock-name-taken': ({ path, hive }) => ({
    what: `${path} はフォルダーです。${hive} の hivemend のロック ファイルをそこに置くことができません。`,
    next: 'hivemend はそのようなフォルダーを作りません。中身を確認し、移動するか名前を変えて、もう一度実行してください。',
  }),
  'hive-in-use': ({ path }) => ({
    what: `${path} は、いま実行中の Windows のファイルです。`,
    next: 'ここでは「hivemend repair --online」を使うか、PC を回復メディアから起動してください。',
  }),

  'windows-missing': ({ path }) => ({
    what: `${path} に Windows がありません。`,
    next: '「hivemend list」で Windows の場所を確認してください。回復環境のドライブ文字は、通常の Windows とは異なります。',
  }),
  'hive-missing': ({ path, isInterrupted }) => ({
    what: `レジストリ ファイル ${path} がありません${isInterrupted ? '。hivemend による置き換えが中断されています' : ''}。`,
    next: isInterrupted
      ? '「hivemend repair」または「hivemend undo」を実行すると、まずファイルが元に戻ります。それまで、この Windows を起動しないでください。'
      : 'この Windows は不完全です。「hivemend list」で、別の Windows が対象ではないか確認してください。',
  }),
  'volume-locked': ({ path }) => ({
    what: `${path} は BitLocker でロックされています。`,
    next: '「hivemend unlock」にドライブ文字を付けて実行し、ロックを解除してください。回復キーは https://aka.ms/myrecoverykey で確認できます。',
  }),
  'windows-hibernated': ({ path }) => ({
    what: `この Windows は完全にはシャットダウンされていません。高速スタートアップまたは休止状態のセッションが ${path} に残っています。いま変更すると、変更が失われたり、破損したりするおそれがあります。`,
    next: 'PC を内蔵ディスクから起動し、サインイン画面で [電源] > [再起動] を選んでから (Shift キーを押しながら選ぶと回復環境に戻れます)、もう一度 hivemend を実行してください。',
  }),

  'hive-signature': (details) => damage('レジストリ ハイブではありません', details),
  'hive-version': (details) => damage('hivemend が書き込めない形式のハイブです', details),
  'hive-checksum': (details) => damage('ハイブのチェックサムが正しくありません', details),
  'hive-truncated': (details) => damage('ハイブが途中で切れています', details),
  'hive-structure': (details) => damage('ハイブが破損しています', details),
  'hive-damaged': (details) => damage(`ハイブが ${details.count} か所で破損しています。最初の箇所`, details),

  'event-log-signature': (details) => damage('イベント ログではありません', details, { next: LOG_WANTED }),
  'event-log-version': (details) => damage('未対応の形式のイベント ログです', details, { next: LOG_WANTED }),
  'event-log-truncated': (details) =>
    damage('イベント ログが途中で切れています', details, { next: LOG_WANTED }),
  'event-log-structure': (details) => damage('イベント ログが破損しています', details, { next: LOG_WANTED }),

  'logs-missing': ({ path }) => ({
    what: `${path} には未反映のデータがあります。最新のデータを持つトランザクション ログ (.LOG1、.LOG2) が見つかりません。`,
    next: 'ログをハイブと同じ場所に置いてください。--accept-dirty を付けるとログなしで続行しますが、ログにあったデータは失われます。',
  }),
  'logs-unusable': ({ path, reasons }) => ({
    what: `${path} には未反映のデータがありますが、トランザクション ログを適用できません (${reasons.map(refusal).join('、')})。`,
    next: 'このハイブのログがあれば、同じ場所に置いてください。--accept-dirty を付けるとログなしで続行しますが、ログにあったデータは失われます。',
  }),

  ...jaSnapshotErrors,
  'hive-not-as-left': ({ path, backup }) => ({
    what: `${path} は、バックアップ ${backup} を作成した修復の後で変更されています。元に戻すと、その変更が失われます。`,
    next: 'それでよければ --force を付けてください。その場合も、現在のハイブを先にバックアップします。',
  }),
  'backup-damaged': ({ path }) => ({
    what: `バックアップのファイル ${path} が作成時と異なるため、元に戻しませんでした。`,
    next: '--backup ID で別のバックアップを選んでください。一覧は「hivemend list-backups TARGET」で表示できます。',
  }),

  'hivex-call': ({ call, message }) => ({
    what: `hivex がこのハイブを処理できませんでした (${call}: ${message})。`,
    next: RESTORE_POINT,
  }),
  'hivex-trap': ({ call, message }) => ({
    what: `ハイブの処理中に hivex が停止しました (${call}: ${message})。`,
    next: '何も変更していません。「hivemend self-test」の出力を添えてご報告ください。',
    isToReport: true,
  }),
  'media-damaged': ({ path }) => ({
    what: `${path} は破損しています。チェックサムが SHA256SUMS と一致しません。`,
    next: 'hivemend を入手し直すか、別の USB メモリを使ってください。',
  }),
  'hivex-module': ({ reason }) => ({
    what: `組み込みの hivex モジュールを使用できません: ${reason}`,
    next: 'プログラム ファイルが破損しているか、--hivex-wasm で指定したファイルが適合していません。hivemend を入手し直し、SHA256SUMS と照合してください。',
  }),

  'verification-failed': ({ path, differences }) => ({
    what: `新しいハイブが意図した内容と異なったため (${differences.join('; ')})、${path} を変更しませんでした。`,
    next: '何も変更していません。レポート ファイル (--report FILE) を添えてご報告ください。',
    isToReport: true,
  }),
  'write-undone': ({ path, reason }) => ({
    what: `${path} を書き込んだ後の確認に失敗したため (${jaFailure(reason)})、バックアップから元に戻しました。`,
    next: CHECK_DISK,
  }),
  'restore-failed': ({ path, backup, reason }) => ({
    what: `${path} の書き込みに失敗し、元の状態に戻すこともできませんでした (${jaFailure(reason)})。ハイブは変更前か変更後のどちらか一方の完全な状態で、どちらになるかは隣のログで決まります。`,
    next: `ディスクに書き込めるようになったら、もう一度 hivemend を実行してください。処理を完了するか、元に戻します。バックアップは ${backup} にあります。`,
  }),
  'interrupted-run': ({ path, backup, reason }) => ({
    what: `${path} に対する前回の処理が中断されており、完了も取り消しもされていません (${jaFailure(reason)})。`,
    next: `バックアップ${backup === '' ? '' : ` (${backup}) `}にアクセスできるようにして、Windows を起動する前に「hivemend repair」または「hivemend undo」を実行してください。先に前回の処理を完了するか、取り消します。`,
  }),

  'command-missing': ({ program }) => ({
    what: `このシステムには ${program} がありません。`,
    next: 'PC 本体の回復環境か、Windows のインストール メディアを使ってください。どちらにも含まれています。独自の WinPE には WinPE-WMI と WinPE-SecureStartup の追加が必要です。',
  }),
  'command-failed': ({ program, exitCode, cause }) => ({
    what: `${program} が失敗しました${exitCode === undefined ? '' : ` (終了コード ${exitCode})`}${because(cause)}。`,
    next: 'コマンド プロンプトを管理者として開いて、もう一度実行してください。',
  }),
  'recovery-password-malformed': ({ groups, problem }) => ({
    what:
      groups.length === 0
        ? `BitLocker の回復キーではありません (${KEY_PROBLEMS[problem] ?? problem})。`
        : `回復キーの ${groups.join('、')} 番目のグループに入力の誤りがあります。`,
    next: '回復キーは 6 桁 × 8 グループの 48 桁の数字です。回復キーのページと見比べて、入力し直してください。',
  }),
  'unlock-refused': ({ volume, exitCode }) => ({
    what: `${volume} のロックを解除できませんでした。${jaUnlockAnswer(exitCode)}。`,
    next: '別のドライブの回復キーかもしれません。表示されたキー ID を https://aka.ms/myrecoverykey の表示と見比べて、一致する回復キーを使ってください。',
  }),
  'protection-refused': ({ volume, action, exitCode }) => ({
    what: `manage-bde は ${volume} ${PROTECTION_ACTIONS[action]} (応答: ${codeText(exitCode)})。`,
    next: '組織のポリシーで禁止されている可能性があります。コントロール パネルの [BitLocker の管理] で確認するか、この PC の管理者に問い合わせてください。',
  }),
  'protection-uncertain': ({ volume, action }) => ({
    what: `manage-bde が ${volume} ${PROTECTION_QUESTIONS[action]}かどうか確認できません (manage-bde が失敗または中断し、状態を取得できませんでした)。`,
    next: '管理者として実行すると、次の 1 つ目のコマンドでキーが、2 つ目のコマンドで保護の状態が表示されます。',
    commands: [`manage-bde -protectors -get ${volume}`, `manage-bde -status ${volume}`],
  }),
  'recovery-password-lost': ({ volume, keyId }) => ({
    what: `${volume} に追加した回復キーを誰にも渡せず、削除もできませんでした。キー ID は ${keyId} です。`,
    next: '管理者として実行すると、次の 1 つ目のコマンドで回復キーが表示され、2 つ目のコマンドで削除されます。',
    commands: [
      `manage-bde -protectors -get ${volume} -id {${keyId}}`,
      `manage-bde -protectors -delete ${volume} -id {${keyId}}`,
    ],
  }),
  'not-administrator': ({ path }) => ({
    what: `${path} には管理者の権限が必要です。`,
    next: '管理者のアカウントでサインインし、コマンド プロンプトを右クリックして [管理者として実行] を選び、もう一度実行してください。',
  }),

  cancelled: () => ({
    what: '取り消しました。何も変更していません。',
    next: 'いつでももう一度実行できます。',
  }),
  bug: ({ message }) => ({
    what: `hivemend の不具合です: ${message}`,
    next: '以下の行を添えてご報告ください。',
    isToReport: true,
  }),
};

function room(needed: number | undefined, available: number | undefined): string {
  if (needed === undefined) {
    return '';
  }
  const has = available === undefined ? '' : `、空き ${fileSize(available)}`;
  return ` (必要 ${fileSize(needed)}${has})`;
}
