import { figure } from '../figures.ts';
import type { PageMessages } from './page-messages.ts';

export const jaPage: PageMessages = {
  title: 'hivemend レポート',
  labels: {
    started: '開始',
    finished: '終了',
    ticket: '受付番号',
    technician: '担当者',
    computer: '実行した環境',
    program: 'プログラム',
    commandLine: 'コマンド ライン',
    disk: '実行後のディスク',
    changedRanges: '変更されたバイト',
    changedKeys: '変更されたキー',
    backupFiles: 'バックアップのファイル',
  },
  headings: {
    run: '実行の記録',
    replay: 'トランザクション ログ',
    proof: '検証',
  },
  disk: {
    unchanged: '変更なし',
    changed: '変更済み',
    restored: 'バックアップから復元済み',
    uncertain: '不確定',
  },
  failed: '未実行',
  range: (offset, length) => `位置 ${figure(offset)} から ${figure(length)} バイト`,
  log: ({ entries, first, last, pages, bytes }) =>
    `エントリ ${figure(entries)} 件 (連番 ${first} から ${last})、${figure(pages)} ページ、${figure(bytes)} バイト`,
  footer: '時刻は UTC です。このページは hivemend が作成したもので、外部から何も読み込みません。',
};
