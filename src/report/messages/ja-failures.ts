import type { ErrorCode } from '../../ground/errors.ts';

/** Why something else failed: results have the code of an error there, or what the system said. */
const BY_CODE: Readonly<Partial<Record<ErrorCode, string>>> = {
  'access-denied': 'アクセスが拒否されました',
  'backup-damaged': 'バックアップが破損しています',
  'backup-missing': 'バックアップがありません',
  cancelled: '取り消されました',
  'disk-full': 'ディスクがいっぱいです',
  'file-changed': '別のプログラムがファイルに書き込みました',
  'file-exists': '同じ名前のファイルが既にあります',
  'file-in-use': 'ファイルが使用中です',
  'file-missing': 'ファイルがありません',
  'file-read': 'ファイルを読み取れません',
  'file-write': 'ファイルに書き込めません',
  'hive-checksum': 'ハイブが破損しています',
  'hive-damaged': 'ハイブが破損しています',
  'hive-signature': 'ファイルがハイブではありません',
  'hive-structure': 'ハイブが破損しています',
  'hive-truncated': 'ハイブが途中で切れています',
  'hive-version': 'hivemend が書き込めない形式のハイブです',
  'logs-missing': 'トランザクション ログがありません',
  'logs-unusable': 'トランザクション ログを適用できません',
  'not-a-file': 'ファイルの場所にフォルダーがあります',
  'not-a-folder': 'フォルダーの場所にファイルがあります',
  'not-a-hive': 'ファイルがハイブではありません',
  'path-diverted': 'リンクが別の場所を指しています',
  'read-only': 'ドライブが読み取り専用です',
  'verification-failed': '読み戻した内容が、書き込んだ内容と異なります',
  'volume-locked': 'ドライブが BitLocker でロックされています',
};

const OTHERS = {
  'change-too-large': '変更がログに収まりません',
  'manifest missing': 'バックアップに処理の記録がありません',
};

const WORDS: Readonly<Record<string, string>> = { ...BY_CODE, ...OTHERS };

/** @param reason several of them with '; ' between */
export const jaFailure = (reason: string): string =>
  reason
    .split('; ')
    .map((one) => WORDS[one] ?? one)
    .join('、');
