import { jaHiveKinds } from './ja-lost-hive.ts';
import type { ErrorMessages } from './messages.ts';
import type { RegistryErrorCode } from './registry-messages.ts';

const PROBLEMS = {
  'name-empty': 'には名前のないキーがあります (\\ が 2 つ続いています)',
  'name-too-long': 'には 255 文字を超えるキー名があります',
};

const DATA_PROBLEMS = {
  'empty-string': 'には空の文字列があり、そこでリストが終わってしまいます',
  'no-number': 'は数値ではありません',
  'number-too-large': 'は大きすぎます',
  'no-bytes': 'は 2 桁ずつの 16 進数ではありません',
};

const SPELLING =
  'HKLM\\SOFTWARE\\Microsoft のようにレジストリ エディターと同じ書き方で指定してください。ハイブ ファイルでは、Microsoft\\Windows のようにルートからのパスも使えます。';

/** Keys and values that are not there, and paths that lead nowhere. */
export const jaRegistry: Pick<ErrorMessages, RegistryErrorCode> = {
  'key-path-malformed': ({ given, problem }) => ({
    what: `「${given}」${PROBLEMS[problem]}。`,
    next: SPELLING,
  }),
  'key-path-unmapped': ({ key }) => ({
    what: `${key} は、ディスク上のどのハイブにもありません。`,
    next: 'HKLM\\SOFTWARE、HKLM\\SYSTEM、HKLM\\SAM、HKLM\\SECURITY、HKU\\.DEFAULT、HKU\\ とプロファイル名 (クラスは _Classes 付き)、--user を付けた HKCU、または HKCR で始めてください。',
  }),
  'key-path-of-other-hive': ({ path, kind, key }) => ({
    what: `${key} は別のハイブにあります。${path} は${jaHiveKinds[kind]}です。`,
    next: 'ハイブ ファイルではなく Windows を指定するか、ハイブのルートからのパスを指定してください。',
  }),
  'profile-missing': ({ path, name, known }) => ({
    what:
      name === undefined
        ? `HKCU はサインイン中のユーザーのことですが、${path} のディスクには該当するユーザーがいません。`
        : `${path} に ${name} というプロファイルはありません。`,
    next: `--user か HKU\\名前 でプロファイルを指定してください。${known.length === 0 ? '一覧には何もありません。' : `あるもの: ${known.join('、')}。`}`,
  }),
  'data-type-unknown': ({ given }) => ({
    what: `「${given}」という型はありません。`,
    next: '型: REG_SZ、REG_EXPAND_SZ、REG_MULTI_SZ (文字列は \\0 で区切る)、REG_DWORD、REG_QWORD、REG_BINARY (16 進数)、REG_NONE、または型の番号。',
  }),
  'data-malformed': ({ type, given, problem }) => ({
    what: `「${given}」${DATA_PROBLEMS[problem]} (${type})。`,
    next: '数値は 10 進数 (16) または 16 進数 (0x10)、バイト列は 2 桁ずつの 16 進数 (00ab)、リストの文字列は \\0 で区切って (one\\0two) 指定してください。何も変更していません。',
  }),
  'control-set-unknown': ({ path }) => ({
    what: `${path} に Select\\Current がなく、どのコントロール セットが現在のものかわかりません。`,
    next: 'HKLM\\SYSTEM\\ControlSet001 のように、コントロール セットの名前を指定してください。',
  }),
  'key-missing': ({ path, key }) => ({
    what: `${path} に ${key} というキーはありません。`,
    next: '「hivemend query」に上のキーのパスを指定すると、どのキーがあるか確認できます。',
  }),
  'value-missing': ({ path, key, value }) => ({
    what: `${path} の ${key} に${value === '' ? '既定値' : `「${value}」という値`}はありません。`,
    next: '「hivemend query」にキーのパスを指定すると、どの値があるか確認できます。',
  }),
  'nothing-found': ({ path, key, text }) => ({
    what: `${path} の ${key} 以下に、名前かデータに「${text}」を含むものはありません。`,
    next: '名前と文字列は大文字と小文字を区別せずに比べます。数値とバイト列は検索しません。',
  }),
};
