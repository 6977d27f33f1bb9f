import type { GuidedMessages } from './guided-messages.ts';

export const jaGuided: GuidedMessages = {
  looking:
    'hivemend: Microsoft アカウントのパスワードで再びサインインできるようにします。Windows を探しています...',
  whichOne: 'どの Windows ですか?',
  answers: {
    yesNo: 'y (はい) または n (いいえ) を入力して Enter キーを押してください:',
    yesNoByDefault: (isYes) =>
      `y (はい) または n (いいえ) を入力して Enter キーを押してください (Enter のみ: ${isYes ? 'y' : 'n'}):`,
    textOrNothing: '(Enter のみ: なし):',
    yesNoDetails: 'y (はい)、n (いいえ)、d (原因の詳細) のいずれかを入力して Enter キーを押してください:',
    numberDetails: (count) => `番号 (1～${count}) または d (詳細) を入力して Enter キーを押してください:`,
    number: (count) => `番号 (1～${count}) を入力して Enter キーを押してください:`,
  },
  willChange: (hive, before) =>
    `${hive} の値を 1 つだけ変更します: DevicePasswordLessBuildVersion を ${before} から 0 に。`,
  willBackUp: '先にファイル全体をバックアップします。「hivemend undo」で元に戻せます。',
  repairQuestion: '修復しますか?',
  finishQuestion: '中断された処理を完了するか取り消してから、修復しますか?',
  keepRecords: (folder) => `ログとレポートを ${folder} に保存しますか?`,
  ticket: '受付番号',
  technician: '担当者',
  recordsKept: (report) => `レポートは次の場所にあります: ${report}`,
  recordsNotKept: (why) => `ログとレポートは保存されません。${why}`,
  dirtyNote:
    'PC がシャットダウンされずに電源が切れています。トランザクション ログにある最新のデータも反映して処理します。',
  lockedQuestion: (volume) =>
    `${volume} は BitLocker でロックされているため、中を確認できません。回復キーでロックを解除しますか?`,
  keyWanted: (volume, keyIds) => [
    `${volume} のロックを解除するには、48 桁の回復キーが必要です (Windows で「回復パスワード」と表示される 48 桁の数字と同じものです)。`,
    ...(keyIds.length === 0 ? [] : [`キー ID の先頭: ${keyIds.join('、')}`]),
    '回復キーは、このキー ID とともに https://aka.ms/myrecoverykey または https://account.microsoft.com/devices/recoverykey に表示されます (スマートフォンなどで、同じ Microsoft アカウントでサインインしてください)。',
    '数字を入力して Enter キーを押してください (ハイフンは省略可)。s キーで全桁の表示と非表示を切り替え、Ctrl+C で何も変更せずに中止します。',
  ],
  keyQuestion: '回復キー:',
  groupsMistyped: (groups) =>
    `${groups.join('、')} 番目のグループに入力の誤りがあります。回復キーのページと見比べて、そのグループの 6 桁だけを入力し直してください。`,
  groupsUnfinished: (groups) => `${groups.join('、')} 番目のグループがまだ 6 桁になっていません。`,
  unlocked: (volume) => `${volume} のロックを解除しました (PC を再起動するまで有効)。`,
  alreadyOpen: (volume) => `${volume} はロックされていません。`,
};
