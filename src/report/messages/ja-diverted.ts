import type { ErrorDetails } from '../../ground/errors.ts';
import type { ErrorMessages } from './messages.ts';

/** What does not lead where it seems to. */
export const jaDiverted: Pick<ErrorMessages, 'key-diverted' | 'path-diverted'> = {
  'key-diverted': (details) => ({
    what: `${details.path} では、${obstacleOf(details)}。hivemend が変更するキーと、Windows が読み取るキーが異なる可能性があります。`,
    next: 'Windows がこのようなキーを作成することはなく、他のプログラムか人が作成したものです。レジストリ エディターで確認するか、この PC を設定した人に問い合わせてください。',
  }),
  'path-diverted': ({ path, target }) => ({
    what: `${path} は${target === undefined ? '' : ` ${target} への`}リンクまたはマウント ポイントのため、この Windows の外に出てしまいます。`,
    next: 'Windows がここにリンクを作成することはありません。誰が作成したか確認してください。リンク先が目的の場所であれば、その場所を直接指定するか、--follow-links を付けてください。',
  }),
};

function obstacleOf({ key, obstacle, target }: ErrorDetails['key-diverted']): string {
  // The root has no name of its own.
  const name = key.length === 0 ? 'ルート キー' : `キー ${key.join('\\')} `;
  switch (obstacle) {
    case 'symbolic-link':
      return `${name}が${target === undefined ? '' : ` ${target} への`}シンボリック リンクになっています`;
    case 'predefined-handle':
      return `${name}が定義済みハンドル (別のハイブのキーを表すもの) になっています`;
    case 'name-twice':
      return `${name}と同じ名前のキーが複数あります`;
  }
}
