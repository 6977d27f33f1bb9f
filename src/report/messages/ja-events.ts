import { figure } from '../figures.ts';
import type { EventMessages } from './event-messages.ts';

const LEVELS = ['情報', '重大', 'エラー', '警告', '情報', '詳細'];
const DAMAGE = {
  'header-missing': 'ヘッダーがない',
  'header-checksum': 'ヘッダーのチェックサムが正しくない',
  'records-checksum': 'レコードのチェックサムが正しくない',
  cut: 'ファイルが途中で終わっている',
};

export const jaEvents: EventMessages = {
  level: (number) => LEVELS[number ?? 0] ?? `レベル ${number}`,
  record: (number) => `レコード ${number}`,
  noName: '(名前なし)',
  count: (count, records) => `${figure(records)} 件のレコードのうち ${figure(count)} 件を表示しました。`,
  leftOut: (count) =>
    `古いほうの ${figure(count)} 件は省略しました。条件を絞るか、すべてを出力する --json-lines を使ってください。`,
  period: (from, to) => `ログの期間: ${from} から ${to} まで。`,
  noPeriod: 'ログにレコードはありません。',
  headerDamaged: 'ファイルのヘッダーが破損しているため、ヘッダーなしでチャンクを探しました。',
  moreChunks: (found, declared) =>
    `ログは正しく閉じられていません。ヘッダーではチャンク ${figure(declared)} 個ですが、${figure(found)} 個見つかりました。`,
  damagedChunk: (offset, what) =>
    `${offset} バイト目のチャンクが破損しています (${what.map((each) => DAMAGE[each]).join('、')})。読み取れた部分を表示しています。`,
  damagedRecords: (count, first) =>
    `${figure(count)} 件のレコードを読み取れませんでした (最初の箇所: ${first} バイト目)。`,
  andMore: (count) => `破損したチャンクはほかに ${figure(count)} 個あります。`,
};
