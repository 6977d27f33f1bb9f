import type { ErrorMessages } from './messages.ts';

/** Files that hivemend was asked to write. */
export const jaOutputs: Pick<ErrorMessages, 'output-folder-missing' | 'not-a-log' | 'file-not-ours'> = {
  'output-folder-missing': ({ folder, path }) => ({
    what: `${path} に書き込めません。フォルダー ${folder} がありません。`,
    next: '先にフォルダーを作成する (mkdir) か、別のファイル名を指定してください。',
  }),
  'not-a-log': ({ path }) => ({
    what: `${path} は既にありますが、hivemend のログではないため、何も追記しませんでした。`,
    next: '--log には、新しいファイルか、hivemend が書いたログの名前を指定してください。',
  }),
  'file-not-ours': ({ path }) => ({
    what: `${path} は既にありますが、hivemend のファイルではないため、何もコピーしませんでした。`,
    next: 'E:\\hivemend のような専用のフォルダーを指定するか、--force を付けて置き換えてください。',
  }),
};
