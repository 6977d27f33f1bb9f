import { figure } from '../figures.ts';
import type { ManyMessages } from './many-messages.ts';

const COUNTED: Readonly<Record<string, string>> = {
  repaired: '修復済み',
  'right-already': '修復不要 (既に正しい設定)',
  'would-change': '修復の対象 (試行のみ)',
  'repair-needed': '要修復',
  'nothing-to-repair': '修復不要',
  'put-back': '元に戻したもの',
  'as-before': '既に元の状態',
  'would-put-back': '元に戻す対象 (試行のみ)',
  'not-done': '未完了',
};

export const jaMany: ManyMessages = {
  outcomes: {
    repaired: '修復しました',
    'right-already': '変更不要',
    'would-change': '修復の対象',
    'repair-needed': '修復が必要',
    'nothing-to-repair': '修復は不要',
    'put-back': '元に戻しました',
    'as-before': '既に元の状態',
    'would-put-back': '元に戻す対象',
    'not-done': '未完了',
  },
  counted: (outcome, count) => `${COUNTED[outcome] ?? outcome} ${figure(count)} 件`,
  nothing: '対象はありませんでした',
  skipped: (count) => `以前の実行で完了 ${figure(count)} 件`,
  notBegun: (count) => `未着手 ${figure(count)} 件`,
  andMore: (count) =>
    `ほかに未完了が ${figure(count)} 件あります。すべては --json または --report で確認できます。`,
  target: '対象',
  outcome: '結果',
};
