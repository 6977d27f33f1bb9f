import type { ErrorDetails } from '../../ground/errors.ts';
import { isMounted } from '../is-mounted.ts';
import type { ErrorMessages } from './messages.ts';

/** No Windows to choose from, and why that may be. */

const STATES: Readonly<Record<ErrorDetails['windows-nowhere']['drives'][number]['state'], string>> = {
  open: 'Windows なし',
  locked: 'ロック中',
  unreadable: '読み取り不可',
  'running-system': '実行中のシステム',
};

export const jaNothingFound: Pick<ErrorMessages, 'windows-nowhere' | 'still-locked'> = {
  'windows-nowhere': ({ drives }) => ({
    what:
      drives.length === 0
        ? 'Windows が見つかりません。ドライブが 1 つもありません。'
        : `調べたドライブのどれにも Windows がありません: ${drives
            .map(({ root, state }) => `${root} (${STATES[state]})`)
            .join('、')}。`,
    next: drives.some(isMounted)
      ? 'PC の Windows のボリュームが一覧にない場合は、マウントしてから (「lsblk -f」で一覧を表示し、「mount /dev/sda3 /mnt」のようにマウント)、もう一度実行してください。別の場所の Windows は「hivemend repair フォルダー」で指定できます。'
      : 'PC のディスクが一覧にない場合は、このシステムにストレージ ドライバーがありません (新しい PC では Intel VMD (RST) が多く使われています)。PC メーカーのドライバーを展開して USB メモリに入れ、「drvload E:\\driver\\iaStorVD.inf」のように読み込んでください。別の場所の Windows は「hivemend repair フォルダー」で指定できます。',
  }),
  'still-locked': ({ drives }) => ({
    what: `${drives.join('、')} は BitLocker でロックされたままのため、Windows があるかどうかを確認できません。`,
    next: '回復キーがないと、どのプログラムでも読み取りや変更はできません。回復キーは、Microsoft アカウント (https://aka.ms/myrecoverykey)、PC を管理する組織、印刷した紙、USB メモリのファイルなどにあります。見つかったら、もう一度 hivemend を実行するか、「hivemend unlock」にドライブ文字を付けて実行してください。',
  }),
};
