import { fileSize } from '../figures.ts';
import type { ErrorMessages } from './messages.ts';
import type { SnapshotHelp, SnapshotMessages } from './snapshot-messages.ts';

export const jaSnapshot: SnapshotMessages = {
  made: ({ snapshot, size }) =>
    `スナップショット ${snapshot.id}: ハイブ ${snapshot.hives.length} 個、${fileSize(size)}。コピーし、読み直して照合し、ログを適用した状態で検査しました`,
  leftOutHeading: '含まれていないハイブ:',
  removed: (ids) => `古いスナップショットを削除しました: ${ids.join('、')}`,
  stillNeeded: (ids) =>
    `古いスナップショットですが残しました: ${ids.join('、')}。壊れていないコピーがここにしかないハイブがあります。`,
  toPutBack: (rest) => ({ says: 'この状態に戻すには:', command: `hivemend undo ${rest}` }),
  verdict: ({ snapshot, dryRun, disk }) =>
    dryRun
      ? `スナップショット ${snapshot.id} に戻せます (--dry-run のため、書き込んでいません)`
      : disk === 'restored'
        ? `復元しました: ハイブはスナップショット ${snapshot.id} の状態です`
        : `ハイブはすでにスナップショット ${snapshot.id} の状態です。何も書き込んでいません`,
  hive: ({ hive, alreadyRestored, dryRun, backup }) => {
    if (alreadyRestored) return `${hive}: すでに同じ状態です`;
    if (dryRun || backup === undefined) return `${hive}: 元に戻せます`;
    return `${hive}: 戻しました。直前の状態は ${backup.folder} にあります`;
  },
  listHeading: 'すべてのハイブのスナップショット:',
  listed: ({ id, createdAt, hives }) =>
    `${id}  ${createdAt.slice(0, 16).replace('T', ' ')} UTC、ハイブ ${hives.length} 個`,
};

export const jaSnapshotErrors: Pick<ErrorMessages, 'snapshot-of-other-windows'> = {
  'snapshot-of-other-windows': ({ path, snapshot, computerName }) => ({
    what: `スナップショット ${snapshot} が、${path} のある Windows のものか確認できません${computerName === undefined ? '' : ` (コンピューター ${computerName} のものです)`}。`,
    next: '--snapshot ID で別のスナップショットを選んでください。一覧は「hivemend list-backups TARGET --backup-dir DIR」で表示できます。正しいものであれば、--force を付けてください。',
  }),
};

export const jaSnapshotHelp: SnapshotHelp = {
  command: {
    summary: 'Windows のすべてのハイブの検証済みコピーを保存する',
    description:
      'SOFTWARE、SYSTEM、SAM、SECURITY、DEFAULT と、すべてのプロファイルのハイブを、ログとともに RegBack (または DIR) のフォルダーにコピーします。読み直して照合し、Windows と同じようにログを適用して開き、構造を検査します。ハイブは変更しません。「hivemend undo TARGET --snapshot ID」で戻せます。終了コード 3: 破損していて含めなかったハイブがある。',
    examples: [
      { line: 'hivemend snapshot E: --keep 3', does: '新しい 3 つだけを残す' },
      { line: 'hivemend snapshot E: --backup-dir F:\\snapshots', does: '別のドライブに保存する' },
    ],
  },
  options: {
    snapshot: 'スナップショット (list-backups が表示する ID) のすべてのハイブに戻す',
    keep: '古いスナップショットを削除し、今回のものを含めて N 個を残す (ハイブの唯一の正常なコピーは削除しない)',
  },
  ownOptions: { 'backup-dir': 'スナップショットを RegBack ではなく DIR に保存する' },
};
