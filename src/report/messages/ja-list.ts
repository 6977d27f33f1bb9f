import type { ListMessages } from './list-messages.ts';

export const jaList: ListMessages = {
  nothing: '調べるドライブやフォルダーが見つかりませんでした。',
  noWindows: (roots) => `${roots.join('、')} に Windows はありません。`,
  columns: { where: '場所', windows: 'Windows', computer: 'コンピューター名', state: '状態' },
  detailsHint: (folders) => ({ says: '詳しく表示するには:', command: `hivemend list${folders} --details` }),
  kind: {
    installed: 'Windows',
    previous: '以前の Windows (Windows.old)',
    preinstallation: '回復メディアまたはインストール メディア (Windows PE)',
    unfinished: 'セットアップが完了していない Windows',
    incomplete: '不完全な Windows',
  },
  missing: (names) => `不足: ${names.join('、')}`,
  access: ({ access }) => {
    switch (access.state) {
      case 'open':
        return undefined;
      case 'locked':
        return 'BitLocker でロックされています';
      case 'running-system':
        return '現在実行中のシステム (対象外。repair --online を参照)';
      case 'unreadable':
        return `読み取れません (${access.cause})`;
    }
  },
  unlock: (drive) => ({ says: '解除するには:', command: `hivemend unlock ${drive}` }),
  dates: (installed, lastShutdown) => {
    const parts = [
      ...(installed === undefined ? [] : [`インストール ${installed.slice(0, 10)}`]),
      ...(lastShutdown === undefined ? [] : [`前回のシャットダウン ${lastShutdown.slice(0, 10)}`]),
    ];
    return parts.length === 0 ? undefined : parts.join('、');
  },
  setting: (isEnforced, value) =>
    `${isEnforced ? 'Windows Hello でのみサインイン可能' : 'パスワードでサインイン可能な設定'} (値: ${value})`,
  needsRepair: '修復が必要です',
  nothingToRepair: '修復は不要です',
  unreadable: '読み取れません',
  notShutDown: '完全なシャットダウンではない',
  otherName: 'フォルダー名が異なる',
  virtualDisk: ({ title, isFound }) =>
    `ブート メニューがここから Windows を起動する仮想ディスク${title === undefined ? '' : ` (「${title}」)`}${
      isFound ? '' : '。これらのドライブにはないか、ロックされたドライブにあります'
    }`,
  repairDisk: (disk) => ({ says: '中の Windows を修復するには:', command: `hivemend repair ${disk}` }),
  dirty: '正しく閉じられていません。最新のデータはトランザクション ログから読み取りました',
  image: (kind, parts) =>
    ({ wim: `WIM、イメージ ${parts} 個`, disk: `ディスク イメージ、パーティション ${parts} 個` })[kind],
  partWithoutWindows: 'Windows はありません',
};
