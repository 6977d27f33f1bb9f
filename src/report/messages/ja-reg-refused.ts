import type { ErrorDetails } from '../../ground/errors.ts';
import { jaRefusals } from './ja-edits.ts';
import type { ErrorMessages } from './messages.ts';
import type { RefusedRegFileCode } from './reg-file-messages.ts';

type Problem = ErrorDetails['reg-file-refused' | 'reg-file-unfit']['problem'];

const PROBLEMS: Readonly<Record<Problem, string>> = {
  ...jaRefusals,
  contradicts: '前の行と矛盾しています',
  'key-path-unmapped': 'ディスク上のどのハイブにもないキーです',
  'key-path-of-other-hive': '指定されたものとは別のハイブのキーです',
  'hive-root-deleted': 'ハイブのルートは削除できません',
  'symbolic-link': 'キーまたはその上のキーがシンボリック リンクで、Windows は別の場所に書き込みます',
  'predefined-handle': 'キーまたはその上のキーが、別のハイブのキーを表しています',
  'name-twice': '同じ名前のキーが複数あり、Windows がどれを使うかわかりません',
};

const REASONS: Readonly<Record<ErrorDetails['reg-file-hive-missing']['reason'], string>> = {
  'hive-missing': 'この Windows にはないハイブのキーです',
  'profile-missing': 'この Windows にはないプロファイルのキーです',
  'control-set-unknown':
    'CurrentControlSet のキーですが、SYSTEM ハイブからは現在のコントロール セットがわかりません',
};

const WAYS_ON: typeof REASONS = {
  'hive-missing': 'そのキーをファイルから取り除くか、別の Windows を指定してください。',
  'profile-missing':
    'そのキーをファイルから取り除くか、--user でプロファイルを指定するか、別の Windows を指定してください。',
  'control-set-unknown':
    'HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001 のように、コントロール セットの名前をファイルに直接書いてください。',
};

/** Changes that a .reg file asks for and that can't be made. */
export const jaRegRefused: Pick<ErrorMessages, RefusedRegFileCode> = {
  'reg-file-refused': ({ problem, earlier, ...place }) => ({
    what: `${placeOf(place)}: ${PROBLEMS[problem]}${earlier === undefined ? '' : ` (${earlier.path === place.path ? '' : `${earlier.path} の `}${earlier.line} 行)`}。`,
    next: 'ファイルを直すか、その行を取り除いてください。何も変更していません。',
  }),
  'reg-file-unfit': ({ problem, ...place }) => ({
    what: `${placeOf(place)}: ${PROBLEMS[problem]}。`,
    next: 'その行を取り除くか、「hivemend query」でキーを確認してください。何も変更していません。',
  }),
  'reg-file-hive-missing': ({ reason, ...place }) => ({
    what: `${placeOf(place)}: ${REASONS[reason]}。`,
    next: `${WAYS_ON[reason]}何も変更していません。`,
  }),
};

type Place = Pick<ErrorDetails['reg-file-unfit'], 'path' | 'line' | 'column' | 'key' | 'value'>;

function placeOf({ path, line, column, key, value }: Place): string {
  const name = value === undefined || value === '' ? key : `${key} の「${value}」`;
  return `${path} の ${line} 行 ${column} 文字目、${name}`;
}
