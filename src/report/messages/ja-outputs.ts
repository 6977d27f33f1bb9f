import type { ErrorMessages } from './messages.ts';

/** As install/ calls it in the details of the error. */
const READ_ONLY_ATTRIBUTE = 'read-only attribute';

/** Files that hivemend was asked to write. */
export const jaOutputs: Pick<
  ErrorMessages,
  'output-folder-missing' | 'not-a-log' | 'file-not-ours' | 'read-only'
> = {
  'read-only': ({ path, cause }) =>
    cause === READ_ONLY_ATTRIBUTE
      ? {
          what: `${path} に読み取り専用属性が付いています。`,
          next: 'attrib -r で属性を外して、もう一度実行してください。',
        }
      : {
          what: `${path} に書き込めません。ドライブが読み取り専用です${cause === undefined ? '' : ` (${cause})`}。`,
          next: 'USB メモリやカードの書き込み禁止を解除するか、ボリュームまたはイメージを書き込み可能でマウントしてください。Linux は、休止状態の Windows のドライブを読み取り専用でマウントします。その場合は、先にその Windows を再起動してください。',
        },
  'output-folder-missing': ({ folder, path }) => ({
    what: `${path} に書き込めません。フォルダー ${folder} がありません。`,
    next: '先にフォルダーを作成する (mkdir) か、別のファイル名を指定してください。',
  }),
  'not-a-log': ({ path, isHivesLog }) => ({
    what: isHivesLog
      ? `${path} はレジストリ ハイブ自身のトランザクション ログの名前です。何も書き込みませんでした。`
      : `${path} は既にありますが、hivemend のログではないため、何も追記しませんでした。`,
    next: '--log には、新しいファイルか、hivemend が書いたログの名前を指定してください。',
  }),
  'file-not-ours': ({ path }) => ({
    what: `${path} は既にありますが、hivemend のファイルではないため、何もコピーしませんでした。`,
    next: 'E:\\hivemend のような専用のフォルダーを指定するか、--force を付けて置き換えてください。',
  }),
};
