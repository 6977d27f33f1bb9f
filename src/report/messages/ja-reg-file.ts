import { figure, fileSize } from '../figures.ts';
import type { ErrorMessages } from './messages.ts';
import type { RegFileErrorCode, RegFileProblem } from './reg-file-messages.ts';

/** What is wrong on a line of a .reg file. */
export const jaRegFileProblems: Readonly<Record<RegFileProblem, string>> = {
  'line-unknown': 'キーでも値でもコメントでもありません',
  'value-without-key': '値の属するキーがありません',
  'key-unclosed': 'キーの後の「]」がありません',
  'key-begins-blank': 'キーの名前の前に空白があります',
  'key-name-empty': '名前のないキーです',
  'key-name-too-long': 'キーの名前が 255 文字を超えています',
  'value-name-unclosed': '名前の後の引用符がありません',
  'value-name-too-long': '値の名前が 16,383 文字を超えています',
  'equals-missing': '名前の後の「=」がありません',
  'data-unknown': 'データが "文字列"、dword:、hex:、hex(N):、- のどれでもありません',
  'text-unclosed': '文字列の後の引用符がありません',
  'escape-unknown': '文字列の中の \\ は 2 つ重ねて書きます',
  'text-behind-data': 'データの後に余分な文字があります',
  'dword-digits': 'dword: には 1 ～ 8 桁の 16 進数を書きます',
  'hex-type': 'hex(N): の型には 1 ～ 8 桁の 16 進数を書きます',
  'hex-digits': '1 桁か 2 桁の 16 進数になっていないバイトがあります',
  'hex-comma': 'バイトは 1 つのコンマで区切ります',
  'hex-continuation': '次の行に続けるには、行末にコンマと \\ を書きます',
  'hex-text': 'ファイルのコード ページにない文字があります',
};

const COUNTED = {
  bytes: (limit: number) => `${fileSize(limit)} を超えています`,
  'letters-in-a-line': (limit: number) => `1 行が ${figure(limit)} 文字を超えています`,
  entries: (limit: number) => `キーと値が ${figure(limit)} 個を超えています`,
};

export const jaRegFile: Pick<ErrorMessages, RegFileErrorCode> = {
  'reg-file-header': ({ path, found }) => ({
    what: `${path} は .reg ファイルではありません。最初の行が「${found}」です。`,
    next: '最初の行は「Windows Registry Editor Version 5.00」か「REGEDIT4」でなければなりません。前に空行があってもいけません。',
  }),
  'reg-file-undecodable': ({ path, line, column, encoding }) => ({
    what: `${path} は ${encoding} の文字列ではありません (${line} 行 ${column} 文字目)。`,
    next: 'UTF-16 (リトル エンディアン、バイト順マーク付き) か UTF-8 で保存して、もう一度実行してください。',
  }),
  'reg-file-code-page': ({ path, line, column, codePage }) => ({
    what: `${path} に ASCII 以外の文字がありますが (${line} 行 ${column} 文字目)、${
      codePage === undefined
        ? 'コード ページがわかりません'
        : `コード ページ ${codePage} はここでは読み取れません`
    }。`,
    next: '--code-page N でコード ページ (日本語は 932、西欧は 1252) を指定するか、最初の行を「Windows Registry Editor Version 5.00」にして UTF-16 で保存してください。',
  }),
  'reg-file-too-large': ({ path, counted, limit }) => ({
    what: `${path} は大きすぎます。${COUNTED[counted](limit)}。`,
    next: '最初の行を付けて複数のファイルに分け、順に実行してください。',
  }),
  'reg-file-unclear': ({ path, line, column, problem, count }) => ({
    what: `${path} に読み飛ばす箇所が ${figure(count)} か所あります。${line} 行 ${column} 文字目: ${jaRegFileProblems[problem]}。`,
    next: 'ファイルを直してください。--strict を付けなければ、残りを取り込み、読み飛ばした箇所を一覧にします。',
  }),
};
