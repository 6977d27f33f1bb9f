import type { SkippedPart } from '../../jobs/registry-results.ts';
import { figure, fileSize } from '../figures.ts';
import { jaRegFileProblems } from './ja-reg-file.ts';
import type { RegistryMessages } from './registry-messages.ts';

const PROBLEMS: Readonly<Record<SkippedPart['problem'], string>> = {
  ...jaRegFileProblems,
  'key-path-unmapped': 'ディスク上のどのハイブにもないキーです',
  'key-path-of-other-hive': 'このハイブとは別のハイブのキーです',
  'hive-root-deleted': 'ハイブのルートは削除できません',
};

export const jaRegistryWords: RegistryMessages = {
  defaultValue: '(既定)',
  exported: ({ key, file, keys, values, size }) =>
    `${key} のキー ${figure(keys)} 個と値 ${figure(values)} 個を ${file} に書き出しました (${fileSize(size)})。`,
  same: '違いはありません。',
  skipped: (count) => `.reg ファイルで読み飛ばした箇所: ${figure(count)} か所`,
  skippedPart: ({ file, line, column, problem, last }) =>
    `${file === undefined ? '' : `${file} の `}${line} 行 ${column} 文字目${last > line ? ` (${last} 行まで)` : ''}: ${PROBLEMS[problem]}`,
  moreSkipped: (count) => `  ... ほか ${figure(count)} か所 (一覧にはありません)`,
  notCompared: (hives) => `片方にハイブがないため比べませんでした: ${hives.join('、')}。`,
  field: { flags: 'フラグ', 'class-name': 'クラス名', security: 'セキュリティ記述子' },
  leftOut: (count) => `名前が空か改行を含むため .reg ファイルに書けず、${figure(count)} 個を省きました:`,
  changeVerdict: ({ alreadyRight, dryRun, skipped = [] }) =>
    alreadyRight
      ? skipped.length > 0
        ? '何も書き込んでいません。読み飛ばした箇所のほかは、すでにそのとおりです。'
        : 'すべて、すでにそのとおりです。何も書き込んでいません。'
      : dryRun
        ? '次のように変わります。何も書き込んでいません (--dry-run)。'
        : '完了しました。次のように変更しました:',
  moreLetters: (letters) => ` ... (ほか ${figure(letters)} 文字。--json ではすべて出力します)`,
  moreDifferences: (count) => `... ほか ${figure(count)} 件 (--json ではすべて出力します)`,
};
