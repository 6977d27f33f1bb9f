import type { LockedOutMessages } from './locked-out-messages.ts';

export const jaLockedOut: LockedOutMessages = {
  heading: 'それでもパスワードでサインインできないとき',
  steps: (target) => [
    {
      says: 'PC が起動するのは、その Windows ですか? コンピューター名とアカウントがこの PC のものか確認してください。すべての Windows の一覧:',
      command: 'hivemend list',
    },
    {
      says: 'サインイン画面の右下でネットワークに接続し (最初のサインインに必要な場合があります)、[サインイン オプション] の鍵のアイコンを選びます。',
    },
    {
      says: 'アカウントにパスワードがありますか? スマートフォンなどで account.microsoft.com/security を確認してください (パスワードレスの設定、忘れたパスワードの変更)。',
    },
    {
      says: '鍵のアイコンがない場合、ほかの設定が原因なら次のコマンドが「ほかの要因」に表示します。職場または学校アカウントでは、管理者に問い合わせてください:',
      command: `hivemend check ${target}`,
    },
    {
      says: 'サインインできなくなった原因と対処を調べる:',
      command: `hivemend diagnose ${target}`,
    },
  ],
  driveNote: 'C: は Windows のドライブ文字に置き換えてください。',
  hint: { says: 'まだサインインできない場合:', command: 'hivemend help still-locked-out' },
  repairedOn: (day, backup) => `${day} UTC に hivemend が修復。バックアップ: ${backup}`,
  repairedElsewhere: (day) =>
    `${day} UTC に hivemend が修復。ハイブのそばにバックアップが見つかりません。そのときの --backup-dir と同じフォルダーを指定して「hivemend undo」を実行すると元に戻せます`,
  lastSetOn: (day) => `${day} UTC`,
  enforcedAgain: (day) =>
    `この Windows は ${day} UTC に hivemend で修復済みですが、設定が再びオンになっています。Windows Update によって戻された可能性があります。`,
  otherNeedsRepair: (chosen, other) => `${chosen} は修復不要ですが、${other} は修復が必要です。`,
  takeOther: 'そちらを選びますか?',
};
