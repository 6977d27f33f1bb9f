import type { LogRefusal } from '../../jobs/results.ts';

/** Why a transaction log was not used. */
export const jaRefusedLog: Readonly<Record<LogRefusal, string>> = {
  empty: '空',
  'too-small': '小さすぎる',
  'too-large': 'Windows が書き込むログより大きい',
  'base-block-wrong': 'ベース ブロックの破損',
  'other-hive': '別のハイブのログ',
  superseded: '新しいデータなし',
  'sequence-gap': '前のログと連続していない',
  'predecessor-damaged': '前のログが破損しているため使用しない',
  'no-valid-entry': '有効なエントリがない',
};
