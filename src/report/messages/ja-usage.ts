import type { UsageMessages } from './messages.ts';

export const jaUsage: UsageMessages = {
  'unknown-command': ({ given, nearest }) =>
    `「${given}」というコマンドはありません。${nearest === undefined ? '' : `「${nearest}」のことですか?`}`,
  'target-without-command': ({ given }) => `${given} に対するコマンドが指定されていません。`,
  'command-missing': ({ option }) => `${option} の前に check や repair などのコマンドが必要です。`,
  'unknown-option': ({ given, nearest }) =>
    `${given} というオプションはありません。${nearest === undefined ? '' : `${nearest} のことですか?`}`,
  'option-of-other-command': ({ option, command }) => `${command} コマンドでは ${option} を使えません。`,
  'option-repeated': ({ option }) => `${option} が 2 回以上指定されています。`,
  'option-takes-no-value': ({ option, given }) =>
    `${option} に値は付けられませんが、「${given}」が指定されています。`,
  'option-needs-value': ({ option, argument }) => `${option} には値が必要です: ${option} ${argument}`,
  'option-value': ({ option, given, expected }) =>
    `${option} に「${given}」は指定できません。指定できる値: ${expected}`,
  'options-exclude': ({ options }) => `${options[0]} と ${options[1]} は同時に使えません。`,
  'drive-expected': ({ given }) =>
    `「${given}」はドライブではありません。E: のようにドライブ文字を指定してください。`,
  'target-missing': ({ operand }) => `このコマンドには ${operand} の指定が必要です。`,
  'too-many-targets': ({ given, atMost }) =>
    atMost !== 1 ? `「${given}」は余分です。` : `対象は 1 つだけ指定できます。「${given}」は余分です。`,
  'quote-in-target': ({ given }) =>
    `パス ${given} に引用符が含まれています。閉じる引用符の直前の \\ を省いてください ("E:\\" ではなく "E:")。`,
  unreadable: ({ text }) => `コマンド ラインを解釈できません: ${text}`,
};
