import { figure, fileSize } from '../figures.ts';
import type { RegistryMessages } from './registry-messages.ts';

export const jaRegistryWords: RegistryMessages = {
  defaultValue: '(既定)',
  exported: ({ key, file, keys, values, size }) =>
    `${key} のキー ${figure(keys)} 個と値 ${figure(values)} 個を ${file} に書き出しました (${fileSize(size)})。`,
  same: '違いはありません。',
  notCompared: (hives) => `片方にハイブがないため比べませんでした: ${hives.join('、')}。`,
  field: { flags: 'フラグ', 'class-name': 'クラス名', security: 'セキュリティ記述子' },
  leftOut: (count) => `名前が空か改行を含むため .reg ファイルに書けず、${figure(count)} 個を省きました:`,
};
