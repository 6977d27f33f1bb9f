import type { FormatDetails } from '../../ground/errors.ts';
import { exportCommand, type ImageErrorMessages, partName } from './image-messages.ts';

const COPY = 'イメージの別のコピーを使ってください。コピーの途中で切れたイメージは修復できません。';

function damage(sentence: string, { file, structure, offset, expected, actual }: FormatDetails) {
  return {
    what: `${sentence}: ${file}、${structure} (${offset} バイト目): 期待値 ${expected}、実際の値 ${actual}。`,
    next: COPY,
  };
}

const WHY = {
  split: '複数のファイルに分割されています (.swm)',
  pipable: 'パイプ用の形式です',
  solid: '.esd のように、全体が 1 つの塊に圧縮されています',
  'marked-read-only': 'ヘッダーで読み取り専用とされています',
  'left-half-written': '以前の書き込みが終わっていません',
} as const;

const says = (said: string | undefined): string => (said === undefined ? '' : ` メッセージ: ${said}。`);

export const jaImages: ImageErrorMessages = {
  'image-signature': (details) => damage('イメージではありません', details),
  'image-truncated': (details) => damage('イメージが途中で切れています', details),
  'image-structure': (details) => damage('イメージが破損しています', details),
  'image-part-missing': ({ path, part, parts }) => ({
    what: `${path} に、イメージまたはパーティション ${part} はありません。`,
    next: parts.length === 0 ? '1 つもありません。' : `あるもの: ${parts.map(partName).join('、')}。`,
  }),
  'image-part-unnamed': ({ path, parts }) => ({
    what: `${path} には Windows が複数あります: ${parts.map(partName).join('、')}。`,
    next: '--image でどれか 1 つを指定してください。',
  }),
  'image-not-writable': ({ path, because }) => ({
    what: `${path} は変更できません: ${WHY[because]}。読み取りはできます。`,
    next: '変更できる WIM に書き出し、そちらを指定してください。',
    commands: [exportCommand(path, because === 'split')],
  }),
  'program-missing': ({ program, package: name, minimum }) => ({
    what: `この操作にはプログラム ${program} (${minimum} 以降) が必要ですが、インストールされていません。`,
    next: `Debian と Ubuntu ではパッケージ ${name} にあります。`,
    commands: [`apt install ${name}`],
  }),
  'program-too-old': ({ program, package: name, minimum, version }) => ({
    what: `この操作には ${program} ${minimum} 以降が必要ですが、${version} がインストールされています。`,
    next: `新しい版を用意してください。Debian と Ubuntu ではパッケージ ${name} にあります。`,
  }),
  'program-failed': ({ program, path, exitCode, cause, said }) => ({
    what: `${program} は ${path} を処理できませんでした (${exitCode === undefined ? (cause ?? '開始できません') : `終了コード ${exitCode}`})。何も変更していません。${says(said)}`,
    next: 'そのコマンドを手動で試すか、イメージを作成したプログラムで検査してください。',
  }),
  'image-not-written': ({ path, program, said }) => ({
    what: `変更を ${path} に書き込めませんでした (${program})。イメージは元のままです。${says(said)}`,
    next: 'イメージの隣に、変更したハイブの分の空きがあることを確認し、もう一度実行してください。',
  }),
  'image-uncertain': ({ path, program, said }) => ({
    what: `${path} が破損しているおそれがあります: 書き込みの後で ${program} が失敗しました。${says(said)}`,
    next: 'イメージの別のコピーを使ってください。ハイブのバックアップは、イメージの隣の hivemend-backups にあります。',
  }),
  'image-left-mounted': ({ path, mount }) => ({
    what: `${mount} のマウントを解除できませんでした。そこでの変更は反映されません。`,
    next: `そのフォルダーを使っているものを終了し、hivemend をもう一度実行してください。${path} が片付けられます。`,
  }),
};
