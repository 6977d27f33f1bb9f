import type { ErrorDetails } from '../../ground/errors.ts';
import { fileSize } from '../figures.ts';
import type { ErrorMessages } from './messages.ts';

/** Why an edit can't be made. */
export const jaRefusals: Readonly<Record<ErrorDetails['edit-refused']['reason'], string>> = {
  root: 'ハイブのルート キーは削除できません',
  'key-name-empty': 'キーの名前が空です',
  'key-name-has-backslash': 'キーの名前に円記号 (バックスラッシュ) が含まれています',
  'key-name-too-long': 'キーの名前が 255 文字を超えています',
  'value-name-too-long': '値の名前が 16,383 文字を超えています',
  'too-deep': 'キーの階層が 512 段を超えています',
  'data-too-long': 'データが長すぎてハイブに入りません',
  'key-not-deletable': 'このキーは Windows が削除を禁止しています',
  'key-volatile': '上のキーは再起動すると消えるため、その下に書き込んでも残りません',
  'layered-hive': 'このハイブは別のハイブに重ねられており、削除すると下のハイブの内容が現れます',
};

/** Changes of keys and values that can't be made as they were asked for. Edits are counted from 1 for people. */
export const jaEdits: Pick<ErrorMessages, 'edits-contradict' | 'edit-refused' | 'hive-too-large'> = {
  'edits-contradict': ({ path, index, earlier, key, value }) => ({
    what: `${path} への変更が矛盾しています。${index + 1} 番目の変更は、${earlier + 1} 番目の変更が ${keyOrValue(key, value)} に行うことを取り消してしまいます。`,
    next: 'どちらかを取り除いてください。何も変更していません。',
  }),
  'edit-refused': ({ path, index, key, reason }) => ({
    what: `${path} への ${index + 1} 番目の変更はできません。${jaRefusals[reason]} (${keyOrValue(key)})。`,
    next: 'その変更を取り除くか、別のキーを指定してください。何も変更していません。',
  }),
  'hive-too-large': ({ path, size }) => ({
    what: `${path} の大きさが ${fileSize(size)} になり、Windows が読み込める大きさを超えます。`,
    next: '書き込む量を減らしてください。何も変更していません。',
  }),
};

function keyOrValue(key: readonly string[], value?: string): string {
  const name = key.length === 0 ? 'ルート キー' : key.join('\\');
  return value === undefined ? name : `${name} の値 "${value}"`;
}
