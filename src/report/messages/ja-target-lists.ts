import type { ErrorMessages } from './messages.ts';

const PROBLEMS: Readonly<Record<string, string>> = {
  'not-json': '{ で始まりますが JSON ではありません',
  'target-missing': '"target" がありません',
  'unknown-option': '一覧の対象には指定できないオプションです',
  'option-value': 'そのオプションには指定できない値です',
};

export const jaTargetLists: Pick<ErrorMessages, 'target-list' | 'targets-nowhere' | 'not-result-lines'> = {
  'target-list': ({ path, line, problem, option }) => {
    const where = [
      ...(line === undefined ? [] : [`${line} 行目`]),
      ...(option === undefined ? [] : [option]),
    ];
    return {
      what: `対象の一覧 ${path} を解釈できません: ${[...where, PROBLEMS[problem] ?? problem].join(': ')}。何も始めていません。`,
      next: '1 行に対象を 1 つ書くか、{"target": "D:", "value": 0} のように、オプションを名前で指定した JSON を書いてください。',
    };
  },
  'targets-nowhere': ({ places }) => ({
    what: `${places.join('、')} に対象が見つかりません。`,
    next: 'Windows フォルダーか SOFTWARE ハイブのあるフォルダーを指定し、下のフォルダーも探すときは --recursive を付けてください。',
  }),
  'not-result-lines': ({ path }) => ({
    what: `${path} に hivemend の結果がありません。`,
    next: '--json-lines を付けた実行が書き出したファイルを指定してください。',
  }),
};
