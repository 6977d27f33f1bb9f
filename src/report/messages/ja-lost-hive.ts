import type { ErrorDetails, WholeCopy } from '../../ground/errors.ts';
import { isLeftEmpty } from '../left-empty.ts';
import { putBackCommands } from '../put-back-commands.ts';
import type { Advice, ErrorMessages } from './messages.ts';

type Remedy = Pick<Advice, 'next' | 'commands'>;

/** A hive that is no use any more, and what else may stand in its place. */

const SOFTWARE_HIVE =
  'SOFTWARE ハイブ (Windows\\System32\\config\\SOFTWARE) か、ドライブを指定してください。';
const LOST =
  '内容は失われています。この PC の復元ポイントかバックアップを使うか、データ復旧業者に相談してください。';
const LEFT_EMPTY = `Windows が空のまま残すコピーで、失われたものはありません。${SOFTWARE_HIVE}`;

const KINDS: Readonly<Record<ErrorDetails['not-a-hive']['kind'], readonly [what: string, next: string]>> = {
  empty: ['空のファイルです', LOST],
  zeros: ['中身がすべてゼロです。ファイル システムが内容を失ったファイルに見られる状態です', LOST],
  'transaction-log': [
    'ハイブのトランザクション ログで、ハイブそのものではありません',
    '.LOG、.LOG1、.LOG2 を除いた名前のハイブを指定してください。ログは自動的に考慮されます。',
  ],
  'registry-text': ['レジストリ エディターで書き出したテキスト (.reg) です', SOFTWARE_HIVE],
  'windows-9x-registry': ['Windows 95、98、または Me のレジストリです', SOFTWARE_HIVE],
  'event-log': ['イベント ログです', SOFTWARE_HIVE],
  'ese-database': ['Windows Search などが使うデータベース (ESE) です', SOFTWARE_HIVE],
  archive: ['圧縮ファイル (zip、gzip、cab など) です', '展開して、中の SOFTWARE ハイブを指定してください。'],
  wim: [
    'WIM イメージです',
    'マウントして、マウント先のフォルダーを指定してください。「hivemend repair」とキーを扱うコマンドには、イメージをそのまま指定できます。',
  ],
  'disk-image': [
    'ディスクまたはボリュームのイメージです',
    '接続またはマウントして、そのドライブかマウント先のフォルダーを指定してください。「hivemend repair」とキーを扱うコマンドには、イメージをそのまま指定できます。',
  ],
  'foreign-image': [
    'hivemend では開けない形式のイメージ (ISO、EWF など) です',
    '接続またはマウントして、そのドライブ、フォルダー、または中の WIM を指定してください。',
  ],
  program: ['プログラムです', SOFTWARE_HIVE],
  document: ['文書、画像、またはほかのプログラムのデータベースです', SOFTWARE_HIVE],
  text: ['テキスト ファイルです', SOFTWARE_HIVE],
};

export const jaHiveKinds: Readonly<Record<ErrorDetails['key-path-of-other-hive']['kind'], string>> = {
  SOFTWARE: 'SOFTWARE ハイブ',
  SYSTEM: 'SYSTEM ハイブ (ドライバーとサービス)',
  NTUSER: 'ユーザーのハイブ (NTUSER.DAT)',
  USRCLASS: 'ユーザーのクラスのハイブ (UsrClass.dat)',
  SAM: 'SAM ハイブ (ローカル アカウント)',
  SECURITY: 'SECURITY ハイブ',
  BCD: 'ブート構成データ (BCD)',
  COMPONENTS: 'COMPONENTS ハイブ (Windows の更新)',
  DRIVERS: 'DRIVERS ハイブ',
  AMCACHE: '実行したプログラムのハイブ (Amcache.hve)',
  EMPTY: 'キーが 1 つもないハイブ',
  OTHER: '別の内容のハイブ',
};

export const jaLostHive: Pick<ErrorMessages, 'not-a-hive' | 'not-a-software-hive'> = {
  'not-a-software-hive': ({ path, kind }) => ({
    what: `${path} は SOFTWARE ハイブではなく、${jaHiveKinds[kind]}です。`,
    next: SOFTWARE_HIVE,
  }),
  'not-a-hive': ({ path, kind, copies }) => {
    const [what, lost] = KINDS[kind];
    const next = kind === 'empty' && isLeftEmpty(path) ? LEFT_EMPTY : lost;
    return {
      what: `${path} はレジストリ ハイブではありません。${what}。`,
      ...(jaWholeCopies(path, copies) ?? { next }),
    };
  },
};

/** What can be put back, and what that means; undefined when there is nothing. */
export function jaWholeCopies(hive: string, copies: readonly WholeCopy[] | undefined): Remedy | undefined {
  const [newest] = copies ?? [];
  if (newest === undefined) return undefined;
  const day = newest.writtenAt.slice(0, 16).replace('T', ' ');
  const commands = putBackCommands(hive, newest);
  const next = `壊れていないコピー (${day} UTC) があります: ${newest.path}。これに戻すと、Windows のこの部分がその日の状態に戻ります。それ以降にインストールしたプログラムや更新プログラムは、再インストールが必要になることがあります。戻すには、次のように入力します。`;
  return { next, commands };
}
